package dev.catwalk.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code catwalk.token.*}. */
@ConfigMapping(prefix = "catwalk.token")
public interface TokenConfig {
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
