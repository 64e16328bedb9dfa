package dev.catwalk.alert.robot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.AlertSettings;
import dev.catwalk.alert.DueAlerts;
import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.OpenHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers over real HTTP as it was told to, and remembers what it was sent. */
final class FakeRobot implements AutoCloseable {
    static final Clock CLOCK = Clock.fixed(DueAlerts.RAISED_AT, ZoneOffset.UTC);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final OpenHttp http = new OpenHttp();
    private final Map<String, String> settings = new HashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\",\"code\":0}";

    record Received(String query, String contentType, String text) {
        JsonNode body() {
            try {
                return MAPPER.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    interface Kind {
        GroupReceiver robot(AlertConfig config, DeliveryHttp http, ObjectMapper mapper, Clock clock);
    }

    FakeRobot() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.start();
        for (String name : List.of("wecom", "feishu", "dingtalk")) {
            with(name + ".url", "http://127.0.0.1:" + server.getAddress().getPort() + "/send?key=hush");
        }
    }

    FakeRobot with(String property, String value) {
        settings.put("catwalk.alert." + property, value);
        return this;
    }

    FakeRobot answering(int withStatus, String body) {
        status = withStatus;
        answer = body;
        return this;
    }

    GroupReceiver reachedBy(Kind kind) {
        return reachedBy(kind, CLOCK);
    }

    GroupReceiver reachedBy(Kind kind, Clock clock) {
        return kind.robot(AlertSettings.of(settings), http.client(), MAPPER, clock);
    }

    List<Received> received() {
        return received;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Nobody listens any more. */
    void leave() {
        server.stop(0);
    }

    @Override
    public void close() {
        http.close();
        leave();
    }
}
