package dev.catwalk.delivery;

import dev.catwalk.network.WayOut;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The properties of {@code catwalk.alert.*} that say how receivers are reached. */
@ConfigMapping(prefix = "catwalk.alert")
public interface DeliveryConfig {
    /** How receivers are reached: {@code http://[user:password@]host:port} of a proxy, or {@code off}. */
    @WithDefault(WayOut.DEFAULT_PROXY)
    String proxy();

    /** Comma separated hosts, addresses and subnets that are reached without it. */
    @WithDefault(WayOut.DEFAULT_DIRECT)
    Optional<String> noProxy();

    Webhook webhook();

    interface Webhook {
        /** Receivers on loopback, private or link-local addresses are refused otherwise; not asked for group robots. */
        @WithDefault("false")
        boolean allowPrivateAddresses();
    }
}
