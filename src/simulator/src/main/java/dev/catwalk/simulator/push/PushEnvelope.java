package dev.catwalk.simulator.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encryption of pushes (protocol page §1.3): 16 random bytes, the length of the message, the message, the component's appid;
 * padded to blocks of 32 bytes, which is why no padding of the JDK's fits; AES-256-CBC with the head of the key as IV.
 */
public final class PushEnvelope {
    private static final Pattern KEY_SHAPE = Pattern.compile("[A-Za-z0-9]{43}");
    private static final int RANDOM_BYTES = 16;
    private static final int BLOCK = 32;

    private final byte[] key;
    private final String componentAppid;

    public PushEnvelope(String encodingAesKey, String componentAppid) {
        this.key = aesKey(encodingAesKey);
        this.componentAppid = componentAppid;
    }

    static byte[] aesKey(String encodingAesKey) {
        if (encodingAesKey == null || !KEY_SHAPE.matcher(encodingAesKey).matches()) {
            throw new IllegalArgumentException("an EncodingAESKey has 43 letters and digits");
        }
        return Base64.getDecoder().decode(encodingAesKey + "=");
    }

    public String encrypt(byte[] random, String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] appid = componentAppid.getBytes(StandardCharsets.UTF_8);
        int length = RANDOM_BYTES + Integer.BYTES + text.length + appid.length;
        int padding = BLOCK - length % BLOCK;
        ByteBuffer plain = ByteBuffer.allocate(length + padding)
                .put(random)
                .putInt(text.length)
                .put(text)
                .put(appid);
        Arrays.fill(plain.array(), length, length + padding, (byte) padding);
        return Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, plain.array()));
    }

    /** The message inside; refuses padding, length and appid that are not as {@link #encrypt} writes them. */
    public String open(String encrypted) {
        byte[] plain = cipher(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(encrypted));
        int padding = plain[plain.length - 1];
        if (padding < 1 || padding > BLOCK) {
            throw new IllegalArgumentException("padding out of range: " + padding);
        }
        int textLength = ByteBuffer.wrap(plain).getInt(RANDOM_BYTES);
        int textStart = RANDOM_BYTES + Integer.BYTES;
        int appidStart = textStart + textLength;
        if (textLength < 0 || appidStart > plain.length - padding) {
            throw new IllegalArgumentException("length out of range: " + textLength);
        }
        String appid = new String(plain, appidStart, plain.length - padding - appidStart, StandardCharsets.UTF_8);
        if (!appid.equals(componentAppid)) {
            throw new IllegalArgumentException("encrypted for another component: " + appid);
        }
        return new String(plain, textStart, textLength, StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("AES-256-CBC refused the input", e);
        }
    }
}
