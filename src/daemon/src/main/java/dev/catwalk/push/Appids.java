package dev.catwalk.push;

import dev.catwalk.component.MerchantAppId;
import java.util.Optional;

/** Recognizes what may be a merchant's appid in a path that a stranger wrote and in a field of a push. */
final class Appids {
    private Appids() {}

    static Optional<MerchantAppId> merchant(String text) {
        return MerchantAppId.possible(text);
    }
}
