package dev.catwalk.startup;

import dev.catwalk.network.WayOut;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** That proxies are addresses of proxies, those of the environment included. */
public final class ProxiesCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        return Stream.of("catwalk.platform.", "catwalk.alert.")
                .flatMap(prefix -> problem(settings, prefix).stream())
                .toList();
    }

    /** @throws IllegalArgumentException when it is none */
    public static WayOut wayOut(Settings settings, String prefix) {
        return WayOut.of(
                settings.text(prefix + "proxy").orElse(""),
                settings.text(prefix + "no-proxy").orElse(""));
    }

    private static Optional<Problem> problem(Settings settings, String prefix) {
        try {
            wayOut(settings, prefix);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String name = prefix + "proxy";
            boolean written = settings.config().getConfigValue(name).getConfigSourceOrdinal() > Integer.MIN_VALUE;
            return Optional.of(
                    new Problem(name, (written ? "" : "not set, and HTTPS_PROXY in its place ") + e.getMessage()));
        }
    }
}
