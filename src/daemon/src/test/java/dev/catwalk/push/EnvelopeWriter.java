package dev.catwalk.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The platform's half of the envelope: the product only ever opens them. */
final class EnvelopeWriter {
    static final String RANDOM = "0123456789abcdef";

    private EnvelopeWriter() {}

    static String encrypt(String encodingAesKey, byte[] content, String appid) {
        return encrypt(encodingAesKey, RANDOM, content, appid);
    }

    /** @param random 16 characters, by which two envelopes of one content differ */
    static String encrypt(String encodingAesKey, String random, byte[] content, String appid) {
        return encryptPadded(encodingAesKey, pad(plain(random, content.length, content, appid)));
    }

    /** For envelopes that are not as they should be. */
    static String encryptPadded(String encodingAesKey, byte[] padded) {
        byte[] key = Base64.getDecoder().decode(encodingAesKey + "=");
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
            return Base64.getEncoder().encodeToString(cipher.doFinal(padded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] plain(String random, int length, byte[] content, String appid) {
        byte[] address = appid.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(random.length() + Integer.BYTES + content.length + address.length)
                .put(random.getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .put(content)
                .put(address)
                .array();
    }

    static byte[] pad(byte[] plain) {
        int padding = 32 - plain.length % 32;
        byte[] padded = Arrays.copyOf(plain, plain.length + padding);
        Arrays.fill(padded, plain.length, padded.length, (byte) padding);
        return padded;
    }
}
