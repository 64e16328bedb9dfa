package dev.catwalk.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * An OpenID provider that knows one client and lets everybody in. It checks what the client owes it, and can be made to lie.
 */
final class OpenIdProvider implements AutoCloseable {
    static final String CLIENT = "catwalk console";
    static final String SECRET = "hush+secret/of the client";
    static final String CALLBACK = "https://console.example/login/callback";

    /** What an ID token can have wrong. */
    enum Lie {
        NONE,
        SIGNED_BY_ANOTHER_KEY,
        NOT_SIGNED,
        SIGNED_WITH_THE_CLIENTS_SECRET,
        OF_ANOTHER_ISSUER,
        FOR_ANOTHER_CLIENT,
        FOR_ANOTHER_CLIENT_TOO,
        EXPIRED,
        OF_ANOTHER_LOGIN,
        OF_NO_LOGIN,
        ABOUT_NO_PERSON,
        NO_TOKEN
    }

    private final String issuer;
    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private Map<String, Object> person = Map.of();
    private boolean inUserInfoOnly;
    private String namedIssuer;
    private Lie lie = Lie.NONE;
    private ECKey key = newKey();
    private String idToken = "";

    OpenIdProvider(String issuer) {
        this.issuer = issuer;
        this.namedIssuer = issuer;
        try {
            server = HttpServer.create(
                    new InetSocketAddress("127.0.0.1", URI.create(issuer).getPort()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, 404, Map.of()));
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, document()));
        server.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(key).toJSONObject(true)));
        server.createContext("/token", this::token);
        server.createContext("/me", this::userInfo);
        server.start();
    }

    OpenIdProvider knowing(String name, String... groups) {
        person = Map.of("preferred_username", name, "groups", List.of(groups));
        return this;
    }

    /** As OpenID Connect Core 1.0, 5.4 has it. */
    OpenIdProvider tellingWhenAskedOnly() {
        inUserInfoOnly = true;
        return this;
    }

    OpenIdProvider lying(Lie lie) {
        this.lie = lie;
        return this;
    }

    OpenIdProvider naming(String otherIssuer) {
        namedIssuer = otherIssuer;
        return this;
    }

    OpenIdProvider withNewKey() {
        key = newKey();
        return this;
    }

    /** The person logs in there. @return where the browser is sent then, without the host */
    String login(String start) {
        Map<String, String> asked = parameters(URI.create(start).getRawQuery());
        check(start.startsWith(issuer + "/authorize?"));
        check(asked.get("client_id").equals(CLIENT));
        check(asked.get("redirect_uri").equals(CALLBACK));
        check(asked.get("response_type").equals("code"));
        check(asked.get("scope").contains("openid"));
        check(asked.get("code_challenge_method").equals("S256"));
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        return "/login/callback?code=" + code + "&state=" + asked.get("state");
    }

    /** The last that was given out. */
    String idToken() {
        return idToken;
    }

    private Map<String, Object> document() {
        return Map.of(
                "issuer", namedIssuer,
                "authorization_endpoint", issuer + "/authorize",
                "token_endpoint", issuer + "/token",
                "jwks_uri", issuer + "/keys",
                "userinfo_endpoint", issuer + "/me",
                "end_session_endpoint", issuer + "/end");
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        String basic = CurrentPage.encoded(CLIENT) + ":" + CurrentPage.encoded(SECRET);
        boolean isClient = ("Basic " + Base64.getEncoder().encodeToString(basic.getBytes(US_ASCII)))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!isClient
                || asked == null
                || !"authorization_code".equals(form.get("grant_type"))
                || !CALLBACK.equals(form.get("redirect_uri"))
                || !Base64URL.encode(Sha256.of(form.getOrDefault("code_verifier", "")))
                        .toString()
                        .equals(asked.get("code_challenge"))) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        idToken = idToken(asked.get("nonce"));
        answer(exchange, 200, Map.of("access_token", "hush-access-token", "token_type", "Bearer", "id_token", idToken));
    }

    private String idToken(String nonce) {
        Instant now = SettableClock.INSTANCE.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(lie == Lie.OF_ANOTHER_ISSUER ? "https://evil.example" : issuer)
                .audience(
                        switch (lie) {
                            case FOR_ANOTHER_CLIENT -> List.of("other");
                            case FOR_ANOTHER_CLIENT_TOO -> List.of("other", CLIENT);
                            default -> List.of(CLIENT);
                        })
                .claim("azp", lie == Lie.FOR_ANOTHER_CLIENT_TOO ? "other" : null)
                .subject(lie == Lie.ABOUT_NO_PERSON ? null : "7")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(lie == Lie.EXPIRED ? -2 : 5))))
                .claim("nonce", lie == Lie.OF_NO_LOGIN ? null : lie == Lie.OF_ANOTHER_LOGIN ? "another" : nonce);
        if (!inUserInfoOnly) {
            person.forEach(claims::claim);
        }
        try {
            return switch (lie) {
                case NO_TOKEN -> "";
                case NOT_SIGNED -> new PlainJWT(claims.build()).serialize();
                case SIGNED_WITH_THE_CLIENTS_SECRET -> {
                    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
                    token.sign(new MACSigner(Sha256.of(SECRET)));
                    yield token.serialize();
                }
                default -> {
                    ECKey signing = lie == Lie.SIGNED_BY_ANOTHER_KEY ? newKey() : key;
                    SignedJWT token = new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256)
                                    .keyID(key.getKeyID())
                                    .build(),
                            claims.build());
                    token.sign(new ECDSASigner(signing));
                    yield token.serialize();
                }
            };
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private void userInfo(HttpExchange exchange) throws IOException {
        check("Bearer hush-access-token".equals(exchange.getRequestHeaders().getFirst("Authorization")));
        Map<String, Object> known = new HashMap<>(person);
        known.put("sub", "7");
        answer(exchange, 200, known);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> json) throws IOException {
        try (exchange) {
            byte[] body = JSONObjectUtils.toJSONString(json).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> parameters(String query) {
        return Arrays.stream(query.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("the console owes the provider something else");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
