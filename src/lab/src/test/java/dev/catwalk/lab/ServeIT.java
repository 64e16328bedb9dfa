package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The daemon as a process: what it shows, how it ends, and what the next one makes of what it left. */
class ServeIT {
    private static final int MERCHANTS = 80;

    private final Site site = Site.with(SimulatorOptions.builder().merchants(MERCHANTS));

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void daemonWalksAndShowsHowItIs() {
        try (CatwalkProcess daemon = CatwalkProcess.start(site.environment())) {
            // given
            daemon.awaitOutput("up; pushes=http://127.0.0.1:" + site.httpPort() + "/push/");
            daemon.await(
                    "it misses a ticket",
                    () -> get("/q/health/ready").body().contains("overdue: none has arrived yet"));

            // when
            site.platform().component().pushTicketNow();
            daemon.await("the first walk is completed", this::isWalked);

            // then
            assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/q/health/started").statusCode()).isEqualTo(200);
            assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
            daemon.await(
                    "it shows the ticket", () -> get("/q/health/ready").body().contains("arrived 0 min ago"));
            assertThat(get("/q/metrics").body())
                    .containsPattern("catwalk_ticket_age_seconds\\{component=\"" + Site.component() + "\".*} \\d")
                    .containsPattern(
                            "catwalk_merchants\\{component=\"" + Site.component() + "\",state=\"authorized\".*} ")
                    .containsPattern("catwalk_merchants\\{component=\"" + Site.component() + "\",state=\"revoked\".*} ")
                    .containsPattern("catwalk_category_rejected\\{component=\"" + Site.component() + "\".*} ")
                    .containsPattern("catwalk_walk_last_completed_timestamp_seconds\\{.*scope=\"all\".*} ");

            // when
            CatwalkProcess.Ending ending = daemon.terminate();

            // then
            assertThat(ending.exitCode()).as(daemon.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            Secrets.assertNoneIn(daemon.output(), site.keyset(), ComponentCredentials.DEFAULT);
        }
    }

    private static final String RAISE = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              values ('platform.recovered', ?, now(), '{"reason": "test"}')
              returning alert_id)
            insert into app.alert_delivery (alert_id, channel, next_attempt_at) select alert_id, 'webhook', now() from raised
            """;

    private static void hang(CountDownLatch begun, CountDownLatch until) {
        begun.countDown();
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asked to end while platform and receiver hang, asked to end in the foreground, killed: the walk goes on each time. */
    @Test
    void walkCutShortThreeTimesIsCompletedOnceAndAddsUp() {
        // given
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        slowDown();
        Map<String, String> slow = site.environment();
        slow.put("CATWALK_WALK_CONCURRENCY", "2");
        slow.put("CATWALK_WALK_PAGE_SIZE", "4");
        try (WebhookSink receiver = new WebhookSink(message -> hang(sent, ended));
                CatwalkProcess asked = CatwalkProcess.start(alerting(slow, receiver), "serve")) {
            asked.awaitOutput("up;");
            site.platform().component().pushTicketNow();
            asked.await("the walk is on its way", () -> visits() > 0);
            site.platform().faults().clear();
            site.platform().faults().add(Fault.delay(Duration.ofSeconds(30)).on(Api.GET_CATEGORY));
            long calls = site.platform().calls().count(Api.GET_CATEGORY);
            asked.await("it waits for answers", () -> site.platform().calls().count(Api.GET_CATEGORY) > calls);
            site.database().useHandle(handle -> handle.execute(RAISE, Site.component()));
            asked.await("the alert is on its way", () -> sent.getCount() == 0);

            // when
            CatwalkProcess.Ending ending = asked.terminate();
            ended.countDown();

            // then
            assertThat(ending.exitCode()).as(asked.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThat(isWalked()).isFalse();
            assertThat(site.count("select count(*) from app.alert_delivery where claimed_until is not null"))
                    .as("claims that were not given back")
                    .isZero();
        }
        site.platform().faults().clear();
        slowDown();
        long visitsOfTheFirst = visits();
        try (CatwalkProcess walk = CatwalkProcess.startAtTerminal(slow, "walk")) {
            walk.await("the walk goes on", () -> visits() > visitsOfTheFirst);

            // when
            CatwalkProcess.Ending ending = walk.interrupt();

            // then
            assertThat(ending.exitCode()).as(walk.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThat(walk.err())
                    .contains("of this scope is running already", "another node or the next start does the rest");
            assertThat(walk.out()).isEmpty();
        }
        long visitsOfTheSecond = visits();
        try (CatwalkProcess killed = CatwalkProcess.start(slow, "serve")) {
            killed.await("the walk goes on", () -> visits() > visitsOfTheSecond);

            // when
            killed.kill();
        }
        assertThat(isWalked()).isFalse();
        site.platform().faults().clear();

        // when
        try (CatwalkProcess last = CatwalkProcess.start(site.environment(), "serve")) {
            last.await("the walk is completed", this::isWalked);

            // then
            assertThat(site.count("select count(*) from reporting.walk where scope = 'all'"))
                    .isEqualTo(1);
            assertThat(site.count("select merchants from reporting.walk where scope = 'all'"))
                    .isEqualTo(MERCHANTS);
            assertThat(site.count("select sum(merchants) from reporting.walk_ledger"))
                    .isEqualTo(MERCHANTS);
            assertThat(visits()).isEqualTo(MERCHANTS);
        }
    }

    private void slowDown() {
        site.platform().faults().add(Fault.delay(Duration.ofMillis(500)).on(Api.GET_CATEGORY));
    }

    private static Map<String, String> alerting(Map<String, String> environment, WebhookSink receiver) {
        Map<String, String> alerting = new TreeMap<>(environment);
        alerting.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        alerting.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        alerting.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        return alerting;
    }

    private long visits() {
        return site.count("select count(*) from app.merchant_visit");
    }

    private boolean isWalked() {
        return site.count("select count(*) from reporting.walk where scope = 'all' and state = 'completed'") > 0;
    }

    private HttpResponse<String> get(String path) {
        URI address = URI.create("http://127.0.0.1:" + site.managementPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
