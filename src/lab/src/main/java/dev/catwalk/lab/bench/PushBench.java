package dev.catwalk.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import me.chanjar.weixin.common.util.crypto.SHA1;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an honest push costs while strangers hold as many connections as they get, each with a body that never ends. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        description = "Pushes beside connections that send all but the last bytes of a body, and then nothing.")
final class PushBench implements Callable<Integer> {
    private static final int ANNOUNCED = 65_000;
    /** At once, they would share the cores with the daemon for connecting and nothing else. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final byte[] SENT = new byte[64_900];

    @Option(
            names = "--connections",
            defaultValue = "10000",
            description = "opened again as often as they are closed; default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--seconds", defaultValue = "30", description = "of each part; default: ${DEFAULT-VALUE}")
    private int seconds;

    private final LongAdder opened = new LongAdder();
    private volatile boolean over;

    @Override
    public Integer call() throws Exception {
        try (BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/push"), 1);
                BenchDaemon daemon = site.serve(Map.of("CATWALK_WALK_SCHEDULE", "off"))) {
            URI address = URI.create(site.pushes());
            site.platform().post("component/push-ticket", "");
            System.out.println(figures("alone", site, address));
            try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < connections; i++) {
                    strangers.submit(() -> stall(address));
                }
                Awaitility.await("the strangers").until(() -> opened.sum() >= connections);
                System.out.println(figures("beside " + connections + " that stall", site, address));
                over = true;
                strangers.shutdownNow();
            }
            System.out.printf(
                    Locale.ROOT,
                    "connections opened: %,d; daemon %s, peak RSS %.0f MiB%n",
                    opened.sum(),
                    daemon.process().isAlive() ? "alive" : "DEAD",
                    MemoryFigures.of(BenchDaemon.NAME, daemon.process(), 1).peakRss());
        }
        return 0;
    }

    /** Until the daemon closes it, and then again. */
    private void stall(URI address) {
        String head = "POST " + address.getPath()
                + "?msg_signature=0&timestamp=1&nonce=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + ANNOUNCED
                + "\r\n\r\n";
        while (!over) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5_000);
                opened.increment();
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(SENT);
                InputStream answer = socket.getInputStream();
                while (answer.read() >= 0) {
                    // Waits for the end.
                }
            } catch (IOException e) {
                // Refused or cut off: the next one.
            }
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
        }
    }

    /** Pushes by the simulated platform, and the try-out of the address on a connection of its own each. */
    private String figures(String when, BenchSite site, URI address) throws Exception {
        List<Double> pushes = new ArrayList<>();
        List<Double> tries = new ArrayList<>();
        Map<String, Integer> failed = new TreeMap<>();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            JsonNode push = site.platform().post("component/push-ticket", "");
            pushes.add((System.nanoTime() - begin) / 1e6);
            JsonNode attempts = push.findValue("attempts");
            if (attempts.size() > 1 || !attempts.path(0).asText().equals("200 success")) {
                failed.merge("push: " + attempts, 1, Integer::sum);
            }
            begin = System.nanoTime();
            String answer = echo(address);
            tries.add((System.nanoTime() - begin) / 1e6);
            if (!answer.endsWith("echoed")) {
                failed.merge("connection: " + answer, 1, Integer::sum);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return String.format(
                Locale.ROOT,
                "%s: %d pushes p50 %.0f ms, p99 %.0f ms, longest %.0f ms; %d new connections p50 %.0f ms, p99 %.0f ms,"
                        + " longest %.0f ms; failed %s",
                when,
                pushes.size(),
                at(pushes, 0.5),
                at(pushes, 0.99),
                at(pushes, 1),
                tries.size(),
                at(tries, 0.5),
                at(tries, 0.99),
                at(tries, 1),
                failed);
    }

    /** @return all that came back, or why nothing did */
    private static String echo(URI address) {
        String signature = SHA1.gen(ComponentCredentials.DEFAULT.pushToken(), "1", "1");
        String request = "GET " + address.getPath() + "?signature=" + signature
                + "&timestamp=1&nonce=1&echostr=echoed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static double at(List<Double> millis, double share) {
        Collections.sort(millis);
        return millis.get((int) Math.ceil(share * millis.size()) - 1);
    }
}
