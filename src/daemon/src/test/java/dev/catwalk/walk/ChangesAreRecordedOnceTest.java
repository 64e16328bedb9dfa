package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.PageReading;
import dev.catwalk.visit.PageRecorder;
import dev.catwalk.visit.SliceRows;
import dev.catwalk.visit.SliceRows.SliceRef;
import dev.catwalk.visit.SliceRows.SliceTakenException;
import dev.catwalk.visit.Visit;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Promises 4 and 5: a change is recorded once, and together with its alerts or not at all. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ChangesAreRecordedOnceTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Walks walks;

    @Inject
    WalkPlan plan;

    @Inject
    SliceRows slices;

    @Inject
    PageReading reading;

    @Inject
    PageRecorder recorder;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    AuthorizationApi authorizations;

    @AfterEach
    void letAlertsBeWritten() {
        worker.jdbi().useHandle(handle -> handle.execute("drop function if exists app.refuse_alert cascade"));
    }

    @Test
    void anAnswerThatIsOlderThanWhatIsStoredIsDropped() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        Hold hold = new Hold();
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(hold)).on(Api.GET_CATEGORY).times(1));
        long older = walks.start(List.of(worker.ref(merchant)));
        hold.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));

        // when
        WalkReport newer = worker.walk(merchant);
        Map<String, Object> afterNewer = stored.content(merchant);
        hold.release();
        WalkReport ofOlder = worker.await(older);

        // then
        assertThat(newer.ledger()).isEqualTo(Map.of("changed", 1));
        assertThat(ofOlder.ledger()).as("it told nothing").isEqualTo(Map.of("deferred", 1));
        assertThat(stored.content(merchant)).isEqualTo(afterNewer);
        assertThat(stored.categories(merchant)).isEqualTo(Stored.categoriesOf(merchant));
    }

    @Test
    void aRefusalThatIsOlderThanWhatIsStoredIsDropped() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(48001).on(Api.GET_CATEGORY).times(1));
        Read older = read(merchant);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        WalkReport newer = worker.walk(merchant);

        // when
        record(older);

        // then
        assertThat(newer.ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(stored.outcome(merchant)).isEqualTo("deferred");
        assertThat(stored.alerts("merchant.permission_lost")).isZero();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void aReadThatIsOlderThanALossDoesNotEndIt() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant dropped = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant gone = platform.component().merchants(1, 1).getFirst();
        worker.jdbi().useHandle(handle -> handle.execute("update app.merchant_visit set outcome = 'failed'"));
        List<Read> older = List.of(read(dropped), read(gone));
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        dropped.grant(List.of(17), Announcement.LOST);
        gone.unauthorize(Announcement.LOST);
        authorization.check(worker.ref(dropped));
        authorization.check(worker.ref(gone));
        worker.walk(dropped);

        // when
        older.forEach(this::record);

        // then
        assertThat(worker.rows("select type from app.alert where type like 'merchant.%' and ended_at is null"))
                .containsExactlyInAnyOrder(
                        Map.of("type", "merchant.permission_lost"), Map.of("type", "merchant.revoked"));
    }

    @Test
    void aLossThatIsOverBeforeItsSlowPageIsRecordedIsNoNews() throws Exception {
        // given: a page that knows of the loss waits for the token of another merchant
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant back = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant other = platform.component().merchants(1, 1).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN).forMerchant(back.appid()));
        worker.walk(back);
        platform.faults().clear();
        Hold hold = platform.faults().hold(Api.AUTHORIZER_TOKEN, other.appid());
        long slow = walks.start(List.of(worker.ref(back), worker.ref(other)));
        hold.awaitArrival(LIMIT);

        // when
        authorizeAgain(platform, back);
        WalkReport isBack = worker.walk(back);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(3));
        hold.release();

        // then
        assertThat(isBack.ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(worker.await(slow).ledger()).isEqualTo(Map.of("unchanged", 1, "deferred", 1));
        assertThat(stored.alerts("merchant.token_lost", back)).isEqualTo(1);
    }

    @Test
    void aTokenThatIsStoredBeforeItsLossIsRecordedIsNotLost() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant back = platform.component().merchants(0, 1).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN).forMerchant(back.appid()));
        Read lost = read(back);
        platform.faults().clear();

        // when
        authorizeAgain(platform, back);
        record(lost);

        // then
        assertThat(stored.outcome(back)).isEqualTo("deferred");
        assertThat(stored.alerts("merchant.token_lost")).isZero();
    }

    /** A minute later; the list shows it. */
    private void authorizeAgain(SimulatedPlatform platform, SimulatedMerchant merchant) {
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        merchant.reauthorize(Announcement.LOST);
        authorizations.queryAuth(
                Worker.COMPONENT, new AuthorizationCode(IssuedSecrets.authorizationCode(platform, merchant)));
        worker.readRoster();
    }

    /** A visit of one merchant, not recorded yet. */
    private record Read(SliceRef slice, List<Visit> visits) {}

    private Read read(SimulatedMerchant merchant) {
        long walk = plan.planWithoutJob(worker.ref(merchant));
        SliceRef slice = slices.find(walk, 1).orElseThrow();
        return new Read(slice, reading.read(slice, slices.nextPage(slice, 10).orElseThrow()));
    }

    private void record(Read read) {
        recorder.record(read.slice(), 0, read.visits());
    }

    @Test
    void anAnswerThatBecomesOlderWhileItIsRecordedIsDropped() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant merchant = platform.component().merchants(0, 2).getFirst();
        List<String> before = stored.categories(merchant);
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));

        // when
        FutureTask<WalkReport> walk = new FutureTask<>(() -> worker.walk(WalkScope.ALL));
        try (Handle somebodyElse = worker.jdbi().open().begin()) {
            somebodyElse.execute(READ_LATER, worker.ref(merchant).id());
            Thread.ofVirtual().start(walk);
            await().atMost(LIMIT).until(() -> worker.waitingFor("merchant_visit") > 0);
            somebodyElse.commit();
        }

        // then
        assertThat(walk.get(LIMIT.toSeconds(), TimeUnit.SECONDS).ledger())
                .isEqualTo(Map.of("unchanged", 1, "deferred", 1));
        assertThat(stored.categories(merchant)).isEqualTo(before);
        assertThat(stored.alerts("category.audit.rejected", merchant)).isZero();
    }

    private static final String READ_LATER = """
            update app.merchant_visit set read_at = read_at + interval '30 seconds' where merchant_id = ?
            """;

    @Test
    void aPageThatIsRecordedTwiceIsRecordedOnce() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        Read read = read(merchant);
        record(read);
        Map<String, Object> once = stored.content(merchant);

        // when
        assertThatExceptionOfType(SliceTakenException.class).isThrownBy(() -> record(read));
        long another = plan.planWithoutJob(worker.ref(merchant));
        record(new Read(slices.find(another, 1).orElseThrow(), read.visits()));

        // then
        assertThat(stored.content(merchant)).isEqualTo(once);
        assertThat(stored.categories(merchant)).isEqualTo(Stored.categoriesOf(merchant));
        assertThat(worker.rows("select outcome from app.walk_slice_outcome where walk_id = ?", another))
                .containsExactly(Map.of("outcome", "unchanged"));
    }

    @Test
    void aChangeThatTwoWalksSeeAtOnceIsRecordedOnceWithOneAlert() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.submit(8, 39);
        worker.walk(merchant);
        merchant.decide(8, 39, AuditDecision.rejected("资质不符").unannounced());
        long changes = stored.changes(merchant);
        long alerts = stored.alerts("category.audit.rejected", merchant);
        platform.calls().clear();
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, merchant.appid());

        // when
        long one = walks.start(List.of(worker.ref(merchant)));
        long other = walks.start(List.of(worker.ref(merchant)));
        platform.calls().await(Api.GET_CATEGORY, 2, LIMIT);
        hold.release();
        Map<String, Integer> ofOne = worker.await(one).ledger();
        Map<String, Integer> ofOther = worker.await(other).ledger();

        // then
        assertThat(List.of(ofOne, ofOther)).containsExactlyInAnyOrder(Map.of("changed", 1), Map.of("unchanged", 1));
        assertThat(stored.changes(merchant)).isEqualTo(changes + 1);
        assertThat(stored.alerts("category.audit.rejected", merchant)).isEqualTo(alerts + 1);
    }

    @Test
    void aChangeWhoseAlertCannotBeWrittenIsNotStoredAndHoldsBackNobodyElse() {
        // given
        SimulatedPlatform platform = beginKnowing(6);
        List<SimulatedMerchant> six = platform.component().merchants(0, 6);
        SimulatedMerchant unlucky = six.get(2);
        List<SimulatedMerchant> others =
                six.stream().filter(merchant -> merchant != unlucky).toList();
        six.forEach(merchant -> merchant.put(SimulatedCategory.rejected(8, 39, "资质不符")));
        Map<String, Object> before = stored.content(unlucky);
        refuseAlertsOf(unlucky);

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("changed", 5, "failed", 1));
        assertThat(stored.outcome(unlucky)).isEqualTo("failed");
        assertThat(stored.content(unlucky)).isEqualTo(before);
        assertThat(others).allSatisfy(merchant -> {
            assertThat(stored.categories(merchant)).isEqualTo(Stored.categoriesOf(merchant));
            assertThat(rejectionsWithoutAlert(merchant)).isZero();
        });
        letAlertsBeWritten();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 5, "changed", 1));
        assertThat(stored.categories(unlucky)).isEqualTo(Stored.categoriesOf(unlucky));
        assertThat(rejectionsWithoutAlert(unlucky)).isZero();
    }

    private SimulatedPlatform beginKnowing(int count) {
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private Long rejectionsWithoutAlert(SimulatedMerchant merchant) {
        return (Long) worker.value("""
                        select count(*) from app.audit_change c
                        where merchant_id = ? and audit_status = 2
                          and (select count(*) from app.alert a where a.change_id = c.change_id) <> 1
                        """, worker.ref(merchant).id());
    }

    private void refuseAlertsOf(SimulatedMerchant merchant) {
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create or replace function app.refuse_alert() returns trigger language plpgsql as $$
                    begin raise exception 'refused by the test'; end $$
                    """);
            handle.execute(
                    "create trigger refuse_alert before insert on app.alert for each row when (new.merchant_id = "
                            + worker.ref(merchant).id() + ") execute function app.refuse_alert()");
        });
    }
}
