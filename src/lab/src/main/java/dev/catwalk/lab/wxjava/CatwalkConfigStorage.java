package dev.catwalk.lab.wxjava;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.chanjar.weixin.common.error.WxRuntimeException;
import me.chanjar.weixin.common.util.json.GsonParser;
import me.chanjar.weixin.open.api.impl.WxOpenInMemoryConfigStorage;

/**
 * WxJava's storage for a system whose tokens Catwalk owns: asks Catwalk's API for them. Written for WxJava 4.7.3.B, and for nothing
 * besides it and the JDK, so that it can be copied.
 *
 * <ol>
 *   <li>A token is remembered until a minute before its end.
 *   <li>A merchant's token that the platform refused is reported to Catwalk once. WxJava then repeats the call by itself, with the
 *       token that Catwalk has by now.
 *   <li>It holds neither secret nor ticket nor refresh token, so WxJava cannot refresh: where code of yours forces a refresh, an
 *       {@link UnsupportedOperationException} comes before any call.
 * </ol>
 *
 * <p>To open pushes, set component token and AES key as with any storage. Thread-safe.
 */
public final class CatwalkConfigStorage extends WxOpenInMemoryConfigStorage {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_LIFE = Duration.ofMinutes(1);
    private static final String COMPONENT = "access-token";

    /** What the platform says of a token that is not the latest; WxJava does not report which code it was. */
    private static final int NOT_LATEST = 40001;

    private final transient HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final transient URI component;
    private final transient String key;
    private final transient Map<String, Token> tokens = new ConcurrentHashMap<>();

    /**
     * @param catwalk base address of the API, {@code http://catwalk:8090}
     * @param key with scope {@code token}; with {@code component-token} too when calls of the component are made
     */
    public CatwalkConfigStorage(URI catwalk, String componentAppid, String key) {
        this.component = catwalk.resolve("/api/v1/components/" + componentAppid + "/");
        this.key = key;
        setComponentAppId(componentAppid);
    }

    private record Token(String value, Instant expiresAt) {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    @Override
    public String getComponentAccessToken() {
        return live(COMPONENT);
    }

    @Override
    public boolean isComponentAccessTokenExpired() {
        return false;
    }

    @Override
    public void expireComponentAccessToken() {
        tokens.remove(COMPONENT);
    }

    @Override
    public String getAuthorizerAccessToken(String appid) {
        return live(merchant(appid));
    }

    @Override
    public boolean isAuthorizerAccessTokenExpired(String appid) {
        return false;
    }

    @Override
    public void expireAuthorizerAccessToken(String appid) {
        Token refused = tokens.remove(merchant(appid));
        if (refused != null) {
            JsonObject refusal = new JsonObject();
            refusal.addProperty("token_sha256", sha256(refused.value()));
            refusal.addProperty("errcode", NOT_LATEST);
            exchange(request(merchant(appid) + "/refusals")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(refusal.toString())));
        }
    }

    @Override
    public String getAuthorizerRefreshToken(String appid) {
        throw new UnsupportedOperationException("Catwalk refreshes the tokens: do not force WxJava to");
    }

    @Override
    public String getComponentVerifyTicket() {
        throw new UnsupportedOperationException("Catwalk gets the component's tokens: do not force WxJava to");
    }

    private static String merchant(String appid) {
        return "merchants/" + appid + "/access-token";
    }

    private String live(String path) {
        Token known = tokens.get(path);
        if (known == null || known.expiresAt().minus(LEAST_LIFE).isBefore(Instant.now())) {
            JsonObject answer = exchange(request(path).GET());
            known = new Token(
                    answer.get("access_token").getAsString(),
                    Instant.parse(answer.get("expires_at").getAsString()));
            tokens.put(path, known);
        }
        return known.value();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(component.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key);
    }

    /** @throws WxRuntimeException in Catwalk's words when it gives no token: 404, 409, 424, 429 or 503 */
    private JsonObject exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            JsonObject content = GsonParser.parse(answer.body());
            if (answer.statusCode() != 200) {
                throw new WxRuntimeException("Catwalk answers " + answer.statusCode() + ": " + content.get("detail"));
            }
            return content;
        } catch (IOException | JsonParseException e) {
            throw new WxRuntimeException("Catwalk does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WxRuntimeException("Catwalk was not asked to the end", e);
        }
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** WxJava's own would print everything. */
    @Override
    public String toString() {
        return "CatwalkConfigStorage[" + component + "]";
    }
}
