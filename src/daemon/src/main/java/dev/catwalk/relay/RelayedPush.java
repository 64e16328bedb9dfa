package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.platform.EnvelopeKey;
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
 * @param key that opened it, for a receiver that answers with the same one; empty: the component's current one
 */
record RelayedPush(
        String id,
        ComponentAppId component,
        String event,
        Optional<MerchantAppId> addressee,
        Optional<MerchantAppId> about,
        Instant receivedAt,
        byte[] content,
        Optional<EnvelopeKey> key) {
    /** Without the content and the key. */
    @Override
    public String toString() {
        return "RelayedPush[" + id + "]";
    }
}
