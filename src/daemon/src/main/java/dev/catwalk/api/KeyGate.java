package dev.catwalk.api;

import dev.catwalk.network.Rates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets a request in whose key counts, has the scope, and has not asked too often; the key is its caller from then on. */
@ApplicationScoped
class KeyGate {
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final ApiConfig config;
    private final HandOuts handOuts;
    /** By the number of the key: as many as there are keys. */
    private final Rates rates;

    KeyGate(ApiKeys keys, ApiConfig config, HandOuts handOuts) {
        this.keys = keys;
        this.config = config;
        this.rates = new Rates(config.maxRequestsPerSecond(), Duration.ofSeconds(1));
        this.handOuts = handOuts;
    }

    /** The scope that a request to this method needs. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Needs {
        Scope value();
    }

    @ServerRequestFilter
    void enter(ContainerRequestContext request, ResourceInfo resource) {
        Needs needs = resource.getResourceMethod().getAnnotation(Needs.class);
        if (needs == null) {
            return;
        }
        ApiKey key = shown(request).flatMap(keys::find).orElseThrow(() -> {
            var refused = Problem.of(401, "no valid API key: send Authorization: Bearer cwk_...")
                    .exception();
            refused.getResponse().getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            return refused;
        });
        Duration wait = rates.take(key.id());
        if (!wait.isZero()) {
            throw Problem.of(429, "this key asks more often than " + config.maxRequestsPerSecond() + " times a second")
                    .exceptionUntil(wait);
        }
        if (!key.scopes().contains(needs.value())) {
            throw Problem.of(403, "this key lacks the scope " + needs.value()).exception();
        }
        handOuts.used(key);
        request.setSecurityContext(new Caller(key));
    }

    private static Optional<String> shown(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    /** @throws IllegalStateException when the method needs no key */
    static ApiKey key(SecurityContext context) {
        if (context.getUserPrincipal() instanceof ApiKey key) {
            return key;
        }
        throw new IllegalStateException("this request was let in without a key");
    }

    private record Caller(ApiKey key) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return key;
        }

        @Override
        public boolean isUserInRole(String role) {
            return key.scopes().stream().anyMatch(scope -> scope.word().equals(role));
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
