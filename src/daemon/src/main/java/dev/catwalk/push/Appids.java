package dev.catwalk.push;

import dev.catwalk.platform.MerchantAppId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells what may be a merchant's appid from what a stranger wrote into a path, and a push into a field. */
final class Appids {
    // So far all are wx and 16 hexadecimal digits; wider, because nobody promised that.
    private static final Pattern POSSIBLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Appids() {}

    static Optional<MerchantAppId> merchant(String text) {
        return POSSIBLE.matcher(text).matches() ? Optional.of(new MerchantAppId(text)) : Optional.empty();
    }
}
