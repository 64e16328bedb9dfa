package dev.catwalk.visit;

import java.util.Locale;

/** Which merchants a walk is over. */
public enum WalkScope {
    /** Every merchant of the configured components. */
    ALL,
    /** Merchants with a category under review. */
    UNDER_REVIEW,
    /** Merchants named one by one: by a push, or by a person. What was held back is asked all the same. */
    MERCHANT;

    /** As stored and shown in the views. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static WalkScope named(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
