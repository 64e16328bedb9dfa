package dev.catwalk.push;

import static dev.catwalk.push.SignedPush.COMPONENT;
import static dev.catwalk.push.SignedPush.KEY;
import static dev.catwalk.push.SignedPush.OTHER_KEY;
import static dev.catwalk.push.SignedPush.aPush;
import static dev.catwalk.push.SignedPush.anEnvelope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.platform.SignedQuery;
import dev.catwalk.push.PushVerification.Verdict;
import dev.catwalk.push.PushVerification.Verdict.Genuine;
import dev.catwalk.push.PushVerification.Verdict.Refused;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import me.chanjar.weixin.common.util.crypto.SHA1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushVerificationTest {
    static final String CONTENT = "<xml><AppId>" + COMPONENT + "</AppId><InfoType>news</InfoType></xml>";

    final PushVerification verification = new PushVerification(SignedPush.component(KEY));

    @Test
    void aPushOfThePlatformIsGenuine() {
        // when
        Verdict verdict = verify(aPush(CONTENT));

        // then
        assertThat(verdict).isInstanceOf(Genuine.class);
    }

    static final SignedQuery SIGNED = aPush(CONTENT).query();
    static final List<SignedQuery> INCOMPLETE = List.of(
            new SignedQuery(null, SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(SIGNED.signature(), null, SIGNED.nonce()),
            new SignedQuery(SIGNED.signature(), SIGNED.timestamp(), null),
            new SignedQuery("", SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(null, null, null));

    @ParameterizedTest
    @FieldSource("INCOMPLETE")
    void aQueryWithoutItsProofIsRefused(SignedQuery query) {
        // when
        Verdict verdict =
                verification.verify(query, Optional.empty(), aPush(CONTENT).body());

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.PARAMETERS));
    }

    static final List<SignedQuery> TAMPERED = List.of(
            new SignedQuery(SIGNED.signature().replace('0', '1').replace('a', 'b'), SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(SIGNED.signature().substring(1), SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(SIGNED.signature() + "0", SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(SIGNED.signature(), SIGNED.timestamp() + "0", SIGNED.nonce()),
            new SignedQuery(SIGNED.signature(), "0" + SIGNED.timestamp(), SIGNED.nonce()),
            new SignedQuery(SIGNED.signature(), SIGNED.timestamp(), "424243"),
            new SignedQuery("䀀".repeat(40), SIGNED.timestamp(), SIGNED.nonce()));

    @ParameterizedTest
    @FieldSource("TAMPERED")
    void aChangedQueryIsRefused(SignedQuery query) {
        // when
        Verdict verdict =
                verification.verify(query, Optional.empty(), aPush(CONTENT).body());

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.SIGNATURE));
    }

    @Test
    void theQueryOfOnePushDoesNotCoverAnother() {
        // given
        SignedPush another = aPush(CONTENT.replace("news", "other"));

        // when
        Verdict verdict = verification.verify(aPush(CONTENT).query(), Optional.empty(), another.body());

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.SIGNATURE));
    }

    @Test
    void theSignatureWithoutTheBodyIsNotEnough() {
        // given
        SignedPush push = aPush(CONTENT);
        SignedQuery plain =
                new SignedQuery(SHA1.gen(push.token(), push.timestamp(), push.nonce()), push.timestamp(), push.nonce());

        // when
        Verdict verdict = verification.verify(plain, Optional.empty(), push.body());

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.SIGNATURE));
        assertThat(verification.isSigned(plain)).isTrue();
    }

    @Test
    void aPushSignedWithAnotherTokenIsRefused() {
        // when
        Verdict verdict = verify(aPush(CONTENT).withToken("guessed"));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.SIGNATURE));
    }

    @Test
    void everyBitOfTheBodyIsSigned() {
        // given
        SignedPush push = aPush(CONTENT);
        int start = new String(push.body(), UTF_8).indexOf(push.encrypted());

        // when
        List<Verdict> verdicts = IntStream.range(0, push.encrypted().length() * 8)
                .mapToObj(bit -> {
                    byte[] body = push.body();
                    body[start + bit / 8] ^= (byte) (1 << (bit % 8));
                    return verification.verify(push.query(), Optional.empty(), body);
                })
                .toList();

        // then
        assertThat(verdicts).isNotEmpty().allSatisfy(verdict -> assertThat(verdict)
                .isIn(new Refused(Refusal.SIGNATURE), new Refused(Refusal.BODY)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "success",
                "<xml/>",
                "<xml></xml>",
                "<xml><Encrypt/></xml>",
                "<xml><Encrypt> </Encrypt></xml>",
                "<xml><encrypt>AAAA</encrypt></xml>",
                "<xml><deeper><Encrypt>AAAA</Encrypt></deeper></xml>",
                "<xml><Encrypt>AAAA</xml>",
                "{\"Encrypt\":\"AAAA\"}",
                "Encrypt=AAAA"
            })
    void aBodyWithoutAnEnvelopeIsRefused(String body) {
        // when
        Verdict verdict = verification.verify(SIGNED, Optional.empty(), body.getBytes(UTF_8));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.BODY));
    }

    static final byte[] WHOLE =
            EnvelopeWriter.plain(EnvelopeWriter.RANDOM, CONTENT.length(), CONTENT.getBytes(UTF_8), COMPONENT);
    static final String ENCRYPTED = EnvelopeWriter.encrypt(KEY, CONTENT.getBytes(UTF_8), COMPONENT);
    static final List<String> UNDECRYPTABLE = List.of(
            "A",
            "AAAA",
            "====",
            "not base64 at all",
            ENCRYPTED.substring(1),
            ENCRYPTED.substring(0, ENCRYPTED.length() - 4),
            ENCRYPTED.substring(0, ENCRYPTED.length() / 2),
            ENCRYPTED + ENCRYPTED,
            ENCRYPTED.replace('+', '-').replace('/', '_') + "-",
            EnvelopeWriter.encrypt(OTHER_KEY, CONTENT.getBytes(UTF_8), COMPONENT),
            withPadding(0),
            withPadding(33),
            withPadding(-1),
            EnvelopeWriter.encryptPadded(KEY, unevenlyPadded()),
            withLength(-1),
            withLength(Integer.MIN_VALUE),
            withLength(Integer.MAX_VALUE),
            withLength(CONTENT.length() + COMPONENT.length() + 1),
            EnvelopeWriter.encryptPadded(KEY, filled(32, 32)),
            EnvelopeWriter.encryptPadded(KEY, filled(32, 13)));

    @ParameterizedTest
    @FieldSource("UNDECRYPTABLE")
    void anEnvelopeThatDoesNotOpenIsRefused(String encrypted) {
        // when
        Verdict verdict = verify(anEnvelope(encrypted));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.UNDECRYPTABLE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void aLengthThatMovesTheAddressIsRefused(int length) {
        // when
        Verdict verdict = verify(anEnvelope(withLength(length)));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.COMPONENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wxbbd3f07e2945cf2a", "", "wx5a5a5a5a5a5a5a5", "wx5a5a5a5a5a5a5a5aa", "WX5A5A5A5A5A5A5A5A"})
    void anEnvelopeForAnotherComponentIsRefused(String appid) {
        // when
        Verdict verdict = verify(anEnvelope(EnvelopeWriter.encrypt(KEY, CONTENT.getBytes(UTF_8), appid)));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.COMPONENT));
    }

    @Test
    void anotherComponentOutsideTheEnvelopeIsRefused() {
        // when
        Verdict verdict = verify(aPush(CONTENT).withOuterAppId("wxbbd3f07e2945cf2a"));

        // then
        assertThat(verdict).isEqualTo(new Refused(Refusal.COMPONENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "<xml>",
                "{\"InfoType\":\"news\"}",
                "<!DOCTYPE xml><xml/>",
                "<xml><Content>\u001d</Content></xml>",
                "<xml><appid>wxaaaaaaaaaaaaaaaa</appid><InfoType>news</InfoType></xml>",
                "<xml><AppId>wxaaaaaaaaaaaaaaaa</AppId><MsgType>miniprogrampage</MsgType></xml>"
            })
    void whateverIsInsideAnEnvelopeThatOpensItIsGenuine(String content) {
        // when
        Verdict verdict = verify(aPush(content));

        // then
        assertThat(verdict).isInstanceOf(Genuine.class);
    }

    @Test
    void duringAKeyChangeBothKeysOpen() {
        // given
        PushVerification changing = new PushVerification(SignedPush.component(KEY, OTHER_KEY));
        SignedPush current = aPush(CONTENT);
        SignedPush previous = anEnvelope(EnvelopeWriter.encrypt(OTHER_KEY, CONTENT.getBytes(UTF_8), COMPONENT));

        // when
        List<Verdict> verdicts = List.of(
                changing.verify(current.query(), Optional.empty(), current.body()),
                changing.verify(previous.query(), Optional.empty(), previous.body()));

        // then
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Genuine.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noGarbageEndsInAnythingButARefusal(long seed) {
        // given
        Random random = new Random(seed);

        // when
        List<Verdict> verdicts = IntStream.range(0, 2_000)
                .mapToObj(i -> verify(anEnvelope(EnvelopeWriter.encryptPadded(KEY, garbage(random)))))
                .toList();

        // then
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Refused.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noGarbageInPlaceOfTheBodyEndsInAnythingButARefusal(long seed) {
        // given
        Random random = new Random(seed);

        // when
        List<Verdict> verdicts = IntStream.range(0, 2_000)
                .mapToObj(i -> verification.verify(
                        SIGNED, Optional.empty(), mutated(aPush(CONTENT).body(), random)))
                .toList();

        // then
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Refused.class));
    }

    private Verdict verify(SignedPush push) {
        return verification.verify(push.query(), Optional.empty(), push.body());
    }

    private static String withPadding(int value) {
        byte[] padded = EnvelopeWriter.pad(WHOLE);
        padded[padded.length - 1] = (byte) value;
        return EnvelopeWriter.encryptPadded(KEY, padded);
    }

    private static byte[] unevenlyPadded() {
        byte[] padded = EnvelopeWriter.pad(WHOLE);
        padded[padded.length - 2]++;
        return padded;
    }

    private static String withLength(int length) {
        return EnvelopeWriter.encryptPadded(
                KEY,
                EnvelopeWriter.pad(
                        EnvelopeWriter.plain(EnvelopeWriter.RANDOM, length, CONTENT.getBytes(UTF_8), COMPONENT)));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[32 * (1 + random.nextInt(4))];
        random.nextBytes(bytes);
        int padding = 1 + random.nextInt(32);
        Arrays.fill(bytes, bytes.length - padding, bytes.length, (byte) padding);
        return bytes;
    }

    /** Something in the signed part or in the markup always differs. */
    private static byte[] mutated(byte[] body, Random random) {
        String text = new String(body, UTF_8);
        int start = text.indexOf("<Encrypt>");
        int end = text.indexOf("]]></Encrypt>");
        byte[] mutated = body.clone();
        for (int i = 0; i <= random.nextInt(8); i++) {
            mutated[start + random.nextInt(end - start)] = (byte) random.nextInt(256);
        }
        return Arrays.equals(mutated, body)
                ? Base64.getEncoder().encode(body)
                : Arrays.copyOf(mutated, mutated.length - random.nextInt(2) * random.nextInt(mutated.length));
    }
}
