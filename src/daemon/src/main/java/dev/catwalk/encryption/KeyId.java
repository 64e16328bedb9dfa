package dev.catwalk.encryption;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A key's number in its keyset. All that the key encrypts begins with it: a byte that is one, then the number in four bytes, the
 * highest first ("Tink wire format", output prefix TINK, developers.google.com/tink/wire-format, read 2026-11). So the key
 * that a value needs is known without any key.
 */
public record KeyId(int value) {
    static final int PREFIX_LENGTH = 5;
    private static final byte TINK = 1;

    /** @throws NumberFormatException when it is not a number as Tink prints it: decimal, without sign */
    public static KeyId parse(String text) {
        return new KeyId(Integer.parseUnsignedInt(text));
    }

    /** Of ciphertext or its beginning; empty when no key of ours encrypted it. */
    static Optional<KeyId> of(byte[] encrypted) {
        return encrypted.length < PREFIX_LENGTH || encrypted[0] != TINK
                ? Optional.empty()
                : Optional.of(
                        new KeyId(ByteBuffer.wrap(encrypted, 1, Integer.BYTES).getInt()));
    }

    /** What everything begins with that this key encrypted. */
    byte[] prefix() {
        return ByteBuffer.allocate(PREFIX_LENGTH).put(TINK).putInt(value).array();
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
