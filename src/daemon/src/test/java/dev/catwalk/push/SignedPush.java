package dev.catwalk.push;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import me.chanjar.weixin.common.util.crypto.SHA1;

/**
 * A push as the platform would send it. Signed with WxJava's function, so that the product is not measured against itself.
 *
 * @param encrypted the text of the Encrypt element, signed as it is
 * @param outerAppId of the outer document, which nobody signs
 */
record SignedPush(String token, String timestamp, String nonce, String encrypted, String outerAppId) {
    static final String COMPONENT = "wx5a5a5a5a5a5a5a5a";
    static final String TOKEN = "simToken";
    static final String KEY = "simWechatOpenPlatformKey0123456789ABCDEFGHI";
    static final String OTHER_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    static SignedPush aPush(String content) {
        return anEnvelope(EnvelopeWriter.encrypt(KEY, content.getBytes(StandardCharsets.UTF_8), COMPONENT));
    }

    static SignedPush anEnvelope(String encrypted) {
        return new SignedPush(
                TOKEN,
                Long.toString(SettableClock.INSTANCE.instant().getEpochSecond()),
                "424242",
                encrypted,
                COMPONENT);
    }

    static Component component(String... encodingAesKeys) {
        return new Component(
                new ComponentAppId(COMPONENT),
                Optional.empty(),
                Optional.of(new Secret(TOKEN)),
                List.of(encodingAesKeys).stream().map(Secret::new).toList(),
                Optional.empty());
    }

    SignedPush withToken(String other) {
        return new SignedPush(other, timestamp, nonce, encrypted, outerAppId);
    }

    SignedPush withTimestamp(long seconds) {
        return new SignedPush(token, Long.toString(seconds), nonce, encrypted, outerAppId);
    }

    SignedPush withNonce(String other) {
        return new SignedPush(token, timestamp, other, encrypted, outerAppId);
    }

    SignedPush withOuterAppId(String other) {
        return new SignedPush(token, timestamp, nonce, encrypted, other);
    }

    SignedQuery query() {
        return new SignedQuery(SHA1.gen(token, timestamp, nonce, encrypted), timestamp, nonce);
    }

    byte[] body() {
        return "<xml>\n    <AppId><![CDATA[%s]]></AppId>\n    <Encrypt><![CDATA[%s]]></Encrypt>\n</xml>\n"
                .formatted(outerAppId, encrypted)
                .getBytes(StandardCharsets.UTF_8);
    }
}
