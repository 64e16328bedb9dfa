package dev.catwalk.startup;

import dev.catwalk.console.ConsoleUsers;
import dev.catwalk.console.TrustedProxies;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** That it is clear who may see the console. */
final class ConsoleCheck implements Check {
    private static final String PREFIX = "catwalk.console.";
    private static final String AUTH = PREFIX + "auth";
    private static final String TRUSTED = PREFIX + "trusted-proxies";
    private static final String BASE_URL = PREFIX + "base-url";
    private static final String ISSUER = PREFIX + "oidc.issuer";
    private static final String SCOPES = PREFIX + "oidc.scopes";
    private static final String NAMED = PREFIX + "operators";
    private static final String OPERATORS = PREFIX + "oidc.operator-groups";

    @Override
    public List<Problem> problems(Settings settings) {
        String auth = settings.text(AUTH).orElse("").toLowerCase(Locale.ROOT);
        return Stream.of(
                        auth.equals("proxy") ? missing(settings, TRUSTED, "which address the proxy has") : none(),
                        trusted(settings),
                        named(settings),
                        Stream.of(BASE_URL, ISSUER).flatMap(name -> ValuesCheck.baseAddress(settings, name)),
                        auth.equals("oidc") ? oidc(settings) : none())
                .flatMap(problems -> problems)
                .toList();
    }

    private static Stream<Problem> none() {
        return Stream.empty();
    }

    private static Stream<Problem> missing(Settings settings, String name, String says) {
        return settings.text(name).filter(text -> !text.isBlank()).isPresent()
                ? none()
                : Stream.of(new Problem(
                        name,
                        "is missing: with " + AUTH + "=" + settings.text(AUTH).orElseThrow() + " it says " + says));
    }

    private static Stream<Problem> trusted(Settings settings) {
        try {
            new TrustedProxies(settings.values(TRUSTED, String.class).orElse(List.of()));
            return none();
        } catch (IllegalArgumentException e) {
            return Stream.of(new Problem(TRUSTED, e.getMessage()));
        }
    }

    /** A name that the console never takes from the proxy would make nobody an operator. */
    private static Stream<Problem> named(Settings settings) {
        return settings.values(NAMED, String.class).orElse(List.of()).stream()
                .map(String::strip)
                .flatMap(name -> ConsoleUsers.wrongName(name).stream()
                        .map(wrong -> new Problem(NAMED, "'" + name + "' " + wrong)));
    }

    private static Stream<Problem> oidc(Settings settings) {
        List<String> scopes = settings.values(SCOPES, String.class).orElse(List.of("openid"));
        return Stream.of(
                        missing(settings, ISSUER, "which OpenID provider logs people in"),
                        missing(settings, PREFIX + "oidc.client-id", "how the provider knows the console"),
                        missing(settings, BASE_URL, "where the provider sends people back to"),
                        scopes.stream().map(String::strip).anyMatch("openid"::equals)
                                ? none()
                                : Stream.of(new Problem(
                                        SCOPES, "does not hold openid, without which the provider names no person")),
                        settings.text(PREFIX + "oidc.viewer-groups").isPresent()
                                ? none()
                                : missing(settings, OPERATORS, "who may act; no one could log in"))
                .flatMap(problems -> problems);
    }
}
