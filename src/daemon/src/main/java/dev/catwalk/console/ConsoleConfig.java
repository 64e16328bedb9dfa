package dev.catwalk.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code catwalk.console.*}. */
@ConfigMapping(prefix = "catwalk.console")
public interface ConsoleConfig {
    /** How people are known; the console is off without. */
    Optional<Auth> auth();

    /** Where the console listens. Plain HTTP: a proxy in front of it brings TLS. */
    @WithDefault("8081")
    int port();

    /** The address it listens on. */
    @WithDefault("0.0.0.0")
    String host();

    /** How long a login lasts, with {@code users}. */
    @WithDefault("12h")
    Duration sessionLife();

    /** With {@code proxy}: the header that names who is logged in there. */
    @WithDefault("X-Forwarded-User")
    String proxyHeader();

    /** With {@code proxy}: addresses, or networks such as {@code 10.0.0.0/8}, from which that header is believed. */
    Optional<List<String>> trustedProxies();

    /** With {@code proxy}: names in that header that may act; all others only look. */
    Optional<List<String>> operators();

    enum Auth {
        /** Users of our own, in PostgreSQL; see {@code users add}. */
        USERS,
        /** A proxy in front of the console logs people in. */
        PROXY
    }
}
