package dev.catwalk.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A webhook's receiver on a free port that takes everything and notes its id. */
public final class WebhookSink implements AutoCloseable {
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final Consumer<Message> reader;
    private final HttpServer server;
    private volatile CountDownLatch patience = new CountDownLatch(0);

    public record Message(Map<String, List<String>> headers, String body) {}

    /** @param reader gets each message before it is accepted */
    public WebhookSink(Consumer<Message> reader) {
        this.reader = reader;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            reader.accept(new Message(Map.copyOf(exchange.getRequestHeaders()), body));
            ids.add(id);
            patience.await();
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Takes messages and does not answer, until {@link #goOn}. */
    public void hang() {
        patience = new CountDownLatch(1);
    }

    public void goOn() {
        patience.countDown();
    }

    /** The ids in the order of arrival, an id as often as it came. */
    public List<String> ids() {
        return List.copyOf(ids);
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
