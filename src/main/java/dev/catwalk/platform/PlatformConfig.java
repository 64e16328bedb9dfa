package dev.catwalk.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** {@code catwalk.platform.*}. */
@ConfigMapping(prefix = "catwalk.platform")
public interface PlatformConfig {
    /** Base address of the platform. Change it for the simulated platform or the disaster-recovery host. */
    @WithDefault("https://api.weixin.qq.com")
    URI url();

    /** Time-out of one call, connection included. */
    @WithDefault("10s")
    Duration timeout();

    /** Connections kept to the platform; follows the calls in flight, since more could not be used. */
    @WithDefault("${catwalk.walk.concurrency:64}")
    int connections();
}
