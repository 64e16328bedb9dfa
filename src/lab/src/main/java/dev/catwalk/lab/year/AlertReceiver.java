package dev.catwalk.lab.year;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.lab.surroundings.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook's receiver, as the people's side of the year: notes each message, and may be down for days. */
final class AlertReceiver implements AutoCloseable {
    static final String SECRET = "whsec_c2ltdWxhdGVkLXllYXItc2ltdWxhdGVkLXllYXI=";

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<Message, Integer> timesTaken = new ConcurrentHashMap<>();
    private final BlockingQueue<Message> news = new LinkedBlockingQueue<>();
    private final AtomicInteger unsigned = new AtomicInteger();
    private final HttpServer server;
    /** Null while it is down. */
    private volatile Instant upSince = Instant.MIN;

    /** From the first attempt to deliver an alert to the last, at most. */
    private static final Duration RETRIES_LAST = Duration.ofHours(91);

    /**
     * What tells one message from another.
     *
     * @param merchant null for one about the component
     * @param change null where none is meant
     */
    record Message(String webhookId, String type, String merchant, String change) {}

    AlertReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(Ports.HOST, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            if (!isSigned(headers, body)) {
                unsigned.incrementAndGet();
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (upSince == null) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            JsonNode json = mapper.readTree(body);
            JsonNode data = json.path("data");
            Message message = new Message(
                    headers.getFirst("webhook-id"),
                    json.path("type").asText(),
                    data.path("merchant_appid").asText(null),
                    data.path("change_id").asText(null));
            timesTaken.merge(message, 1, Integer::sum);
            news.add(message);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** As the specification of Standard Webhooks has it, symmetric scheme v1 (read 2026-11). */
    private static boolean isSigned(Headers headers, byte[] body) {
        String signatures = headers.getFirst("webhook-signature");
        if (signatures == null) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
            String head = headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + ".";
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
            return Arrays.asList(signatures.split(" ")).contains(expected);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
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

    /** How often this message was accepted. */
    int timesTaken(Message message) {
        return timesTaken.getOrDefault(message, 0);
    }

    /** What was accepted since this was asked last, in the order of arrival, each as often as it came. */
    List<Message> news() {
        return Stream.generate(news::poll).takeWhile(message -> message != null).toList();
    }

    /** How many came without a valid signature. */
    int unsigned() {
        return unsigned.get();
    }

    /** How many different ones were accepted. */
    int taken() {
        return timesTaken.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
