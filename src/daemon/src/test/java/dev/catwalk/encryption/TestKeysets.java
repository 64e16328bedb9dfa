package dev.catwalk.encryption;

import java.util.Optional;

/** Keysets and what they encrypt, for tests that have no worker to do it. */
public final class TestKeysets {
    private TestKeysets() {}

    public static Keyset open(String json) {
        return new KeysetSource(Optional.empty(), Optional.of(json), Optional.empty()).open();
    }

    public static byte[] encrypt(String keyset, String plain, EncryptedColumn column, String row) {
        return new Encryption(open(keyset)).encryptText(plain, column, row);
    }
}
