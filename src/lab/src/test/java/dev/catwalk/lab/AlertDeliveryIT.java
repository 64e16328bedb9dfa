package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts on their way from daemons as processes to a receiver: two at once, one of which is killed. */
class AlertDeliveryIT {
    private static final int ALERTS = 1000;
    /** So many may be on their way at once, and come twice when the process dies. */
    private static final int LANES = 8;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Site site = Site.with(SimulatorOptions.builder().merchants(0));
    /** Slow enough that a node which is killed leaves some. */
    private final WebhookSink receiver = new WebhookSink(message -> LockSupport.parkNanos(20_000_000));

    @AfterEach
    void close() {
        receiver.close();
        site.close();
    }

    @Test
    void twoNodesSendEachAlertOnceAndOneThatIsKilledLosesNone() {
        // given
        Map<String, String> other = environment();
        other.put("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()));
        other.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.any()));
        try (CatwalkProcess killed =
                        CatwalkProcess.start(environment(), "serve").awaitOutput("up; ");
                CatwalkProcess next = CatwalkProcess.start(other, "serve").awaitOutput("up; ")) {
            // when
            raise();
            Awaitility.await().atMost(LIMIT).until(() -> delivered() == ALERTS);

            // then
            assertThat(receiver.ids()).hasSize(ALERTS).doesNotHaveDuplicates();
            assertThat(site.count("select count(*) from reporting.alert_attempt where error is null"))
                    .isEqualTo(ALERTS);

            // when
            raise();
            killed.await("a part is delivered", () -> receiver.ids().size() > ALERTS + ALERTS / 4);
            killed.kill();
            assertThat(receiver.ids().size()).isLessThan(2 * ALERTS);

            // then
            next.await("all are delivered", () -> delivered() == 2 * ALERTS);
            assertThat(new HashSet<>(receiver.ids())).isEqualTo(new HashSet<>(alertIds()));
            assertThat(receiver.ids().size() - 2 * ALERTS).as("sent twice").isBetween(0, LANES);
            assertThat(next.terminate().exitCode()).isZero();
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = site.environment();
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

    /** As a walk's transactions would, all in one. */
    private void raise() {
        site.database().useTransaction(handle -> {
            handle.execute(RAISE, Site.component(), ALERTS);
            handle.execute("select pg_notify('catwalk_delivery', '')");
        });
    }

    private long delivered() {
        return site.count("select count(*) from reporting.alert where state = 'delivered'");
    }

    private List<String> alertIds() {
        return site.database().withHandle(handle -> handle.select("select webhook_id from app.alert")
                .mapTo(String.class)
                .list());
    }
}
