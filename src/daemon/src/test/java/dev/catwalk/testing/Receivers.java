package dev.catwalk.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.alert.Channel;
import dev.catwalk.simulator.FreePort;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Webhook and robots on this machine: they note what they get and answer as they are told. */
@Singleton
public class Receivers {
    public static final List<String> SECRETS = List.of(
            "whsec_dGhlIG5ldyBzZWNyZXQsIHRoaXJ0eS10d28gYnl0ZXM=", "whsec_dGhlIG9sZCBzZWNyZXQsIHRoaXJ0eS10d28gYnl0ZXM=");
    public static final String FEISHU_SECRET = "feishu-secret";
    public static final String DINGTALK_SECRET = "SECdingtalk";

    private static final int PORT = FreePort.any();
    private static final int SMTP_PORT = FreePort.any();

    /** As long as a test can wait for what never answers. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Map<Channel, List<Received>> received = new EnumMap<>(Channel.class);
    private final Map<Channel, Answer> answers = new EnumMap<>(Channel.class);
    private HttpServer server;
    private CountDownLatch patience = new CountDownLatch(1);

    /** What one of them got; header names in lower case. */
    public record Received(Channel channel, String query, Map<String, String> headers, String body) {}

    /** What one of them says. */
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

        static Answer redirect(String location) {
            return exchange -> {
                exchange.getResponseHeaders().add("Location", location);
                exchange.sendResponseHeaders(302, -1);
            };
        }
    }

    static Map<String, String> configuration() {
        String base = "http://localhost:" + PORT + "/";
        Map<String, String> config = new TreeMap<>();
        config.put("catwalk.alert.webhook.url", base + "webhook");
        config.put("catwalk.alert.webhook.secret", String.join(",", SECRETS));
        config.put("catwalk.alert.webhook.allow-private-addresses", "true");
        config.put("catwalk.alert.webhook.timeout", TIMEOUT.toString());
        config.put("catwalk.alert.wecom.url", base + "wecom?key=wecom-key");
        config.put("catwalk.alert.feishu.url", base + "feishu");
        config.put("catwalk.alert.feishu.secret", FEISHU_SECRET);
        config.put("catwalk.alert.dingtalk.url", base + "dingtalk?access_token=dingtalk-token");
        config.put("catwalk.alert.dingtalk.secret", DINGTALK_SECRET);
        config.put("catwalk.alert.email.to", "ops@example.test,support@example.test");
        config.put("quarkus.mailer.mock", "false");
        config.put("quarkus.mailer.from", "catwalk@example.test");
        config.put("quarkus.mailer.host", "127.0.0.1");
        config.put("quarkus.mailer.port", Integer.toString(SMTP_PORT));
        config.put("quarkus.mailer.start-tls", "DISABLED");
        return config;
    }

    public static int smtpPort() {
        return SMTP_PORT;
    }

    /** All of them are there, have got nothing, and accept everything. */
    @PostConstruct
    public void reset() {
        patience.countDown();
        patience = new CountDownLatch(1);
        for (Channel channel : Channel.values()) {
            received.put(channel, new CopyOnWriteArrayList<>());
        }
        answers.clear();
        if (server == null) {
            start();
        }
    }

    private void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Channel channel = Channel.valueOf(
                    exchange.getRequestURI().getPath().substring(1).toUpperCase(java.util.Locale.ROOT));
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                            header -> header.getValue().getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.get(channel)
                    .add(new Received(channel, exchange.getRequestURI().getRawQuery(), headers, body));
            answers.getOrDefault(channel, accepting(channel)).to(exchange);
        }
    }

    private static Answer accepting(Channel channel) {
        return switch (channel) {
            case WEBHOOK -> Answer.of(204, "");
            case FEISHU -> Answer.of(200, "{\"code\":0,\"msg\":\"success\",\"data\":{}}");
            case WECOM, DINGTALK -> Answer.of(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
            case EMAIL -> throw new IllegalStateException("mail does not come this way");
        };
    }

    public void answer(Channel channel, Answer answer) {
        answers.put(channel, answer);
    }

    /** Does not answer before the next {@link #reset}. */
    public void hang(Channel channel) {
        CountDownLatch until = patience;
        answers.put(channel, exchange -> {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Begins an answer with this status, and does not end it before the next {@link #reset}. */
    public void hangAfter(Channel channel, int status) {
        hang(channel);
        Answer hanging = answers.get(channel);
        answers.put(channel, exchange -> {
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            hanging.to(exchange);
        });
    }

    /** Nobody listens any more, until {@link #reset}. */
    @PreDestroy
    public void stop() {
        patience.countDown();
        server.stop(0);
        server = null;
    }

    public List<Received> received(Channel channel) {
        return List.copyOf(received.get(channel));
    }
}
