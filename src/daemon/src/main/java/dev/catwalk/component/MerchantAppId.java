package dev.catwalk.component;

import java.util.Optional;
import java.util.regex.Pattern;

/** The appid of a merchant: an account that authorized a component. */
public record MerchantAppId(String value) {
    /** Where a configured address takes one in. */
    public static final String PLACEHOLDER = "{merchant_appid}";

    public MerchantAppId {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a merchant appid is empty");
        }
    }

    // So far all are wx and 16 hexadecimal digits; wider, because the platform does not promise that.
    private static final Pattern POSSIBLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Empty when the text, which a stranger or the platform wrote, cannot be an appid. */
    public static Optional<MerchantAppId> possible(String text) {
        return POSSIBLE.matcher(text).matches() ? Optional.of(new MerchantAppId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
