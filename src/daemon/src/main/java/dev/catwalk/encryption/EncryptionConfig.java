package dev.catwalk.encryption;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The part of {@code catwalk.token.*} that names the keys. */
@ConfigMapping(prefix = "catwalk.token")
public interface EncryptionConfig {
    /** File with the Tink AEAD keyset (JSON) that encrypts everything in the vault; made by {@code keys generate}. */
    Optional<Path> keysetFile();

    /** The keyset itself, where a file is unhandy. */
    Optional<String> keyset();

    /**
     * The key of a KMS that wraps the keyset, such as {@code aws-kms://arn:aws:kms:…}: what the file or the property holds is
     * then ciphertext (Tink's encrypted keyset). A client for it has to be on the class path.
     */
    Optional<String> keysetKmsUri();
}
