package dev.catwalk.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.testing.Receivers.Answer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** The systems pushes are handed on to: they note what they get and answer as a test wants. */
@Singleton
public class RelaySink {
    public static final String SECRET = "whsec_dGhlIHJlbGF5J3Mgc2VjcmV0LCB0aGlydHktdHdvIGJ5dGVz";
    private static final int PORT = FreePort.any();

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Answer answer;
    private HttpServer server;

    /** Header names in lower case. */
    public record Received(String path, Map<String, String> query, Map<String, String> headers, String body) {}

    static Map<String, String> configuration() {
        String base = "http://localhost:" + PORT;
        return Map.of(
                "catwalk.push.relay.events.url",
                base + "/events/{component_appid}?from=catwalk",
                "catwalk.push.relay.messages.url",
                base + "/messages/{merchant_appid}",
                "catwalk.push.relay.messages.customer-messages",
                "through",
                "catwalk.push.relay.plain.url",
                base + "/plain",
                "catwalk.push.relay.plain.form",
                "plain",
                "catwalk.push.relay.plain.secret",
                SECRET,
                "catwalk.push.relay.plain.events",
                "component_verify_ticket, notify_third_*");
    }

    /** It is there, has got nothing, and accepts everything. */
    public void reset() {
        received.clear();
        answer = Answer.of(200, "success");
        if (server == null) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::take);
            server.start();
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestURI().getPath(),
                    query(exchange.getRequestURI().getRawQuery()),
                    exchange.getRequestHeaders().entrySet().stream()
                            .collect(Collectors.toMap(
                                    header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                                    header -> header.getValue().getFirst())),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer.to(exchange);
        }
    }

    private static Map<String, String> query(String text) {
        return text == null
                ? Map.of()
                : Arrays.stream(text.split("&"))
                        .map(parameter -> parameter.split("=", 2))
                        .collect(Collectors.toMap(
                                parts -> parts[0], parts -> parts[1], (_, last) -> last, TreeMap::new));
    }

    public void answer(Answer other) {
        answer = other;
    }

    /** Nothing listens any more, until {@link #reset}. */
    @PreDestroy
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** What came to addresses that begin so. */
    public List<Received> received(String path) {
        return received.stream().filter(push -> push.path().startsWith(path)).toList();
    }
}
