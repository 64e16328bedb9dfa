package dev.catwalk.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushEnvelope;
import dev.catwalk.simulator.push.PushSignature;
import dev.catwalk.simulator.push.PushTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Receives pushes, answers as scripted (else {@code success}), and opens them with the key it was given. */
final class PushReceiver implements AutoCloseable {
    private static final String HANG = "hang";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Deque<String> answers = new ConcurrentLinkedDeque<>();

    /** One request as it came. */
    record Received(String path, Map<String, String> query, String outer) {
        String outer(String element) {
            return element(outer, element);
        }

        /** The document inside, or an exception when this is not the key. */
        String open(String encodingAesKey) {
            return new PushEnvelope(encodingAesKey, ComponentCredentials.DEFAULT.appid()).open(outer("Encrypt"));
        }

        String inner(String element) {
            return element(open(ComponentCredentials.DEFAULT.encodingAesKey()), element);
        }

        int innerLength() {
            return open(ComponentCredentials.DEFAULT.encodingAesKey()).getBytes(StandardCharsets.UTF_8).length;
        }

        boolean signed() {
            return query.get("msg_signature")
                    .equals(PushSignature.of(
                            ComponentCredentials.DEFAULT.pushToken(),
                            query.get("timestamp"),
                            query.get("nonce"),
                            outer("Encrypt")));
        }

        private static String element(String xml, String name) {
            Matcher matcher = Pattern.compile(
                            "<" + name + ">(?:<!\\[CDATA\\[)?(.*?)(?:]]>)?</" + name + ">", Pattern.DOTALL)
                    .matcher(xml);
            return matcher.find() ? matcher.group(1) : null;
        }
    }

    PushReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    PushTargets targets() {
        String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/push/component";
        return new PushTargets(base, base + "/$APPID$");
    }

    void answerNext(String... texts) {
        answers.addAll(Arrays.asList(texts));
    }

    void hangNext() {
        answers.add(HANG);
    }

    List<Received> received() {
        return received;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        received.add(new Received(exchange.getRequestURI().getPath(), query, body));
        String answer = answers.isEmpty() ? "success" : answers.remove();
        if (answer.equals(HANG)) {
            awaitClose();
        }
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private void awaitClose() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
