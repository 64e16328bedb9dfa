package dev.catwalk.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.catwalk.alert.ConsoleAddress;
import dev.catwalk.console.Person.Role;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.network.OutsideHttp.Answer;
import dev.catwalk.network.WebAddress;
import dev.catwalk.platform.CleanText;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Logins by an OpenID provider: the authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1, and RFC 7636).
 *
 * <ol>
 *   <li>State, nonce and code verifier are made of 256 random bits that only the browser has: an answer of the provider that
 *       another browser got, or that was asked for elsewhere, is worth nothing.
 *   <li>An ID token counts when a key of the provider signed it, for us, for this login, and it has not expired.
 *   <li>The provider's document and keys are read at each login. Logins are few, and so a new key counts at once, and a daemon
 *       starts without its provider.
 *   <li>Neither code nor token is stored or logged.
 * </ol>
 */
@Singleton
public class OidcLogin {
    private static final Logger LOG = Logger.getLogger(OidcLogin.class);
    private static final String DOCUMENT = "/.well-known/openid-configuration";
    private static final String ALL = "*";
    /** By a key pair: a signature with our own secret proves nothing that we could not make ourselves. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.copyOf(JWSAlgorithm.Family.SIGNATURE);

    private final ConsoleConfig config;
    private final ConsoleAddress console;
    private final OidcHttp http;
    private final ObjectMapper json;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OidcLogin(ConsoleConfig config, ConsoleAddress console, OidcHttp http, ObjectMapper json, Clock clock) {
        this.config = config;
        this.console = console;
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A login that waits for its person.
     *
     * @param at where the provider asks who it is
     * @param secret for the browser to hold until it is back
     */
    record Begun(URI at, String secret) {
        @Override
        public String toString() {
            return "Begun[secret=***]";
        }
    }

    /** How it ended. */
    sealed interface Ending {
        record Known(Person person) implements Ending {}

        /** @param why the end of a key of the words */
        record Refused(String why) implements Ending {}
    }

    boolean isOn() {
        return config.auth().filter(ConsoleConfig.Auth.OIDC::equals).isPresent();
    }

    /** Whether browsers reach the console by TLS, as far as its configured address says so. */
    boolean isSecure() {
        return console.of("/").filter(address -> address.startsWith("https://")).isPresent();
    }

    /** The provider's name for people: its host. */
    String provider() {
        return WebAddress.parse(issuer()).host();
    }

    Begun begin() throws IOException, InterruptedException {
        String secret = ConsoleSessions.randomText(random);
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("response_type", "code");
        asked.put("client_id", clientId());
        asked.put("redirect_uri", callback());
        asked.put("scope", String.join(" ", config.oidc().scopes()));
        asked.put("state", derived("state", secret));
        asked.put("nonce", derived("nonce", secret));
        asked.put("code_challenge", hash(derived("verifier", secret)));
        asked.put("code_challenge_method", "S256");
        return new Begun(with(address(document(), "authorization_endpoint"), asked), secret);
    }

    /**
     * @param secret what {@link #begin} gave to the browser that comes back
     * @param state as the browser brings it, like the code
     * @throws IOException when the provider does not answer, or not as a provider does
     */
    Ending finish(String secret, String state, String code) throws IOException, InterruptedException {
        if (!MessageDigest.isEqual(derived("state", secret).getBytes(US_ASCII), state.getBytes(UTF_8))) {
            return new Ending.Refused("again");
        }
        JsonNode document = document();
        Answer answer = tokens(document, code, derived("verifier", secret));
        JsonNode tokens = tree(answer);
        if (answer.status() != 200) {
            return refused(
                    "not_accepted",
                    "the provider answered " + tokens.path("error").asText("without an error"));
        }
        try {
            JsonNode claims = verified(document, tokens.path("id_token").asText(), derived("nonce", secret));
            return person(withUserInfo(document, tokens, claims));
        } catch (ParseException | JOSEException | BadJOSEException e) {
            return refused("not_accepted", "its ID token does not count: " + e.getMessage());
        }
    }

    /** Where a person logs out at the provider, too; the console's own login page when that is not possible there. */
    URI end() throws IOException, InterruptedException {
        String back = console.of("/login").orElseThrow();
        JsonNode end = document().path("end_session_endpoint");
        return end.isTextual()
                ? with(end.asText(), Map.of("client_id", clientId(), "post_logout_redirect_uri", back))
                : URI.create(back);
    }

    /**
     * Asks the provider for its document and its keys, as a login does.
     *
     * @throws IOException saying what is wrong
     */
    public void examine() throws IOException, InterruptedException {
        JsonNode document = document();
        address(document, "authorization_endpoint");
        address(document, "token_endpoint");
        try {
            keys(document);
        } catch (ParseException e) {
            throw new IOException("its keys are no JSON Web Key set", e);
        }
    }

    private JsonNode document() throws IOException, InterruptedException {
        Answer answer = http.get(issuer().replaceFirst("/+$", "") + DOCUMENT, Map.of());
        if (answer.status() != 200) {
            throw new IOException("it answered " + answer.status() + " when asked for " + DOCUMENT);
        }
        JsonNode document = tree(answer);
        if (!document.path("issuer").asText().equals(issuer())) {
            throw new IOException("its document names the issuer "
                    + CleanText.oneLine(document.path("issuer").asText()));
        }
        return document;
    }

    private static String address(JsonNode document, String name) throws IOException {
        String address = document.path(name).asText();
        if (WebAddress.find(address).isEmpty()) {
            throw new IOException("its document has no " + name);
        }
        return address;
    }

    private Answer tokens(JsonNode document, String code, String verifier) throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                callback(),
                "code_verifier",
                verifier));
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Accept", "application/json"));
        Optional<String> secret = config.oidc().secret();
        if (secret.isPresent() && takesBasic(document)) {
            // Each is encoded before they are joined: RFC 6749, 2.3.1.
            String both = CurrentPage.encoded(clientId()) + ":" + CurrentPage.encoded(secret.get());
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
        } else {
            form.put("client_id", clientId());
            secret.ifPresent(text -> form.put("client_secret", text));
        }
        return http.post(address(document, "token_endpoint"), headers, query(form));
    }

    /** What a provider takes that names nothing: OpenID Connect Discovery 1.0, 3. */
    private static boolean takesBasic(JsonNode document) {
        JsonNode methods = document.path("token_endpoint_auth_methods_supported");
        return methods.isMissingNode() || texts(methods).anyMatch("client_secret_basic"::equals);
    }

    /** OpenID Connect Core 1.0, 3.1.3.7. */
    private JsonNode verified(JsonNode document, String idToken, String nonce)
            throws IOException, InterruptedException, ParseException, JOSEException, BadJOSEException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys(document))));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(
                        clientId(), new JWTClaimsSet.Builder().issuer(issuer()).build(), Set.of("sub", "iat", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                });
        JWTClaimsSet claims = processor.process(idToken, null);
        if (!nonce.equals(claims.getClaim("nonce"))) {
            throw new BadJOSEException("it is of another login");
        }
        if (claims.getClaim("azp") != null && !clientId().equals(claims.getClaim("azp"))) {
            throw new BadJOSEException("it is for another client");
        }
        return json.valueToTree(claims.toJSONObject());
    }

    private JWKSet keys(JsonNode document) throws IOException, InterruptedException, ParseException {
        return JWKSet.parse(
                new String(http.get(address(document, "jwks_uri"), Map.of()).body(), UTF_8));
    }

    /** A provider need not put into the ID token what it says of a person when asked: OpenID Connect Core 1.0, 5.4. */
    private JsonNode withUserInfo(JsonNode document, JsonNode tokens, JsonNode claims)
            throws IOException, InterruptedException {
        boolean isComplete = !claim(claims, config.oidc().nameClaim()).isMissingNode()
                && !claim(claims, config.oidc().groupsClaim()).isMissingNode();
        if (isComplete || !document.path("userinfo_endpoint").isTextual()) {
            return claims;
        }
        Answer answer = http.get(
                document.path("userinfo_endpoint").asText(),
                Map.of("Authorization", "Bearer " + tokens.path("access_token").asText()));
        JsonNode more = tree(answer);
        return answer.status() == 200
                        && more instanceof ObjectNode all
                        && more.path("sub").equals(claims.path("sub"))
                ? all.setAll((ObjectNode) claims)
                : claims;
    }

    private Ending person(JsonNode claims) {
        ConsoleConfig.Oidc oidc = config.oidc();
        String name = claim(claims, oidc.nameClaim()).asText();
        if (ConsoleUsers.wrongName(name).isPresent()) {
            return refused("no_name", "the claim " + oidc.nameClaim() + " is no name that the console takes");
        }
        JsonNode claim = claim(claims, oidc.groupsClaim());
        Set<String> groups = (claim.isTextual() ? Stream.of(claim.asText()) : texts(claim)).collect(Collectors.toSet());
        List<String> viewers = oidc.viewerGroups().orElse(List.of());
        if (oidc.operatorGroups().orElse(List.of()).stream().anyMatch(groups::contains)) {
            return new Ending.Known(new Person(name, Role.OPERATOR));
        }
        return viewers.contains(ALL) || viewers.stream().anyMatch(groups::contains)
                ? new Ending.Known(new Person(name, Role.VIEWER))
                : refused("no_group", "the claim " + oidc.groupsClaim() + " has none of our groups");
    }

    private static Ending refused(String why, String log) {
        LOG.warnf("a login by the OpenID provider was refused; why=%s", CleanText.oneLine(log));
        return new Ending.Refused(why);
    }

    private static JsonNode claim(JsonNode claims, String name) {
        return name.startsWith("/") ? claims.at(name) : claims.path(name);
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    private JsonNode tree(Answer answer) throws IOException {
        try {
            return json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IOException("it answered " + answer.status() + " with what is no JSON");
        }
    }

    private String issuer() {
        return config.oidc().issuer().orElseThrow();
    }

    private String clientId() {
        return config.oidc().clientId().orElseThrow();
    }

    private String callback() {
        return console.of("/login/callback").orElseThrow();
    }

    /** Different texts of one secret, none of which tells another. */
    private static String derived(String use, String secret) {
        return hash(use + ":" + secret);
    }

    private static String hash(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
    }

    private static URI with(String address, Map<String, String> parameters) {
        return URI.create(address + (address.contains("?") ? "&" : "?") + query(parameters));
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + CurrentPage.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }
}
