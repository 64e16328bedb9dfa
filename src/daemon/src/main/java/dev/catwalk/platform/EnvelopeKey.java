package dev.catwalk.platform;

import dev.catwalk.component.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a push envelope.
 *
 * <p>Source: the platform's page on message encryption (developers.weixin.qq.com, docs/oplatform, "消息加解密说明", read
 * 2026-11). Inside are 16 random bytes, the length of the content in four bytes, the content and the component's appid,
 * padded to a multiple of 32 and encrypted with AES-256-CBC; the first half of the key is the initialisation vector.
 */
public final class EnvelopeKey {
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9]{43}");
    private static final int RANDOM_BYTES = 16;
    // The cipher's own block is 16 bytes, the padding's is 32: javax.crypto's PKCS5Padding refuses every other push.
    private static final int PADDING_BLOCK = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final IvParameterSpec vector;

    /**
     * @param encodingAesKey as the platform's console shows it
     * @throws IllegalArgumentException when it is not 43 letters and digits; the message does not repeat it
     */
    public EnvelopeKey(Secret encodingAesKey) {
        if (!ENCODED.matcher(encodingAesKey.value()).matches()) {
            throw new IllegalArgumentException("an EncodingAESKey has 43 letters and digits");
        }
        byte[] bytes = Base64.getDecoder().decode(encodingAesKey.value() + "=");
        key = new SecretKeySpec(bytes, "AES");
        vector = new IvParameterSpec(bytes, 0, 16);
    }

    /** Opens an envelope; empty when it was not closed with this key or is not whole. */
    public Optional<Decrypted> open(byte[] ciphertext) {
        if (ciphertext.length == 0 || ciphertext.length % PADDING_BLOCK != 0) {
            return Optional.empty();
        }
        byte[] padded = crypt(Cipher.DECRYPT_MODE, ciphertext);
        int padding = padding(padded);
        if (padding == 0) {
            return Optional.empty();
        }
        return letter(ByteBuffer.wrap(padded, 0, padded.length - padding));
    }

    /**
     * Encrypts content as the platform does.
     *
     * @param appid of the component
     * @return the text of the Encrypt element
     */
    public String encrypt(byte[] content, String appid) {
        byte[] addressee = appid.getBytes(StandardCharsets.UTF_8);
        int length = RANDOM_BYTES + Integer.BYTES + content.length + addressee.length;
        int padding = PADDING_BLOCK - length % PADDING_BLOCK;
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer plain = ByteBuffer.allocate(length + padding)
                .put(random)
                .putInt(content.length)
                .put(content)
                .put(addressee);
        Arrays.fill(plain.array(), length, length + padding, (byte) padding);
        return Base64.getEncoder().encodeToString(crypt(Cipher.ENCRYPT_MODE, plain.array()));
    }

    private static Optional<Decrypted> letter(ByteBuffer plain) {
        if (plain.remaining() < RANDOM_BYTES + Integer.BYTES) {
            return Optional.empty();
        }
        plain.position(RANDOM_BYTES);
        int length = plain.getInt();
        if (length < 0 || length > plain.remaining()) {
            return Optional.empty();
        }
        byte[] content = new byte[length];
        plain.get(content);
        return Optional.of(
                new Decrypted(content, StandardCharsets.UTF_8.decode(plain).toString()));
    }

    /** How many bytes at the end are padding, each of which says so; 0 when they do not agree. */
    private static int padding(byte[] padded) {
        int length = padded[padded.length - 1];
        if (length < 1 || length > PADDING_BLOCK) {
            return 0;
        }
        for (byte b : Arrays.copyOfRange(padded, padded.length - length, padded.length)) {
            if (b != length) {
                return 0;
            }
        }
        return length;
    }

    private byte[] crypt(int mode, byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, key, vector);
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES without padding takes every whole number of blocks", e);
        }
    }

    /**
     * What was in an envelope.
     *
     * @param content may hold a ticket or an authorization code: never to be printed
     * @param appid of the component the platform addressed it to, also on the message URL
     */
    public record Decrypted(byte[] content, String appid) {}
}
