package dev.catwalk.push;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.platform.PushXml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The decrypted content of a genuine push.
 *
 * @param bytes as they were in the envelope; may hold a ticket or an authorization code
 * @param xml the same, as far as it is XML
 * @param addressee the merchant in the path of the message URL; empty on the authorization-event URL
 */
record PushContent(byte[] bytes, PushXml xml, Optional<MerchantAppId> addressee) {
    // Ten digits of seconds last until the year 2286; more of them would be another unit.
    private static final Pattern UNIX_SECONDS = Pattern.compile("\\d{1,10}");
    // The platform's names are words of ASCII; the longest it documents has 40 characters.
    private static final Pattern NO_PART_OF_A_NAME = Pattern.compile("[^!-~]");
    private static final int LONGEST_TYPE = 64;

    PushContent(byte[] bytes, Optional<MerchantAppId> addressee) {
        this(bytes, PushXml.read(bytes), addressee);
    }

    /**
     * What it is called on the address it came to: InfoType on the authorization-event URL, Event on the message URL. Empty
     * for a customer's message and for what has none. Cut off behind {@value #LONGEST_TYPE} characters.
     */
    Optional<String> type() {
        return xml.text(addressee.isEmpty() ? "InfoType" : "Event")
                .map(String::strip)
                .map(type -> type.substring(0, Math.min(type.length(), LONGEST_TYPE)))
                .map(type -> NO_PART_OF_A_NAME.matcher(type).replaceAll("?"));
    }

    /** CreateTime; empty when it is missing or no number. */
    Optional<Instant> issuedAt() {
        return xml.text("CreateTime")
                .map(String::strip)
                .filter(seconds -> UNIX_SECONDS.matcher(seconds).matches())
                .map(Long::parseLong)
                .map(Instant::ofEpochSecond);
    }

    /**
     * Identifies the content and the address it came to, since the same may mean something else on another: a push that is
     * sent again may carry another nonce and other ciphertext: no page says.
     */
    byte[] digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            addressee.ifPresent(merchant -> digest.update(merchant.value().getBytes(StandardCharsets.UTF_8)));
            return digest.digest(bytes);
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
