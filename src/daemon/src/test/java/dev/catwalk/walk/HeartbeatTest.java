package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.catwalk.delivery.OpenHttp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private OpenHttp http;
    private HttpServer service;
    private volatile int status = 200;
    private volatile Runnable beforeAnswer = () -> {};

    @BeforeEach
    void open() throws IOException {
        http = new OpenHttp(Map.of());
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                beforeAnswer.run();
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
                exchange.sendResponseHeaders(status, -1);
            }
        });
        service.start();
    }

    @AfterEach
    void close() {
        service.stop(0);
        http.close();
    }

    @Test
    void aWalkIsReportedAtItsStartAndAfterItsBalancedLedger() {
        // given
        Heartbeat heartbeat = heartbeat();

        // when
        heartbeat.started();
        heartbeat.ended(report("completed", Map.of("changed", 2, "unchanged", 3)));

        // then
        awaitCount("sent", 2);
        assertThat(requests).containsExactly("GET /ping/start?key=1 ", "GET /ping?key=1 ");
    }

    @Test
    void aWalkThatStoppedOrDoesNotAddUpIsReportedAsFailedWithItsLedger() {
        // given
        Heartbeat heartbeat = heartbeat();

        // when
        heartbeat.ended(report("stopped", Map.of("deferred", 5)));
        heartbeat.ended(report("completed", Map.of("unchanged", 4)));

        // then
        awaitCount("sent", 2);
        assertThat(requests)
                .containsExactly(
                        "POST /ping/fail?key=1 walk 7 stopped\nmerchants 5\ndeferred 5\n",
                        "POST /ping/fail?key=1 walk 7 completed\nmerchants 5\nunchanged 4\n");
    }

    @Test
    void aServiceThatRefusesIsAFigureAndNoMore() {
        // given
        status = 500;

        // when
        heartbeat().started();

        // then
        awaitCount("failed", 1);
    }

    @Test
    void bothResultsCountFromZeroAndNoneWithoutAService() {
        // when
        new Heartbeat(http.client(), Optional.empty(), metrics);

        // then
        assertThat(metrics.getMeters()).isEmpty();

        // when
        heartbeat();

        // then
        assertThat(metrics.get("catwalk.heartbeats").counters())
                .extracting(counter -> counter.getId().getTag("result"), Counter::count)
                .containsExactlyInAnyOrder(tuple("sent", 0.0), tuple("failed", 0.0));
    }

    @Test
    void aProcessThatEndsWaitsForWhatItReported() {
        // given
        Thread process = Thread.currentThread();
        beforeAnswer = () -> Awaitility.await("the end of the process").until(() -> Stream.of(process.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("end")));
        Heartbeat heartbeat = heartbeat();
        heartbeat.ended(report("completed", Map.of("unchanged", 5)));

        // when
        heartbeat.end(null);

        // then
        assertThat(requests).containsExactly("GET /ping?key=1 ");
    }

    private Heartbeat heartbeat() {
        String url = "http://127.0.0.1:" + service.getAddress().getPort() + "/ping/?key=1";
        return new Heartbeat(http.client(), Optional.of(url), metrics);
    }

    private static WalkReport report(String state, Map<String, Integer> ledger) {
        return new WalkReport(7, state, Optional.empty(), 5, ledger, Instant.EPOCH, Optional.of(Instant.EPOCH));
    }

    private void awaitCount(String result, double count) {
        Awaitility.await("the requests")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        metrics.counter("catwalk.heartbeats", "result", result).count() == count);
    }
}
