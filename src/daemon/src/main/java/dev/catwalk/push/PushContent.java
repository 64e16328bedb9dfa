package dev.catwalk.push;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The decrypted content of a genuine push.
 *
 * @param bytes as they were in the envelope; may hold a ticket or an authorization code
 * @param xml the same, read
 */
record PushContent(byte[] bytes, PushXml xml) {
    // Ten digits of seconds last until the year 2286; more of them would be another unit.
    private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,10}");

    /** InfoType or Event as received; empty for a customer's message and for what has neither. */
    Optional<String> type() {
        return xml.text("InfoType").or(() -> xml.text("Event"));
    }

    /** CreateTime; empty when it is missing or no number. */
    Optional<Instant> issuedAt() {
        return xml.text("CreateTime")
                .map(String::strip)
                .filter(seconds -> UNIX_SECONDS.matcher(seconds).matches())
                .map(Long::parseLong)
                .map(Instant::ofEpochSecond);
    }

    /** Identifies the content: a push that is sent again may carry another nonce and other ciphertext, nobody says. */
    byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "PushContent[***]";
    }
}
