package dev.catwalk.platform;

import dev.catwalk.component.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the query of a push says to prove its origin. Values are compared as the text they came as: a timestamp that is
 * parsed and printed again may no longer be what was signed.
 *
 * <p>Source: the platform's pages on message push and on message encryption (developers.weixin.qq.com, docs/oplatform,
 * "message_push" and "消息加解密说明", read 2026-11): the signature is the SHA-1 over the push token, the timestamp, the nonce
 * and, for a push, the text of the Encrypt element, sorted by their bytes and joined.
 *
 * @param signature {@code msg_signature} of a push, {@code signature} of the GET with which an address is tried out; null
 *     when the query holds none, as the others
 */
public record SignedQuery(String signature, String timestamp, String nonce) {
    /** From 2001 to 2286. */
    private static final Pattern UNIX_SECONDS = Pattern.compile("[1-9]\\d{9}");

    public boolean isComplete() {
        return Stream.of(signature, timestamp, nonce).noneMatch(value -> value == null || value.isEmpty());
    }

    /**
     * Whether it says that it was signed in this time. False also for what has not the form of a time of today: nothing is
     * between the parts that are signed, so digits can be moved from one to its neighbour.
     */
    public boolean isSignedBetween(Instant earliest, Instant latest) {
        if (!UNIX_SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return !at.isBefore(earliest) && !at.isAfter(latest);
    }

    /** Whether a holder of the push token signed this query together with {@code content}. */
    public boolean covers(Secret pushToken, String... content) {
        String expected = sign(pushToken, timestamp, nonce, content);
        // Takes equally long wherever the first difference is, so that a signature cannot be guessed digit by digit.
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    /** The signature of a holder of the push token. */
    public static String sign(Secret pushToken, String timestamp, String nonce, String... content) {
        MessageDigest sha1 = sha1();
        Stream.concat(Stream.of(pushToken.value(), timestamp, nonce), Arrays.stream(content))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .sorted(Arrays::compareUnsigned)
                .forEach(sha1::update);
        return HexFormat.of().formatHex(sha1.digest());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
