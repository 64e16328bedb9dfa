package dev.catwalk.api;

import dev.catwalk.retention.Keep;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** {@code catwalk.api.*}. */
@ConfigMapping(prefix = "catwalk.api")
public interface ApiConfig {
    /** Where the API listens; off without. Plain HTTP: a proxy in front of it brings TLS. */
    Optional<Integer> port();

    /** The address it listens on. */
    @WithDefault("0.0.0.0")
    String host();

    /** Requests of one key that a node serves in a second; more are answered 429. As many may come at once. */
    @WithDefault("1000")
    int maxRequestsPerSecond();

    /** How long {@code reporting.token_handout} keeps a hand-out after it was last repeated; off: for ever. */
    @WithDefault("off")
    Keep keepHandouts();
}
