package dev.catwalk.push;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.platform.PushXml;
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
     * Whether it is of the kind that comes to our other address: somebody overheard it there. The signature does not cover
     * the address. A message always has MsgType, and what a customer typed into it may hold all the rest.
     */
    boolean isOfOtherAddress() {
        boolean message = xml.text("MsgType").isPresent();
        return addressee.isEmpty()
                ? message
                : !message
                        && xml.text("Event").isEmpty()
                        && xml.text("InfoType").isPresent();
    }

    /**
     * Identifies the content, whatever address it came to: one push that somebody overheard must not become another at each
     * address that he makes up. One that is sent again may carry another nonce and other ciphertext: no page says.
     */
    byte[] digest() {
        return Sha256.of(bytes);
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "PushContent[***]";
    }
}
