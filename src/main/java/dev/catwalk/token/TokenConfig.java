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

    /** An access token with less life than this is refreshed before it is used. Longer than a page of a walk takes. */
    @WithDefault("10m")
    Duration refreshMargin();

    /**
     * How long a refresh may take before another node may try, and so how long merchants wait whose node died while it
     * refreshed them. A refresh that takes longer is not wrong: its result is dropped if a newer one was stored.
     */
    @WithDefault("60s")
    Duration refreshLease();

    /** How long a merchant without a usable refresh token is left alone before the platform is asked for one again. */
    @WithDefault("6h")
    Duration recoveryPause();
}
