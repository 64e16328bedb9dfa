package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which alerts are given up when they are old, and that nobody is told twice for it. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class AlertHistoryTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @Inject
    Worker worker;

    @Inject
    Outbox outbox;

    @Inject
    AlertOutbox alerts;

    @Inject
    AlertEndings endings;

    @Inject
    Pruning pruning;

    @Inject
    AlertRow.Rows rows;

    @Inject
    Jdbi jdbi;

    @Inject
    ObjectMapper mapper;

    @Inject
    ConsoleAddress console;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @Test
    void whatWasReportedEverywhereGoesWithItsDeliveriesAndAttempts() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 3);
        everythingIsDelivered();
        worker.jdbi().useHandle(handle -> handle.execute("""
                        insert into app.alert_attempt (alert_id, channel, attempt, started_at, finished_at)
                        select alert_id, channel, 1, delivered_at, delivered_at from app.alert_delivery
                        """));
        SettableClock.INSTANCE.advance(MONTH.plusSeconds(1));
        outbox.raise(AlertType.PLATFORM_RECOVERED, 1);

        // when
        Pruned pruned = pruning.prune(AlertSettings.kept("30d"));

        // then
        assertThat(pruned.rows()).isEqualTo(3);
        assertThat(pruned.oldestKept()).contains(SettableClock.INSTANCE.instant());
        assertThat(worker.rows("select distinct type from reporting.alert"))
                .containsExactly(Map.of("type", "platform.recovered"));
        assertThat(worker.value("select count(*) from app.alert_attempt")).isEqualTo(0L);
    }

    @Test
    void whatWaitsOrWasGivenUpOnAnyChannelStays() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 3);
        everythingIsDelivered();
        unlike(0, "state = 'dead', delivered_at = null");
        unlike(1, "state = 'pending', delivered_at = null, next_attempt_at = now()");
        SettableClock.INSTANCE.advance(MONTH.multipliedBy(12));

        // when
        Pruned pruned = pruning.prune(AlertSettings.kept("30d"));

        // then
        assertThat(pruned.rows()).isEqualTo(1);
        assertThat(worker.rows("select state from reporting.alert where channel = 'webhook' order by alert_id"))
                .containsExactly(Map.of("state", "dead"), Map.of("state", "pending"));
    }

    @Test
    void whatWaitsOnAChannelThatIsNotConfiguredAnyMoreGoes() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 3);
        everythingIsDelivered();
        unlike(0, "state = 'dead', delivered_at = null");
        unlike(1, "state = 'pending', delivered_at = null, next_attempt_at = now()");
        SettableClock.INSTANCE.advance(MONTH.plusSeconds(1));
        AlertHistory withoutWebhook = new AlertHistory(AlertSettings.of(
                Map.of("catwalk.alert.keep", "30d", "catwalk.alert.wecom.url", "https://robot.example/")));

        // then
        assertThat(pruning.prune(withoutWebhook).rows()).isEqualTo(3);
    }

    @Test
    void whatReportedAProblemStaysWhileItIsReviewedAgainAlsoWhileItsMerchantIsAway() {
        // given
        long merchant = merchant("wx1").id();
        outbox.raise(AlertType.CATEGORY_REJECTED, 1);
        everythingIsDelivered();
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                    values (?, 8, 39, 1, now())""", merchant);
            handle.execute("""
                    with change as (
                      insert into app.audit_change (merchant_id, first_id, second_id, change, audit_status, observed_at, first_sight,
                        snapshot_id, walk_id)
                      values (?, 8, 39, 'added', 2, now(), false, 1, 1)
                      returning merchant_id, change_id),
                    alert as (update app.alert set (merchant_id, change_id) = (select merchant_id, change_id from change))
                    insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, change_id, times_before, state)
                    select merchant_id, 8, 39, 'rejected', '', now(), change_id, 0, 'resubmitted' from change""", merchant);
        });
        SettableClock.INSTANCE.advance(MONTH.plusSeconds(1));

        // when
        long whileOpen = pruning.prune(AlertSettings.kept("30d")).rows();
        Object alertedAt = worker.value("select alerted_at from reporting.problem");
        close("revoked");
        long whileAway = pruning.prune(AlertSettings.kept("30d")).rows();
        close("solved");

        // then
        assertThat(whileOpen).isZero();
        assertThat(whileAway).isZero();
        assertThat(alertedAt).isNotNull();
        assertThat(pruning.prune(AlertSettings.kept("30d")).rows()).isEqualTo(1);
    }

    @Test
    void theLimitCountsFromWhenTheLastChannelWasReported() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 2);
        SettableClock.INSTANCE.advance(MONTH);
        everythingIsDelivered();
        unlike(0, "delivered_at = delivered_at + interval '2 d'");
        SettableClock.INSTANCE.advance(MONTH.plusDays(1));

        // then
        assertThat(pruning.preview(AlertSettings.kept("30d")).rows()).isEqualTo(1);
        assertThat(pruning.preview(AlertSettings.kept("28d")).rows()).isEqualTo(2);
        assertThat(pruning.preview(AlertSettings.kept("off")).rows()).isZero();
    }

    @Test
    void whatNoChannelWasConfiguredForWaitsForNobody() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.alert_delivery"));
        SettableClock.INSTANCE.advance(MONTH.plusSeconds(1));

        // then
        assertThat(pruning.prune(AlertSettings.kept("30d")).rows()).isEqualTo(1);
    }

    @Test
    void aLossThatLastsIsNotReportedAgain() {
        // given
        MerchantRef merchant = merchant("wx1");
        MerchantRef other = merchant("wx2");
        Instant worked = SettableClock.INSTANCE.instant();
        for (MerchantRef lost : List.of(merchant, other)) {
            raiseUnlessRaisedSince(Instant.MAX, AlertType.MERCHANT_TOKEN_LOST, lost);
            raiseUnlessRaisedSince(Instant.MAX, AlertType.MERCHANT_PERMISSION_LOST, lost);
        }
        raiseUnlessRaisedSince(Instant.MAX, AlertType.MERCHANT_TOKEN_LOST, merchant);
        everythingIsDelivered();
        SettableClock.INSTANCE.advance(MONTH.multipliedBy(12));

        // when
        Pruned pruned = pruning.prune(AlertSettings.kept("30d"));
        raiseUnlessRaisedSince(worked, AlertType.MERCHANT_TOKEN_LOST, merchant);
        raiseUnlessRaisedSince(worked, AlertType.MERCHANT_PERMISSION_LOST, merchant);
        raiseUnlessRaisedSince(worked, AlertType.MERCHANT_TOKEN_LOST, other);

        // then
        assertThat(pruned.rows()).isEqualTo(1);
        assertThat(worker.rows("select distinct alert_id from reporting.alert")).hasSize(4);
    }

    @Test
    void aReturnIsRecordedWhereOnlyAChannelOfThePastReportedTheLoss() {
        // given
        MerchantRef merchant = merchant("wx1");
        raiseUnlessRaisedSince(Instant.MAX, AlertType.MERCHANT_REVOKED, merchant);
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.alert_delivery where channel <> 'feishu'"));
        everythingIsDelivered();
        List<Long> lost = List.of((Long) worker.value("select alert_id from app.alert"));
        AlertConfig config = AlertSettings.of(Map.of("catwalk.alert.webhook.url", "https://receiver.example/"));
        AlertOutbox present = new AlertOutbox(rows, jdbi, mapper, config, console, SettableClock.INSTANCE);

        // when
        QuarkusTransaction.requiringNew()
                .run(() -> present.raiseForChannelsOf(
                        List.of(Alert.ofMerchant(
                                AlertType.MERCHANT_RECOVERED,
                                merchant,
                                new AlertData.OfMerchant("示例", null, "test", null))),
                        lost));

        // then
        assertThat(worker.rows("select state from reporting.alert where type = 'merchant.recovered'"))
                .containsExactly(Map.of("state", "recorded"));
    }

    @Test
    void theEndOfAComponentsTroubleIsFoundByIndexAmongAllAlertsAboutMerchants() {
        // given
        MerchantRef merchant = merchant("wx1");
        worker.jdbi().useHandle(handle -> {
            handle.execute(
                    "insert into app.alert (type, component_appid, merchant_id, raised_at, data)"
                            + " select 'merchant.revoked', ?, ?, now(), '{}' from generate_series(1, 10000)",
                    Worker.COMPONENT.value(),
                    merchant.id());
            handle.execute("analyze app.alert");
        });

        // when
        List<Long> scans = QuarkusTransaction.requiringNew().call(() -> {
            long before = scans();
            endings.ofComponent(Worker.COMPONENT, AlertType.PLATFORM_STOPPED);
            long ended = scans();
            endings.isRecoveryReported(Worker.COMPONENT, Instant.EPOCH);
            return List.of(ended - before, scans() - ended);
        });

        // then
        assertThat(scans).allSatisfy(search -> assertThat(search).isPositive());
    }

    /** How often the index was searched by this session. */
    private void close(String because) {
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.problem set closed_at = app.now(), closed_because = ?", because));
    }

    private long scans() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select pg_stat_get_xact_numscans('app.alert_of_component'::regclass)")
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void aLossThatIsFoundTwiceInOneMomentIsReportedOnce() throws Exception {
        // given
        MerchantRef merchant = merchant("wx1");
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at)"
                                + " values (?, 1, 'unchanged', now())",
                        merchant.id()));
        Instant worked = SettableClock.INSTANCE.instant().minusSeconds(1);
        Thread second = Thread.ofPlatform()
                .unstarted(() -> raiseUnlessRaisedSince(worked, AlertType.MERCHANT_PERMISSION_LOST, merchant));

        // when
        QuarkusTransaction.requiringNew().run(() -> {
            alerts.raiseUnlessRaisedSince(
                    worked,
                    Alert.ofMerchant(
                            AlertType.MERCHANT_PERMISSION_LOST,
                            merchant,
                            new AlertData.OfMerchant("示例", null, "test", null)));
            second.start();
            Awaitility.await("the second finds it, too")
                    .until(() -> !second.isAlive() || worker.waitingFor("merchant_visit") > 0);
        });
        second.join();

        // then
        assertThat(worker.rows("select distinct alert_id from reporting.alert")).hasSize(1);
    }

    private void raiseUnlessRaisedSince(Instant since, AlertType type, MerchantRef merchant) {
        Instant storable =
                since.equals(Instant.MAX) ? SettableClock.INSTANCE.instant().plusSeconds(1) : since;
        QuarkusTransaction.requiringNew()
                .run(() -> alerts.raiseUnlessRaisedSince(
                        storable,
                        Alert.ofMerchant(type, merchant, new AlertData.OfMerchant("示例", null, "test", null))));
    }

    private MerchantRef merchant(String appid) {
        long id = worker.jdbi().withHandle(handle -> handle.createQuery("""
                        insert into app.merchant (component_appid, merchant_appid, created_at)
                        values (:component, :appid, now()) returning merchant_id
                        """)
                .bind("component", Worker.COMPONENT.value())
                .bind("appid", appid)
                .mapTo(Long.class)
                .one());
        return new MerchantRef(id, Worker.COMPONENT, new MerchantAppId(appid));
    }

    private void everythingIsDelivered() {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.alert_delivery set state = 'delivered', next_attempt_at = null, delivered_at = ?",
                        SettableClock.INSTANCE.instant()));
    }

    /** Changes how the delivery to the webhook stands, of the so manieth alert. */
    private void unlike(int number, String set) {
        worker.jdbi().useHandle(handle -> handle.execute("update app.alert_delivery set " + set + """
                         where channel = 'webhook'
                          and alert_id = (select alert_id from app.alert order by alert_id offset ? limit 1)
                        """, number));
    }
}
