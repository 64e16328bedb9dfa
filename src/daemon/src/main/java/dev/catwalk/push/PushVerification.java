package dev.catwalk.push;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.EnvelopeKey.Decrypted;
import dev.catwalk.platform.PushXml;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.push.PushVerification.Verdict.Genuine;
import dev.catwalk.push.PushVerification.Verdict.Refused;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Separates one component's pushes from everything else that reaches its addresses. Total: whatever the request holds, the
 * answer is a verdict.
 *
 * <p>Nothing is decrypted before the signature holds, so a stranger cannot learn from the answers how a padding ended.
 */
final class PushVerification {
    /** What verification found out about a request. */
    sealed interface Verdict {

        /**
         * The platform sent it, to the component of the address.
         *
         * @param key that opened it
         */
        record Genuine(PushContent content, EnvelopeKey key) implements Verdict {}

        /** It must not change anything. */
        record Refused(Refusal reason) implements Verdict {}
    }

    private final Component component;
    private final Secret pushToken;
    private final List<EnvelopeKey> keys;

    PushVerification(Component component) {
        this.component = component;
        this.pushToken = component.pushToken().orElseThrow();
        this.keys = component.encodingAesKeys().stream().map(EnvelopeKey::new).toList();
    }

    ComponentAppId component() {
        return component.appid();
    }

    /** @param merchant in the path of the message URL; empty on the authorization-event URL */
    Verdict verify(SignedQuery query, Optional<MerchantAppId> merchant, byte[] body) {
        if (!query.isComplete()) {
            return new Refused(Refusal.PARAMETERS);
        }
        PushXml outer = PushXml.read(body);
        Optional<String> encrypted = outer.text("Encrypt");
        if (encrypted.isEmpty()) {
            return new Refused(Refusal.BODY);
        }
        if (!query.covers(pushToken, encrypted.get())) {
            return new Refused(Refusal.SIGNATURE);
        }
        List<Opened> letters = open(encrypted.get());
        if (letters.isEmpty()) {
            return new Refused(Refusal.UNDECRYPTABLE);
        }
        // The appid inside the envelope proves the addressee. The outer one is not signed, but one of another component
        // is reason enough to refuse. The content does not decide: customers' messages carry the merchant's appid.
        Optional<Opened> letter = letters.stream()
                .filter(l -> l.inside().appid().equals(component.appid().value()))
                .findFirst();
        if (letter.isEmpty() || isForAnother(outer)) {
            return new Refused(Refusal.COMPONENT);
        }
        return new Genuine(
                new PushContent(letter.get().inside().content(), merchant),
                letter.get().key());
    }

    /** Whether a GET that tries out the address knows the push token. */
    boolean isSigned(SignedQuery query) {
        return query.isComplete() && query.covers(pushToken);
    }

    private record Opened(EnvelopeKey key, Decrypted inside) {}

    private List<Opened> open(String encrypted) {
        Optional<byte[]> ciphertext = decode(encrypted);
        return keys.stream()
                .flatMap(key -> ciphertext.flatMap(key::open).map(inside -> new Opened(key, inside)).stream())
                .toList();
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Documents of the message URL name no component, so the absence of one says nothing. */
    private boolean isForAnother(PushXml xml) {
        return xml.text("AppId")
                .filter(appid -> !appid.equals(component.appid().value()))
                .isPresent();
    }
}
