package dev.catwalk.token;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Reads and makes the keyset that encrypts the vault. Messages never hold any of its content. */
public final class Keyset {
    private static final Configuration TINK;

    static {
        try {
            AeadConfig.register();
            TINK = RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Keyset() {}

    /** A new keyset with one AES-256-GCM key, as Tink JSON. It is a secret. */
    public static String generate() {
        try {
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TINK);
            return TinkJsonProtoKeysetFormat.serializeKeyset(handle, TINK, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key could be made", e);
        }
    }

    /**
     * Opens the keyset that is configured, the file first.
     *
     * @throws IllegalArgumentException naming the property, when there is none or it cannot be used
     */
    public static Aead open(Optional<Path> file, Optional<String> json) {
        if (file.isPresent()) {
            return parse("catwalk.token.keyset-file", read(file.get()));
        }
        return parse(
                "catwalk.token.keyset",
                json.orElseThrow(() -> new IllegalArgumentException(
                        "catwalk.token.keyset-file: not set; make a keyset with: catwalk keys generate --out FILE")));
    }

    static Aead open(TokenConfig config) {
        return open(config.keysetFile(), config.keyset());
    }

    private static Aead parse(String property, String json) {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(json, TINK, InsecureSecretKeyAccess.get())
                    .getPrimitive(TINK, Aead.class);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without the cause: a parser's message may quote the key material it stumbled on.
            throw new IllegalArgumentException(property + ": is not a Tink AEAD keyset in JSON");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("catwalk.token.keyset-file: " + file + " cannot be read");
        }
    }
}
