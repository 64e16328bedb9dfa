package dev.catwalk.lab.year;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.lab.surroundings.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A webhook's receiver, as the people's side of the year: notes each message once, and may be down for days. */
final class AlertReceiver implements AutoCloseable {
    static final String SECRET = "whsec_c2ltdWxhdGVkLXllYXItc2ltdWxhdGVkLXllYXI=";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, String> typeById = new ConcurrentHashMap<>();
    private final HttpServer server;
    /** Null while it is down. */
    private volatile Instant upSince = Instant.MIN;

    /** From the first attempt to deliver an alert to the last, at most. */
    private static final Duration RETRIES_LAST = Duration.ofHours(91);

    AlertReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(Ports.HOST, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange message) throws IOException {
        try (message) {
            String type = mapper.readTree(message.getRequestBody()).path("type").asText();
            if (upSince == null) {
                message.sendResponseHeaders(503, -1);
                return;
            }
            typeById.put(message.getRequestHeaders().getFirst("webhook-id"), type);
            message.sendResponseHeaders(204, -1);
        }
    }

    /** Not soon after an outage: what two of them keep from it would have to be sent again by hand. */
    boolean mayGoDown(Instant now) {
        return upSince != null && upSince.isBefore(now.minus(RETRIES_LAST));
    }

    void goDown() {
        upSince = null;
    }

    void comeUp(Instant now) {
        upSince = now;
    }

    /** Empty while it is down. */
    Optional<Instant> upSince() {
        return Optional.ofNullable(upSince);
    }

    /** Whether a message with this id was accepted, and was of this type. */
    boolean hasTaken(String webhookId, String type) {
        return type.equals(typeById.get(webhookId));
    }

    int taken() {
        return typeById.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
