package dev.catwalk.push;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import java.time.Instant;
import java.util.Optional;

/**
 * A push out of the inbox, to be processed by the holder of this claim.
 *
 * @param merchant the addressee, on the message URL
 * @param body ciphertext
 * @param issuedAt when the platform made it, not after it was received; the epoch when it does not say
 * @param codeWaits whether its authorization code may still have to be exchanged
 * @param attempt 1 for the first
 */
record ClaimedPush(
        long id,
        ComponentAppId component,
        Optional<MerchantAppId> merchant,
        byte[] digest,
        byte[] body,
        Instant issuedAt,
        Instant receivedAt,
        boolean codeWaits,
        int attempt) {

    boolean isLastAttempt() {
        return attempt >= PushInbox.ATTEMPTS;
    }
}
