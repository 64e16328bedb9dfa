package dev.catwalk.encryption;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Turns secrets into ciphertext for one place in the database and back. Table, column and row are authenticated with it:
 * ciphertext copied to another place does not open.
 */
@Singleton
public class Encryption {
    private static final Logger LOG = Logger.getLogger(Encryption.class);

    private final Keyset keyset;

    @Inject
    Encryption(EncryptionConfig config) {
        this(KeysetSource.of(config).open());
    }

    Encryption(Keyset keyset) {
        this.keyset = keyset;
    }

    Keyset keyset() {
        return keyset;
    }

    public byte[] encrypt(byte[] plain, EncryptedColumn column, String row) {
        try {
            return keyset.aead().encrypt(plain, place(column, row));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nothing could be encrypted for " + column, e);
        }
    }

    /** @throws IllegalStateException when the keyset is not the one that encrypted it, or the ciphertext was moved */
    public byte[] decrypt(byte[] encrypted, EncryptedColumn column, String row) {
        try {
            return keyset.aead().decrypt(encrypted, place(column, row));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the keyset does not open " + column + " of row " + row + ": is it the right one?");
        }
    }

    /** Whether the keyset opens the value in a row of this column; the value is not returned. */
    boolean decrypts(byte[] encrypted, EncryptedColumn column, String row) {
        try {
            decrypt(encrypted, column, row);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    public byte[] encryptText(String plain, EncryptedColumn column, String row) {
        return encrypt(plain.getBytes(StandardCharsets.UTF_8), column, row);
    }

    /** Empty when it does not open, which is logged: a value that cannot be read counts as one that is missing. */
    public Optional<String> decryptText(byte[] encrypted, EncryptedColumn column, String row) {
        try {
            return Optional.of(new String(decrypt(encrypted, column, row), StandardCharsets.UTF_8));
        } catch (IllegalStateException e) {
            LOG.error(e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] place(EncryptedColumn column, String row) {
        return (column.table() + "/" + column.column() + "/" + row).getBytes(StandardCharsets.UTF_8);
    }
}
