package dev.catwalk.platform;

import dev.catwalk.network.WayOut;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** {@code catwalk.platform.*}. */
@ConfigMapping(prefix = "catwalk.platform")
public interface PlatformConfig {
    /** Where there is no application, the defaults are asked for by name. */
    String DEFAULT_URL = "https://api.weixin.qq.com";

    String DEFAULT_TIMEOUT = "10s";

    /** Base address of the platform. Change it for the simulated platform or the disaster-recovery host. */
    @WithDefault(DEFAULT_URL)
    URI url();

    /** Time-out of one call, connection included. */
    @WithDefault(DEFAULT_TIMEOUT)
    Duration timeout();

    /**
     * How long calls wait for a platform that does not answer, counted from the moment the circuit breaker opened. After that
     * the visits of a walk end {@code deferred}, until the platform answers again.
     */
    @WithDefault("1m")
    Duration outagePatience();

    /** How the platform is reached: {@code http://[user:password@]host:port} of a proxy, or {@code off}. */
    @WithDefault(WayOut.DEFAULT_PROXY)
    String proxy();

    /** Comma separated hosts, addresses and subnets that are reached without it. */
    @WithDefault(WayOut.DEFAULT_DIRECT)
    Optional<String> noProxy();
}
