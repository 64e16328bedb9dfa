package dev.catwalk.lab.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.chanjar.weixin.common.util.crypto.WxCryptUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What pushes cost, and how soon a relay has them, while customers' messages go to a relay that never answers. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Pushes handed on, alone and beside customers' messages to a relay that hangs.")
final class RelayBench implements Callable<Integer> {
    private static final Pattern ENVELOPE = Pattern.compile(
            "<Encrypt><!\\[CDATA\\[(.*?)]]>.*<MsgSignature><!\\[CDATA\\[(.*?)]]>.*<TimeStamp>(.*?)</TimeStamp>.*<Nonce><!\\[CDATA\\[(.*?)]]>",
            Pattern.DOTALL);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Option(
            names = "--per-second",
            defaultValue = "200",
            description = "customers' messages; default: ${DEFAULT-VALUE}")
    private int perSecond;

    @Option(names = "--seconds", defaultValue = "30", description = "of each part; default: ${DEFAULT-VALUE}")
    private int seconds;

    private final BlockingQueue<Long> handedOnAt = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public Integer call() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/events", this::take);
        receiver.createContext("/messages", this::hang);
        receiver.start();
        String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try (BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/relay"), 1);
                BenchDaemon daemon = site.serve(settings(base));
                HttpClient customers = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            System.out.println(pushes("alone", site));
            Queue<CompletableFuture<Double>> answers = new ConcurrentLinkedQueue<>();
            Thread writing = Thread.ofVirtual().start(() -> write(customers, site.pushes(), answers));
            System.out.println(pushes("beside " + perSecond + " messages a second", site));
            writing.interrupt();
            writing.join();
            System.out.println(messages(answers));
            System.out.printf(
                    Locale.ROOT,
                    "daemon %s, peak RSS %.0f MiB%n",
                    daemon.process().isAlive() ? "alive" : "DEAD",
                    MemoryFigures.of(BenchDaemon.NAME, daemon.process(), 1).peakRss());
        } finally {
            never.countDown();
            receiver.stop(0);
        }
        return 0;
    }

    private static Map<String, String> settings(String base) {
        return Map.of(
                "CATWALK_WALK_SCHEDULE", "off",
                "CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true",
                "CATWALK_PUSH_RELAY_EVENTS_URL", base + "/events",
                "CATWALK_PUSH_RELAY_EVENTS_EVENTS", "*",
                "CATWALK_PUSH_RELAY_MESSAGES_URL", base + "/messages/{merchant_appid}",
                "CATWALK_PUSH_RELAY_MESSAGES_CUSTOMER_MESSAGES", "through");
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            handedOnAt.add(System.nanoTime());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void hang(HttpExchange exchange) {
        try (exchange) {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String pushes(String when, BenchSite site) throws Exception {
        List<Double> acknowledged = new ArrayList<>();
        List<Double> handedOn = new ArrayList<>();
        handedOnAt.clear();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            // A push of the same content would be a repetition, which is handed on once.
            site.platform()
                    .post(
                            "component/push-unknown",
                            "{\"info_type\":\"bench\",\"fields\":{\"Number\":\"" + begin + "\"}}");
            acknowledged.add((System.nanoTime() - begin) / 1e6);
            Long received = handedOnAt.poll(10, TimeUnit.SECONDS);
            handedOn.add(received == null ? Double.POSITIVE_INFINITY : (received - begin) / 1e6);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return "%s: %s, acknowledged after %s; at the relay after %s"
                .formatted(when, acknowledged.size() + " pushes", spread(acknowledged), spread(handedOn));
    }

    /** Customers' messages at a steady rate, until interrupted. */
    private void write(HttpClient client, String pushes, Queue<CompletableFuture<Double>> answers) {
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        WxCryptUtil crypt = new WxCryptUtil(component.pushToken(), component.encodingAesKey(), component.appid());
        long next = System.nanoTime();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            Matcher envelope = ENVELOPE.matcher(crypt.encrypt("<xml><ToUserName>gh_5a5a5a5a5a5a</ToUserName>"
                    + "<FromUserName>oSIMULATED</FromUserName><MsgType>text</MsgType><Content>" + i
                    + "</Content></xml>"));
            if (!envelope.find()) {
                throw new IllegalStateException("WxJava writes envelopes in another way");
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(pushes + "/wxaaaaaaaaaaaaaaaa?msg_signature="
                            + envelope.group(2) + "&timestamp=" + envelope.group(3) + "&nonce=" + envelope.group(4)))
                    .POST(BodyPublishers.ofString("<xml><Encrypt>" + envelope.group(1) + "</Encrypt></xml>"))
                    .build();
            long begin = System.nanoTime();
            answers.add(client.sendAsync(request, BodyHandlers.ofString())
                    .thenApply(answer -> answer.body().equals("success")
                            ? (System.nanoTime() - begin) / 1e6
                            : Double.POSITIVE_INFINITY));
            next += Duration.ofSeconds(1).toNanos() / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private static String messages(Queue<CompletableFuture<Double>> answers) {
        List<Double> atOnce = new ArrayList<>();
        List<Double> late = new ArrayList<>();
        int failed = 0;
        for (CompletableFuture<Double> answer : answers) {
            try {
                double millis = answer.join();
                (millis < 1_000 ? atOnce : late).add(millis);
            } catch (RuntimeException e) {
                failed++;
            }
        }
        return "messages: %d; success at once %d, %s; success after the limit %d, %s; failed %d"
                .formatted(answers.size(), atOnce.size(), spread(atOnce), late.size(), spread(late), failed);
    }

    private static String spread(List<Double> millis) {
        if (millis.isEmpty()) {
            return "none";
        }
        Collections.sort(millis);
        return String.format(
                Locale.ROOT,
                "p50 %.0f ms, p99 %.0f ms, longest %.0f ms",
                millis.get((millis.size() - 1) / 2),
                millis.get((int) Math.ceil(0.99 * millis.size()) - 1),
                millis.getLast());
    }
}
