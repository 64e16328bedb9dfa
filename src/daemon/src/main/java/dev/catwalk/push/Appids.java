package dev.catwalk.push;

import dev.catwalk.component.MerchantAppId;
import java.util.Optional;

/** Tells what may be a merchant's appid from what a stranger wrote into a path, and a push into a field. */
final class Appids {
    private Appids() {}

    static Optional<MerchantAppId> merchant(String text) {
        return MerchantAppId.possible(text);
    }
}
