package dev.catwalk.encryption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * The place the keyset comes from, as configured: a file, or the property itself; as it is, or wrapped by a key of a KMS.
 * Messages name the property and never hold any of the content.
 */
public final class KeysetSource {
    public static final String FILE = "catwalk.token.keyset-file";
    public static final String JSON = "catwalk.token.keyset";
    public static final String KMS_URI = "catwalk.token.keyset-kms-uri";

    private final Optional<Path> file;
    private final Optional<String> json;
    private final Optional<String> kmsUri;

    /** The file first. */
    public KeysetSource(Optional<Path> file, Optional<String> json, Optional<String> kmsUri) {
        this.file = file;
        this.json = json;
        this.kmsUri = kmsUri;
    }

    static KeysetSource of(EncryptionConfig config) {
        return new KeysetSource(config.keysetFile(), config.keyset(), config.keysetKmsUri());
    }

    /** The property that says where the keyset is. */
    public String property() {
        return file.isPresent() || json.isEmpty() ? FILE : JSON;
    }

    public Optional<Path> file() {
        return file;
    }

    /** @throws IllegalArgumentException naming the property, when there is none or it cannot be used */
    public Keyset open() {
        return open(text());
    }

    /**
     * The keyset as it is written there, which may be a secret.
     *
     * @throws IllegalArgumentException naming the property, when there is none
     */
    public String text() {
        return file.map(KeysetSource::read)
                .or(() -> json)
                .orElseThrow(() -> new IllegalArgumentException(
                        FILE + ": not set; make a keyset with: catwalk keys generate --out FILE"));
    }

    /** @throws IllegalArgumentException naming the property, when this text is no keyset that can be used */
    public Keyset open(String text) {
        Keyset keyset = kmsUri.isPresent() ? unwrapped(text, KmsKey.at(kmsUri.get())) : plain(text);
        keyset.keyWithoutPrefix().ifPresent(key -> {
            throw new IllegalArgumentException(property() + ": key " + key
                    + " does not put its number at the start of what it encrypts, so a value would not show which key it needs;"
                    + " make keys with catwalk keys, or with Tink's output prefix TINK");
        });
        return keyset;
    }

    private Keyset plain(String text) {
        try {
            return Keyset.parse(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without the cause: a parser's message may quote the key material it stumbled on.
            throw new IllegalArgumentException(property()
                    + (text.contains("\"encryptedKeyset\"")
                            ? ": is wrapped by a KMS, and " + KMS_URI + " does not say by which key"
                            : ": is not a Tink AEAD keyset in JSON"));
        }
    }

    private Keyset unwrapped(String text, KmsKey kms) {
        try {
            return Keyset.parse(text, kms);
        } catch (KmsRefusedException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    property() + ": is not a Tink AEAD keyset in JSON, wrapped by the key of " + KMS_URI);
        }
    }

    /**
     * A keyset in the form to be stored there: wrapped when this one is.
     *
     * @throws IllegalArgumentException naming the property, when the KMS does not wrap it
     */
    public String written(Keyset keyset) {
        if (kmsUri.isEmpty()) {
            return keyset.json();
        }
        try {
            return keyset.json(KmsKey.at(kmsUri.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset cannot be written", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE + ": " + file + " cannot be read");
        }
    }
}
