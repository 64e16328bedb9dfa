package dev.catwalk.walk;

import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.network.WebAddress;
import dev.catwalk.visit.WalkConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Reports scheduled walks over all to a service that raises an alarm when it hears nothing: a daemon that is dead can raise
 * none. One started by hand would hide that the schedule does not fire. One request after the other in a thread of its own, so
 * that a service that hangs delays no walk. A request that fails is not repeated: the next walk makes the next.
 */
@Singleton
public class Heartbeat {
    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String SENT = "sent";
    private static final String FAILED = "failed";

    /** A part of the 15 seconds in which the process has to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Map<String, String> HEADERS = Map.of("user-agent", "catwalk", "content-type", "text/plain");

    private final DeliveryHttp http;
    private final Optional<String> url;
    private final MeterRegistry metrics;
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("heartbeat").factory());

    @Inject
    Heartbeat(DeliveryHttp http, WalkConfig config, MeterRegistry metrics) {
        this(http, config.heartbeat().url(), metrics);
    }

    Heartbeat(DeliveryHttp http, Optional<String> url, MeterRegistry metrics) {
        this.http = http;
        this.url = url;
        this.metrics = metrics;
        // A counter that is missing until the first failure shows no increase when that comes.
        url.ifPresent(_ -> List.of(SENT, FAILED).forEach(this::counter));
    }

    void started() {
        send("/start", Optional.empty());
    }

    void ended(WalkReport report) {
        boolean balanced = report.state().equals("completed") && report.visited() == report.merchants();
        send(balanced ? "" : "/fail", balanced ? Optional.empty() : Optional.of(text(report)));
    }

    /** After work in flight has ended, and perhaps a walk with it: what was reported then is still on its way. */
    void end(@Observes ShutdownEvent event) {
        CompletableFuture.runAsync(() -> {}, sender)
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static String text(WalkReport report) {
        return "walk " + report.walkId() + " " + report.state()
                + report.stopReason().map(reason -> ": " + reason).orElse("")
                + "\nmerchants " + report.merchants() + "\n"
                + new TreeMap<>(report.ledger())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining("\n"))
                + "\n";
    }

    private void send(String suffix, Optional<String> body) {
        url.ifPresent(address -> sender.execute(() -> exchange(address(address, suffix), body)));
    }

    /** The suffix belongs to the path, before a query. */
    private static WebAddress address(String url, String suffix) {
        String[] parts = url.split("\\?", 2);
        return WebAddress.parse(parts[0].replaceAll("/+$", "") + suffix + (parts.length == 1 ? "" : "?" + parts[1]));
    }

    private void exchange(WebAddress address, Optional<String> body) {
        String result = FAILED;
        try {
            int status = (body.isEmpty()
                            ? http.get(address, HEADERS, TIMEOUT)
                            : http.post(address, HEADERS, body.get().getBytes(StandardCharsets.UTF_8), TIMEOUT))
                    .status();
            if (status / 100 == 2) {
                result = SENT;
            } else {
                LOG.warnf("the heartbeat was not accepted; status=%d", status);
            }
        } catch (IOException e) {
            LOG.warnf("the heartbeat could not be sent; reason=%s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            counter(result).increment();
        }
    }

    private Counter counter(String result) {
        return Counter.builder("catwalk.heartbeats")
                .description("reports of scheduled walks over all to catwalk.walk.heartbeat.url")
                .tag("result", result)
                .register(metrics);
    }
}
