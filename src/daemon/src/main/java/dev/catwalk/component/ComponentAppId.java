package dev.catwalk.component;

import java.util.Optional;
import java.util.regex.Pattern;

/** The appid of a component: our registration as third-party platform. */
public record ComponentAppId(String value) {
    /** Where a configured address takes one in. */
    public static final String PLACEHOLDER = "{component_appid}";

    /** What all appids look like, those of merchants too. The platform promises it nowhere; it is for what people type. */
    public static final Pattern FORM = Pattern.compile("wx[0-9a-fA-F]{16}");

    public ComponentAppId {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a component appid is empty");
        }
    }

    /** Empty when the text, which a stranger wrote, cannot be an appid. */
    public static Optional<ComponentAppId> possible(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ComponentAppId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
