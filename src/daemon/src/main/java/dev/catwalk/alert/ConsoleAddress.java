package dev.catwalk.alert;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where people open the console, for links in alerts. */
@ConfigMapping(prefix = "catwalk.console")
public interface ConsoleAddress {
    /** As browsers reach it, such as {@code https://catwalk.example.com}; without it alerts carry no links. */
    Optional<URI> baseUrl();

    /** Of a problem's page; empty when the console's is not configured. */
    default Optional<String> ofProblem(String problemId) {
        return baseUrl().map(base -> base.toString().replaceFirst("/+$", "") + "/problems/" + problemId);
    }
}
