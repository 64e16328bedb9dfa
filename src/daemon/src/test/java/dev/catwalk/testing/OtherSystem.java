package dev.catwalk.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * The system that owned the component before: gets its tokens from the platform and gives them to whoever knows the key, in the
 * form that such systems have. Test classes with {@link OtherSettings} run a worker that borrows from it.
 */
public final class OtherSystem implements AutoCloseable {
    public static final String KEY = "hush-key-of-the-source";

    private static final int PORT = FreePort.any();
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(15);
    private static final Duration LIFE = Duration.ofHours(2);

    private final SimulatedPlatform platform;
    private final BiFunction<String, Instant, String> form;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    /** Of a worker that borrows from it. */
    static Map<String, String> configuration() {
        String base = "http://127.0.0.1:" + PORT;
        return Map.of(
                "catwalk.component.tokens",
                "borrowed",
                "catwalk.component.token-source.component-url",
                base + "/tokens/{component_appid}?secret=" + KEY,
                "catwalk.component.token-source.merchant-url",
                base + "/tokens/{component_appid}/{merchant_appid}",
                "catwalk.component.token-source.token-pointer",
                "/data/token",
                "catwalk.component.token-source.expires-pointer",
                "/data/expires_at",
                "catwalk.component.token-source.header.\"X-Api-Key\"",
                KEY);
    }

    private record Held(String token, Instant expiresAt) {}

    /** What it says in place of a token. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;

        static Answer of(int status, String body) {
            return exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            };
        }
    }

    public OtherSystem(SimulatedPlatform platform) {
        this(platform, OtherSystem::json);
    }

    /** @param form of a good answer, made of the token and its end */
    public OtherSystem(SimulatedPlatform platform, BiFunction<String, Instant, String> form) {
        this.platform = platform;
        this.form = form;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tokens/", this::give);
        server.start();
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            String account = path.substring(path.lastIndexOf('/') + 1);
            Answer answer = answers.getOrDefault(account, answers.get(""));
            if (answer != null) {
                answer.to(exchange);
            } else if (!KEY.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))) {
                Answer.of(200, "{\"code\":401,\"errorMsg\":\"who are you?\",\"data\":null}")
                        .to(exchange);
            } else {
                Answer.of(200, answerFor(account)).to(exchange);
            }
        }
    }

    /** What it says of an account's token when all is well. */
    public String answerFor(String account) {
        Held token = token(account);
        return form.apply(token.token(), token.expiresAt());
    }

    /** What it gives for an account when all is well. */
    public String tokenOf(String account) {
        return token(account).token();
    }

    private Held token(String account) {
        return held.compute(
                account,
                (_, known) -> known != null && known.expiresAt().isAfter(now().plus(RENEWED_BEFORE))
                        ? known
                        : new Held(
                                account.equals(platform.component().appid())
                                        ? IssuedSecrets.newAccessToken(platform)
                                        : IssuedSecrets.newAccessToken(platform, account),
                                now().plus(LIFE)));
    }

    private static Instant now() {
        return SettableClock.INSTANCE.instant();
    }

    public static String json(String token, Instant expiresAt) {
        return json(token, expiresAt.getEpochSecond());
    }

    /** With the seconds that the token lives on, as the platform itself says it. */
    public static String lasting(String token, Instant expiresAt) {
        return json(token, Duration.between(now(), expiresAt).toSeconds());
    }

    private static String json(String token, long expires) {
        return "{\"code\":0,\"errorMsg\":\"\",\"data\":{\"token\":\"" + token + "\",\"expires_at\":" + expires + "}}";
    }

    /** Of each request from now on. */
    public void answer(Answer answer) {
        answers.put("", answer);
    }

    /** Of each request for this account's token. */
    public void answer(String account, Answer answer) {
        answers.put(account, answer);
    }

    /** As it should. */
    public void answerWell() {
        answers.clear();
    }

    /** Whatever it holds is thrown away, and asked for anew. */
    public void renewAll() {
        held.clear();
    }

    public int requests() {
        return requests.get();
    }

    /** What it gave out and must not be seen anywhere. */
    public List<String> secrets() {
        return held.values().stream().map(Held::token).toList();
    }

    /** No connection from now on. */
    @Override
    public void close() {
        server.stop(0);
    }
}
