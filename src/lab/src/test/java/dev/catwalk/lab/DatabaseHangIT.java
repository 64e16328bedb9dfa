package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A daemon whose database neither answers nor hangs up. Run with limits a tenth as long as those of a daemon, which an operator
 * may set the same way; that a daemon has its own is for {@code SessionLimitsTest}.
 */
class DatabaseHangIT {
    private static final int MERCHANTS = 80;
    private static final int ALERTS = 400;
    /** So many alerts may be on their way at once, and come twice. */
    private static final int LANES = 8;

    private static final String SHORT_LIMITS = "?socketTimeout=4&options="
            + "-c%20statement_timeout=3s%20-c%20lock_timeout=2s%20-c%20idle_in_transaction_session_timeout=4s";

    private final Site site = Site.with(SimulatorOptions.builder().merchants(MERCHANTS));
    private final Relay relay = new Relay(site.databasePort());
    private final WebhookSink receiver = new WebhookSink(message -> {});

    @AfterEach
    void close() {
        receiver.close();
        relay.close();
        site.close();
    }

    @Test
    void allWorkGoesOnByItselfAfterConnectionsFrozeAndAfterTheWholeDatabaseStoodStill() {
        // given
        site.platform().faults().add(Fault.delay(Duration.ofMillis(200)).on(Api.GET_CATEGORY));
        try (CatwalkProcess daemon =
                CatwalkProcess.start(environment(), "serve").awaitOutput("up; ")) {
            site.platform().component().pushTicketNow();
            daemon.await("the walk is on its way", () -> visits() > 0);
            // The first request to a new process takes longer.
            get("/q/health/live", Duration.ofSeconds(30));
            raiseAlerts();
            daemon.await("some alerts are sent", () -> receiver.ids().size() > LANES);

            // when
            int frozen = relay.freeze();

            // then
            assertThat(frozen).as("connections").isGreaterThan(2);
            assertThat(visits()).isLessThan(MERCHANTS);
            assertAlive();
            daemon.await("the walk is completed", () -> isWalked(1));
            daemon.await("all alerts are delivered", () -> undelivered() == 0);
            assertThat(new HashSet<>(receiver.ids())).isEqualTo(new HashSet<>(alertIds()));
            assertThat(receiver.ids().size() - alertIds().size())
                    .as("sent twice")
                    .isBetween(0, LANES);
            assertThat(failedVisits()).as("merchants whose fault it was").isZero();
            site.platform().component().pushTicketNow();
            daemon.await("a push is taken in", () -> acceptedPushes() > 1);

            // when
            signalDatabase("STOP");
            try {
                // then
                assertAlive();
                assertThat(get("/q/health/ready", Duration.ofSeconds(5)).statusCode())
                        .isEqualTo(503);
                assertThat(get("/q/metrics", Duration.ofSeconds(10)).statusCode())
                        .isEqualTo(200);
                assertAlive();
            } finally {
                signalDatabase("CONT");
            }
            raiseAlerts();
            daemon.await(
                    "ready again",
                    () -> get("/q/health/ready", Duration.ofSeconds(6)).statusCode() == 200);
            daemon.await("all alerts are delivered", () -> undelivered() == 0);

            assertThat(daemon.output()).as("one line for each cause").doesNotContain("\tat ");

            // when
            relay.freeze();
            CatwalkProcess.Ending ending = daemon.terminate();

            // then
            assertThat(ending.exitCode()).as(daemon.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = site.environment();
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + site.databaseName() + SHORT_LIMITS);
        environment.put("CATWALK_WALK_CONCURRENCY", "2");
        environment.put("CATWALK_WALK_PAGE_SIZE", "4");
        environment.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        environment.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        environment.put("CATWALK_ALERT_WEBHOOK_TIMEOUT", "2s");
        return environment;
    }

    private static final String RAISE = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              select 'platform.recovered', ?, now(), '{"reason": "test"}' from generate_series(1, ?)
              returning alert_id)
            insert into app.alert_delivery (alert_id, channel, next_attempt_at) select alert_id, 'webhook', now() from raised
            """;

    private void raiseAlerts() {
        site.database().useTransaction(handle -> {
            handle.execute(RAISE, Site.component(), ALERTS);
            handle.execute("select pg_notify('catwalk_delivery', '')");
        });
    }

    private long visits() {
        return site.count("select count(*) from app.merchant_visit where outcome is not null");
    }

    private boolean isWalked(long walks) {
        return site.count("select count(*) from reporting.walk where scope = 'all' and state = 'completed'") == walks;
    }

    private long failedVisits() {
        return site.count("select count(*) from app.merchant_visit where outcome in ('failed', 'deferred')");
    }

    private long acceptedPushes() {
        return site.count("select count(*) from app.push_event");
    }

    private long undelivered() {
        return site.count("select count(*) from app.alert_delivery where state <> 'delivered'");
    }

    private List<String> alertIds() {
        return site.database().withHandle(handle -> handle.select(
                        "select webhook_id::text from app.alert_delivery join app.alert using (alert_id)")
                .mapTo(String.class)
                .list());
    }

    private void assertAlive() {
        for (int i = 0; i < 3; i++) {
            // Less than a statement may take.
            assertThat(get("/q/health/live", Duration.ofMillis(2_500)).statusCode())
                    .isEqualTo(200);
        }
    }

    /** To the server and every process it has. */
    private void signalDatabase(String signal) {
        try {
            Path data = Path.of(postmasterFolder());
            long postmaster = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
            ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
            String pids = Stream.concat(Stream.of(server), server.children())
                    .map(process -> Long.toString(process.pid()))
                    .reduce("", (all, pid) -> all + " " + pid);
            Process sent = new ProcessBuilder("sh", "-c", "kill -" + signal + pids + " || true").start();
            assertThat(sent.waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked once: a server that stands still does not tell. */
    private String postmasterFolder() {
        if (folder == null) {
            folder = site.server().withHandle(handle -> handle.select("show data_directory")
                    .mapTo(String.class)
                    .one());
        }
        return folder;
    }

    private String folder;

    private HttpResponse<String> get(String path, Duration limit) {
        URI address = URI.create("http://127.0.0.1:" + site.managementPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address).timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
