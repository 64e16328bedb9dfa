package dev.catwalk.walk;

import dev.catwalk.platform.AuthorizerInfo;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import java.time.Instant;

/** What the platform said when it was asked how a merchant stands. */
sealed interface AuthorizationAnswer {
    MerchantRef merchant();

    /** The authorization stands. */
    record Stands(MerchantRef merchant, AuthorizerInfo info, Instant askedAt) implements AuthorizationAnswer {}

    /** The merchant has withdrawn its authorization. */
    record Withdrawn(MerchantRef merchant, PlatformError why, Instant askedAt) implements AuthorizationAnswer {}

    /** It said neither. */
    record Unknown(MerchantRef merchant, PlatformException trouble) implements AuthorizationAnswer {
        PlatformError why() {
            return trouble.error();
        }
    }
}
