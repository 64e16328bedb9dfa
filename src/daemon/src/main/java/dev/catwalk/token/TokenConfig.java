package dev.catwalk.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code catwalk.token.*}. */
@ConfigMapping(prefix = "catwalk.token")
public interface TokenConfig {
    /** File with the Tink AEAD keyset (JSON) that encrypts everything in the vault; made by {@code keys generate}. */
    Optional<Path> keysetFile();

    /** The keyset itself, where a file is unhandy. */
    Optional<String> keyset();

    /**
     * The key of a KMS that wraps the keyset, such as {@code aws-kms://arn:aws:kms:…}: what the file or the property holds is
     * then ciphertext (Tink's encrypted keyset). A client for it has to be on the class path.
     */
    Optional<String> keysetKmsUri();

    /** An access token with less life than this is refreshed before it is used. Longer than a page of a walk takes. */
    @WithDefault("10m")
    Duration refreshMargin();

    /**
     * How long after its last sign of life a node that was refreshing tokens counts as dead, and another may refresh them.
     * The holder renews its lease three times in this time, however long the platform takes; longer than nodes are ever
     * stalled. One that was stalled for longer does no harm: its result is dropped if another may
     * have taken over.
     */
    @WithDefault("10s")
    Duration refreshLease();

    /** How long a merchant without a usable refresh token is left alone before the platform is asked for one again. */
    @WithDefault("6h")
    Duration recoveryPause();
}
