package dev.catwalk.console;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code catwalk.console.*}. */
@ConfigMapping(prefix = "catwalk.console")
public interface ConsoleConfig {
    /** How people are known; the console is off without. */
    Optional<Auth> auth();

    String DEFAULT_PORT = "8081";

    /** Where the console listens. Plain HTTP: a proxy in front of it brings TLS. */
    @WithDefault(DEFAULT_PORT)
    int port();

    /** The address it listens on. */
    @WithDefault("0.0.0.0")
    String host();

    /** How long a login lasts, with {@code users} and {@code oidc}. */
    @WithDefault("12h")
    Duration sessionLife();

    /** With {@code proxy}: the header that names who is logged in there. */
    @WithDefault("X-Forwarded-User")
    String proxyHeader();

    /** With {@code proxy}: addresses, or networks such as {@code 10.0.0.0/8}, from which that header is believed. */
    Optional<List<String>> trustedProxies();

    /** With {@code proxy}: names in that header that may act; all others only look. */
    Optional<List<@WithConverter(TrimmedStringConverter.class) String>> operators();

    /** With {@code oidc}: who logs people in, and what they may do. */
    Oidc oidc();

    enum Auth {
        /** Users of our own, in PostgreSQL; see {@code users add}. */
        USERS,
        /** An OpenID provider logs people in. */
        OIDC,
        /** A proxy in front of the console logs people in. */
        PROXY
    }

    /** {@code catwalk.console.oidc.*}. A person in none of the groups is not let in. */
    interface Oidc {
        /** The provider as its document names it, below which that document is: {@code /.well-known/openid-configuration}. */
        Optional<String> issuer();

        Optional<String> clientId();

        /** None for a client that the provider knows as public. */
        Optional<String> secret();

        /** What is asked for; {@code openid} has to be among it. */
        @WithDefault("openid,profile")
        List<@WithConverter(TrimmedStringConverter.class) String> scopes();

        /** The claim that names the person, in pages and in the list of acts. */
        @WithDefault("preferred_username")
        String nameClaim();

        /** The claim that lists the person's groups or roles; a JSON pointer such as {@code /realm_access/roles} as well. */
        @WithDefault("groups")
        String groupsClaim();

        /** Members of these may act. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> operatorGroups();

        /** Members of these may look; {@code *}: all whom the provider logs in. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> viewerGroups();
    }
}
