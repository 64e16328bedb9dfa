package dev.catwalk.authorize;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code catwalk.authorize.*}. */
@ConfigMapping(prefix = "catwalk.authorize")
public interface AuthorizeConfig {
    /**
     * Where merchants reach the push port: the login domain (授权发起页域名) that the platform's console shows, with https.
     * Without it there are no links.
     */
    Optional<String> baseUrl();

    /** How long a new link is good. */
    @WithDefault("14d")
    Duration linkLife();

    /**
     * Where the authorization page is; without it, the platform's two addresses for desktop and phone. For the simulated
     * platform, its address.
     */
    Optional<String> pageUrl();

    /**
     * Header in which the proxy in front of the push port names the visitor, such as {@code X-Forwarded-For}; of several
     * addresses the last counts. Without it, the address of the connection, which behind a proxy is the same for all.
     */
    Optional<String> addressHeader();
}
