package dev.catwalk.push;

import static dev.catwalk.push.SignedPush.COMPONENT;
import static dev.catwalk.push.SignedPush.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.component.Secret;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.EnvelopeKey.Decrypted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import me.chanjar.weixin.common.util.crypto.WxCryptUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeKeyTest {
    static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    final EnvelopeKey key = new EnvelopeKey(new Secret(KEY));

    @ParameterizedTest
    @MethodSource("everyLengthOfPadding")
    void everyLengthOfPaddingOpens(int contentLength) {
        // given
        byte[] content = "x".repeat(contentLength).getBytes(StandardCharsets.UTF_8);
        String encrypted = EnvelopeWriter.encrypt(KEY, content, COMPONENT);

        // when
        Decrypted letter = key.open(Base64.getDecoder().decode(encrypted)).orElseThrow();

        // then
        assertThat(letter.content()).isEqualTo(content);
        assertThat(letter.appid()).isEqualTo(COMPONENT);
    }

    static IntStream everyLengthOfPadding() {
        return IntStream.range(0, 32);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWxJavaEncryptsWeOpen(long seed) {
        // given
        Random random = new Random(seed);
        String aesKey = anyKey(random);
        String content = anyText(random);

        // when
        String encrypted = new WxCryptUtil("token", aesKey, COMPONENT).encrypt("fedcba9876543210", content);

        // then
        Decrypted letter = new EnvelopeKey(new Secret(aesKey))
                .open(Base64.getDecoder().decode(encrypted))
                .orElseThrow();
        assertThat(new String(letter.content(), StandardCharsets.UTF_8)).isEqualTo(content);
        assertThat(letter.appid()).isEqualTo(COMPONENT);
    }

    /** Proves the writer that the other tests rely on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatOurTestsEncryptWxJavaOpens(long seed) {
        // given
        Random random = new Random(seed);
        String aesKey = anyKey(random);
        String content = anyText(random);
        SignedPush push = SignedPush.anEnvelope(
                EnvelopeWriter.encrypt(aesKey, content.getBytes(StandardCharsets.UTF_8), COMPONENT));

        // when
        String decrypted = new WxCryptUtil(push.token(), aesKey, COMPONENT)
                .decryptContent(push.query().signature(), push.timestamp(), push.nonce(), push.encrypted());

        // then
        assertThat(decrypted).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyContentComesBack(long seed) {
        // given
        Random random = new Random(seed);

        for (int i = 0; i < 200; i++) {
            String aesKey = anyKey(random);
            byte[] content = new byte[random.nextInt(2_000)];
            random.nextBytes(content);

            // when
            String encrypted = EnvelopeWriter.encrypt(aesKey, content, COMPONENT);

            // then
            assertThat(new EnvelopeKey(new Secret(aesKey))
                            .open(Base64.getDecoder().decode(encrypted))
                            .orElseThrow()
                            .content())
                    .isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF!",
                "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"
            })
    void whatIsNoKeyIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> new EnvelopeKey(new Secret(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(text);
    }

    @Test
    void nothingIsNoEnvelope() {
        assertThat(key.open(new byte[0])).isEmpty();
    }

    private static String anyKey(Random random) {
        return random.ints(43, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, i) -> text.append(LETTERS.charAt(i)), StringBuilder::append)
                .toString();
    }

    /** Letters of one, two, three and four bytes. */
    private static String anyText(Random random) {
        int[] letters = {'a', 'é', '类', 0x1F600};
        return random.ints(random.nextInt(300), 0, letters.length)
                .collect(StringBuilder::new, (text, i) -> text.appendCodePoint(letters[i]), StringBuilder::append)
                .toString();
    }
}
