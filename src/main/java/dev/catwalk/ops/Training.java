package dev.catwalk.ops;

import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.SimulatedPlatform;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What a daemon meets in its first minutes, in order: a probe that waits until it is ready, a ticket, walks, a look at its
 * metrics. Then the daemon of this process is ended.
 */
final class Training {
    /** Enough walks for the methods of a visit to count as busy, which is what makes the next daemon compile them at once. */
    private static final int VISITS = 4_000;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final String management;
    private final SimulatedPlatform platform;
    private final long endsAt = System.nanoTime() + LIMIT.toNanos();
    private volatile boolean done;

    private Training(int managementPort, SimulatedPlatform platform) {
        this.management = "http://127.0.0.1:" + managementPort;
        this.platform = platform;
    }

    /** Beside the daemon, which may still have to start. */
    static Training begin(int managementPort, SimulatedPlatform platform) {
        Training training = new Training(managementPort, platform);
        Thread.ofVirtual().name("training").start(training::run);
        return training;
    }

    /** Whether the daemon was seen doing everything. */
    boolean isDone() {
        return done;
    }

    private void run() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            await("the daemon is ready", () -> answers(client, "/q/health/ready"));
            platform.component().pushTicketNow();
            await(VISITS + " visits", () -> platform.calls().count(Api.GET_CATEGORY) >= VISITS);
            done = answers(client, "/q/metrics");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Quarkus.asyncExit(ExitCode.DONE);
        }
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endsAt) {
                throw new IllegalStateException("not within " + LIMIT.toSeconds() + " seconds: " + what);
            }
            Thread.sleep(INTERVAL);
        }
    }

    private boolean answers(HttpClient client, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(management + path))
                .timeout(LIMIT)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
