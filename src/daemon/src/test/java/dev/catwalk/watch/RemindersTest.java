package dev.catwalk.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertSettings;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Outbox;
import dev.catwalk.component.Components;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A rejection that nobody works on is told again, as long as it stands and the merchant can be read. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RemindersTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Reminders reminders;

    @Inject
    ReminderRows rows;

    @Inject
    Components components;

    @Inject
    Pruning pruning;

    @Inject
    AlertOutbox outbox;

    @Inject
    Outbox deliveries;

    @Inject
    Receivers receivers;

    @Inject
    Shutdown stopping;

    @Inject
    Clock clock;

    @Test
    void aRejectionThatStandsIsReportedAgainEachWeek() {
        // given
        SimulatedMerchant merchant = beginWithRejection();

        // when
        int early = after(WEEK.minus(MINUTE));
        int first = after(MINUTE);
        int again = reminders.activate();
        int betweenTheTwo = after(WEEK.minus(MINUTE));
        int second = after(MINUTE);

        // then
        assertThat(List.of(early, first, again, betweenTheTwo, second)).containsExactly(0, 1, 0, 0, 1);
        assertThat(alerts(merchant)).isEqualTo(3);
        assertThat(worker.value(
                        "select count(distinct change_id) from app.alert where type = 'category.audit.rejected'"))
                .isEqualTo(1L);
    }

    @Test
    void aReminderSaysWhatTheAlertSaidAndSinceWhen() throws IOException {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        Instant rejectedAt = clock.instant();
        Map<String, Object> alert = data(merchant).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofDays(1));
        merchant.put(SimulatedCategory.rejected(8, 39, "资质已过期"));
        worker.takeTicket();
        worker.walk(merchant);

        // when
        after(WEEK);

        // then
        Map<String, Object> expected = new LinkedHashMap<>(alert);
        expected.put("audit_reason", "资质已过期");
        expected.put("reminder", true);
        expected.put("rejected_since", rejectedAt.toString());
        assertThat(alert)
                .containsEntry("audit_reason", "资质不符")
                .containsEntry("previous_status", 1)
                .containsEntry("observed_at", rejectedAt.toString())
                .containsKeys("merchant_name", "first_id", "first_name", "second_id", "second_name", "audit_status")
                .containsKeys("first_sight", "change_id", "advice");
        assertThat(data(merchant)).hasSize(2).last().isEqualTo(expected);
    }

    @Test
    void whatWasReportedOfAStandingRejectionIsKeptUntilItIsOver() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        after(WEEK);
        everythingIsDelivered();
        Object toldAt = worker.value("select alerted_at from reporting.rejection");
        SettableClock.INSTANCE.advance(Duration.ofDays(3));

        // when
        Pruned standing = pruning.prune(AlertSettings.kept("1d"));
        int toldAgain = reminders.activate();

        // then
        assertThat(toldAt).isNotNull();
        assertThat(standing.rows()).isZero();
        assertThat(toldAgain).isZero();
        assertThat(worker.value("select alerted_at from reporting.rejection")).isEqualTo(toldAt);

        // when
        merchant.decide(8, 39, AuditDecision.approved().unannounced());
        worker.takeTicket();
        worker.walk(merchant);
        Pruned over = pruning.prune(AlertSettings.kept("1d"));

        // then
        assertThat(over.rows()).isEqualTo(2);
        assertThat(alerts(merchant)).isZero();
    }

    @Test
    void theReminderOfAProblemThatCameBackWithItsMerchantIsSeenInTheWorkList() {
        // given: no change records that it was opened again
        beginWithRejection();
        worker.jdbi().useHandle(handle -> handle.execute("update app.problem set change_id = null"));

        // when
        after(WEEK);
        everythingIsDelivered();

        // then
        assertThat(worker.value("select alerted_at from reporting.problem")).isNotNull();
    }

    private void everythingIsDelivered() {
        worker.jdbi().useHandle(handle -> handle.execute("""
                        update app.alert_delivery set state = 'delivered', next_attempt_at = null, delivered_at = raised_at
                        from app.alert where alert.alert_id = alert_delivery.alert_id
                        """));
    }

    @Test
    void whatWasApprovedMeanwhileIsNotReportedAgain() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        SettableClock.INSTANCE.advance(Duration.ofDays(3));
        merchant.decide(8, 39, AuditDecision.approved().unannounced());
        worker.takeTicket();
        worker.walk(merchant);

        // when
        int told = after(WEEK);

        // then
        assertThat(told).isZero();
        assertThat(alerts(merchant)).isEqualTo(1);
    }

    @Test
    void whatWasRejectedAgainMeanwhileCountsFromThen() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        SettableClock.INSTANCE.advance(Duration.ofDays(5));
        worker.takeTicket();
        merchant.submit(8, 39);
        worker.walk(merchant);
        merchant.decide(8, 39, AuditDecision.rejected("资质不符").unannounced());
        worker.walk(merchant);

        // when
        int early = after(Duration.ofDays(3));
        int due = after(Duration.ofDays(4));

        // then
        assertThat(List.of(early, due)).containsExactly(0, 1);
        assertThat(worker.value("""
                        select a.change_id = (select max(change_id) from app.audit_change) from app.alert a
                        where data ->> 'reminder' = 'true'
                        """)).isEqualTo(true);
    }

    @Test
    void merchantsThatCannotBeReadAreNotNaggedAbout() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(plain(4));
        List<SimulatedMerchant> four = platform.component().merchants(0, 4);
        four.forEach(merchant -> merchant.put(SimulatedCategory.rejected(8, 39, "资质不符")));
        worker.walk(WalkScope.ALL);
        four.get(0).unauthorize(Announcement.LOST);
        SettableClock.INSTANCE.advance(WEEK);
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        exclude(four.get(1), "update app.merchant set permission_sets = '{17}' where merchant_id = ?");
        exclude(four.get(2), "update app.merchant_visit set outcome = 'token_lost' where merchant_id = ?");

        // when
        int told = reminders.activate();

        // then
        assertThat(stored.authorizationState(four.getFirst())).isEqualTo("revoked");
        assertThat(told).isEqualTo(1);
        assertThat(
                        worker.rows(
                                "select data ->> 'merchant_appid' as reminded from app.alert where data ->> 'reminder' = 'true'"))
                .containsExactly(Map.of("reminded", four.get(3).appid()));
    }

    @Test
    void whoIsEligibleInTheReportAndWasReadLastTimeIsRemindedOf() {
        // given
        worker.beginKnowing(plain(120));
        worker.jdbi().useHandle(handle -> handle.createScript("""
                        update app.category set audit_status = 2;
                        update app.audit_change set audit_status = 2 where change = 'added';
                        update app.merchant set is_mini_program = null where merchant_id % 5 = 0;
                        update app.merchant set is_mini_program = false where merchant_id % 5 = 1;
                        update app.merchant set permission_sets = '{17}' where merchant_id % 7 = 0;
                        update app.merchant_visit set outcome = (array['changed', 'unchanged', 'not_permitted', 'not_supported',
                          'revoked', 'token_lost', 'throttled', 'deferred', 'failed'])[1 + merchant_id % 9];
                        """).execute());

        // when
        int told = after(WEEK);

        // then
        assertThat(told).isPositive();
        assertThat(worker.rows("select merchant_appid from reporting.rejection where merchant_appid not in "
                        + "(select merchant_appid from reporting.merchant_coverage where eligible)"))
                .as("rejections of merchants that cannot be read")
                .isNotEmpty();
        assertThat(
                        worker.rows(
                                "select merchant_appid, count(*) from reporting.rejection join reporting.merchant_coverage c "
                                        + "using (component_appid, merchant_appid) "
                                        + "where c.eligible and c.last_outcome in ('changed', 'unchanged') group by 1 order by 1"))
                .isEqualTo(worker.rows(
                        "select merchant_appid, count(*) from app.alert join app.merchant using (merchant_id) "
                                + "where data ->> 'reminder' = 'true' group by 1 order by 1"));
    }

    @Test
    void aRejectionThatWasNeverReportedCountsFromItsBeginning() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        worker.jdbi().useHandle(handle -> handle.execute("truncate app.alert cascade"));

        // when
        int early = after(WEEK.minus(MINUTE));
        int due = after(MINUTE);

        // then
        assertThat(List.of(early, due)).containsExactly(0, 1);
        assertThat(alerts(merchant)).isEqualTo(1);
    }

    @Test
    void switchedOffNothingIsEverReportedAgain() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        SettableClock.INSTANCE.advance(Duration.ofDays(400));

        // when
        int told = configured("off").activate();

        // then
        assertThat(told).isZero();
        assertThat(alerts(merchant)).isEqualTo(1);
    }

    @Test
    void thePauseIsWhatIsConfigured() {
        // given
        beginWithRejection();
        SettableClock.INSTANCE.advance(Duration.ofHours(36));

        // when
        int early = configured("37h").activate();
        int due = configured("36h").activate();

        // then
        assertThat(List.of(early, due)).containsExactly(0, 1);
    }

    @Test
    void twoNodesAtOnceReportAgainOnce() throws Exception {
        // given: more than one transaction takes
        SimulatedMerchant merchant = beginWithRejection();
        multiplyRejection(merchant, 1000);
        SettableClock.INSTANCE.advance(WEEK);

        // when
        inTwoThreads(() -> configured("7d").activate());

        // then
        assertThat(alerts(merchant)).isEqualTo(1 + 1000);
        assertThat(worker.value("select max(told) from (select count(*) as told from app.alert "
                        + "where data ->> 'reminder' = 'true' group by change_id) changes"))
                .isEqualTo(1L);
    }

    @Test
    void oneActivationRemindsOfABoundedNumber() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        multiplyRejection(merchant, 5200);
        SettableClock.INSTANCE.advance(WEEK);

        // when
        int first = reminders.activate();
        int second = reminders.activate();

        // then
        assertThat(List.of(first, second)).containsExactly(5000, 200);
    }

    @Test
    void eachGetsItsTurnThoughTheFirstAreDueAgainBeforeTheLastWereReached() {
        // given
        SimulatedMerchant merchant = beginWithRejection();
        multiplyRejection(merchant, 4);
        Reminders ofADay = configured("24h");

        // when
        for (int day = 0; day < 2; day++) {
            SettableClock.INSTANCE.advance(Duration.ofDays(1));
            ofADay.activate(1, 2);
        }

        // then
        assertThat(worker.value("select count(distinct change_id) from app.alert where data ->> 'reminder' = 'true'"))
                .isEqualTo(4L);
    }

    @Test
    void anExpiryIsReportedAtOnceAndAgainEachWeekWhileItStands() throws IOException {
        // given
        SimulatedPlatform platform = worker.begin(plain(0));
        SimulatedMerchant merchant = platform.component()
                .authorize(
                        MerchantProfile.miniProgram("wx1111111111111111")
                                .alreadyQueried()
                                .having(
                                        SimulatedCategory.approved(8, 39).expired(true),
                                        SimulatedCategory.approved(8, 590)),
                        Announcement.LOST);
        worker.takeTicket();
        worker.readRoster();
        worker.awaitWalks();
        Instant readAt = clock.instant();
        SettableClock.INSTANCE.advance(Duration.ofDays(1));
        worker.takeTicket();
        merchant.expire(8, 590, true);
        worker.walk(merchant);

        // when
        int first = after(WEEK.minus(Duration.ofDays(1)));
        int second = after(Duration.ofDays(1));
        worker.takeTicket();
        merchant.expire(8, 39, false);
        merchant.rename(8, 590, "教育", "另一个名字");
        worker.walk(merchant);
        int third = after(WEEK);

        // then
        assertThat(List.of(first, second, third)).containsExactly(1, 1, 1);
        List<Map<String, Object>> told = data(merchant);
        assertThat(told).extracting(data -> data.get("second_id")).containsExactly(39, 590, 39, 590, 590);
        assertThat(told).extracting(data -> data.get("first_sight")).containsExactly(true, false, true, false, false);
        assertThat(told.getFirst())
                .containsEntry("expired_since", readAt.toString())
                .containsEntry("audit_status", 3)
                .doesNotContainKeys("reminder", "rejected_since");
        assertThat(told.get(2))
                .containsEntry("expired_since", readAt.toString())
                .containsEntry("reminder", true);
        assertThat(told.getLast()).containsEntry("second_name", "另一个名字");
        assertThat(stored.alerts("category.expired", merchant)).isEqualTo(5);
        receivers.reset();
        deliveries.deliver(Channel.WEBHOOK);
        WebhookSchema.assertHolds(receivers.received(Channel.WEBHOOK).stream()
                .map(Receivers.Received::body)
                .toList());
        assertThat(worker.rows("select second_id, expired from reporting.category_audit order by second_id"))
                .containsExactly(Map.of("second_id", 39, "expired", false), Map.of("second_id", 590, "expired", true));
    }

    /** The first merchant was read before, so that its rejection is a decision and not a first sight. */
    private SimulatedMerchant beginWithRejection() {
        SimulatedMerchant merchant =
                worker.beginKnowing(plain(1)).component().merchants(0, 1).getFirst();
        merchant.submit(8, 39);
        worker.walk(merchant);
        merchant.decide(8, 39, AuditDecision.rejected("资质不符").unannounced());
        worker.walk(merchant);
        return merchant;
    }

    /** As many rejections of one merchant as only thousands of merchants have. */
    private void multiplyRejection(SimulatedMerchant merchant, int count) {
        long id = worker.ref(merchant).id();
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                    select merchant_id, 1000 + i / 100, i, 2, status_since from app.category, generate_series(2, ?) i
                    where merchant_id = ? and audit_status = 2
                    """, count, id);
            handle.execute("""
                    insert into app.audit_change (merchant_id, first_id, second_id, change, audit_status, observed_at,
                      first_sight, snapshot_id, walk_id)
                    select c.merchant_id, c.first_id, c.second_id, 'added', 2, c.status_since, false, v.snapshot_id, v.walk_id
                    from app.category c join app.merchant_visit v using (merchant_id)
                    where c.merchant_id = ? and c.first_id >= 1000
                    """, id);
        });
    }

    private Reminders configured(String remindAfter) {
        AlertConfig config = AlertSettings.of(
                Map.of("catwalk.alert.remind-after", remindAfter, "catwalk.alert.wecom.url", "https://robot.example/"));
        return new Reminders(rows, components, config, outbox, stopping, clock);
    }

    private static void inTwoThreads(Runnable activation) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Void> atOnce = () -> {
            both.await();
            activation.run();
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> thread : threads.invokeAll(List.of(atOnce, atOnce))) {
                thread.get();
            }
        }
    }

    private int after(Duration time) {
        SettableClock.INSTANCE.advance(time);
        return reminders.activate();
    }

    private void exclude(SimulatedMerchant merchant, String sql) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(sql, worker.ref(merchant).id()));
    }

    private long alerts(SimulatedMerchant merchant) {
        return stored.alerts("category.audit.rejected", merchant);
    }

    private List<Map<String, Object>> data(SimulatedMerchant merchant) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Map<String, Object>> data = new java.util.ArrayList<>();
        for (Map<String, Object> row : worker.rows("""
                select data::text as data from app.alert join app.merchant using (merchant_id) where merchant_appid = ?
                order by alert_id
                """, merchant.appid())) {
            data.add(mapper.readerForMapOf(Object.class).readValue((String) row.get("data")));
        }
        return data;
    }

    private static SimulatorOptions.Builder plain(int merchants) {
        return SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN);
    }
}
