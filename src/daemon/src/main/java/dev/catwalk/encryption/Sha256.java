package dev.catwalk.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has: stored in place of secrets that are only compared, and of contents that may be equal. */
public final class Sha256 {
    private Sha256() {}

    /** @return 32 bytes, of the text in UTF-8 */
    public static byte[] of(String text) {
        return of(text.getBytes(UTF_8));
    }

    /** @return 32 bytes */
    public static byte[] of(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }
}
