package dev.catwalk.alert;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where people open the console, for links in alerts and for the way back from an OpenID provider. */
@ConfigMapping(prefix = "catwalk.console")
public interface ConsoleAddress {
    /** As browsers reach it, such as {@code https://catwalk.example.com}; without it alerts carry no links. */
    Optional<URI> baseUrl();

    /** Of a problem's page; empty when the console's is not configured. */
    default Optional<String> ofProblem(String problemId) {
        return of("/problems/" + problemId);
    }

    /** Of one of its pages; empty when the console's is not configured. */
    default Optional<String> of(String path) {
        return baseUrl().map(base -> base.toString().replaceFirst("/+$", "") + path);
    }
}
