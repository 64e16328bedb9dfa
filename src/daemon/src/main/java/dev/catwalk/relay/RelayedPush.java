package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import java.time.Instant;
import java.util.Optional;

/**
 * A push to be handed on.
 *
 * @param id the same at every attempt, and for ever: derived from the content
 * @param event InfoType or Event
 * @param addressee the merchant in the address of the message URL; empty for a push on the authorization-event URL
 * @param about the merchant that an authorization event names
 * @param content decrypted XML; may hold a ticket or an authorization code
 */
record RelayedPush(
        String id,
        ComponentAppId component,
        String event,
        Optional<MerchantAppId> addressee,
        Optional<MerchantAppId> about,
        Instant receivedAt,
        byte[] content) {
    /** Without the content. */
    @Override
    public String toString() {
        return "RelayedPush[" + id + "]";
    }
}
