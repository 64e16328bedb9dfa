package dev.catwalk.startup;

import dev.catwalk.console.TrustedProxies;
import java.util.List;

/** That it is clear who may see the console. */
final class ConsoleCheck implements Check {
    private static final String AUTH = "catwalk.console.auth";
    private static final String TRUSTED = "catwalk.console.trusted-proxies";

    @Override
    public List<Problem> problems(Settings settings) {
        List<String> trusted = settings.values(TRUSTED, String.class).orElse(List.of());
        if (trusted.isEmpty()) {
            return settings.text(AUTH).filter("proxy"::equalsIgnoreCase).isPresent()
                    ? List.of(new Problem(
                            TRUSTED, "is missing: with " + AUTH + "=proxy it says which address the proxy has"))
                    : List.of();
        }
        try {
            new TrustedProxies(trusted);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(new Problem(TRUSTED, e.getMessage()));
        }
    }
}
