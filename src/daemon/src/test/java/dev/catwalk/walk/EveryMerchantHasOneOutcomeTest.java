package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Promise 3: every merchant of a walk has exactly one outcome, and the ledger adds up to the scope. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class EveryMerchantHasOneOutcomeTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration HOUR = Duration.ofHours(1);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Walks walks;

    @Inject
    WalkPlan plan;

    @Inject
    WalkRows rows;

    @Inject
    SliceRun slices;

    @Inject
    Merchants merchants;

    @Test
    void nineMerchantsEndInTheNineWays() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(9).mix(MerchantMix.PLAIN));
        SimulatedMerchant lost =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        worker.takeTicket();
        worker.readRoster();
        worker.awaitWalks();
        List<SimulatedMerchant> nine =
                stored.inOrderOfVisits(platform.component().merchants(0, 9));
        Map<SimulatedMerchant, String> expected = new LinkedHashMap<>();
        expected.put(nine.get(0), "not_permitted");
        expected.put(nine.get(1), "not_supported");
        expected.put(nine.get(2), "revoked");
        expected.put(nine.get(3), "throttled");
        expected.put(nine.get(4), "failed");
        expected.put(nine.get(5), "changed");
        expected.put(nine.get(6), "unchanged");
        // The last of the page: all others are asked before the component seems to stop.
        expected.put(nine.get(8), "deferred");
        expected.put(lost, "token_lost");
        nine.get(0).grant(List.of(17), Announcement.LOST);
        nine.get(1).refuseRegisterType(true);
        nine.get(2).unauthorize(Announcement.LOST);
        nine.get(7).unauthorize(Announcement.LOST);
        platform.faults().add(onCategories(nine.get(3), 45009));
        worker.walk(WalkScope.ALL);
        platform.faults().add(onCategories(nine.get(4), -1));
        nine.get(5).put(SimulatedCategory.approved(8, 39));
        platform.faults().add(onCategories(nine.get(8), 61004));

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.state()).isEqualTo("stopped");
        assertThat(report.ledger()).containsOnlyKeys(expected.values());
        assertThat(report.ledger()).containsEntry("revoked", 2);
        assertThat(report.visited()).isEqualTo(report.merchants()).isEqualTo(10);
        expected.forEach((merchant, outcome) ->
                assertThat(stored.outcome(merchant)).as(outcome).isEqualTo(outcome));
    }

    @Test
    void aWalkOverOneMerchantGoesThroughWhileAWalkOverAllIsHeldInTheMiddle() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(60);
        List<SimulatedMerchant> sixty =
                stored.inOrderOfVisits(platform.component().merchants(0, 60));
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, sixty.getFirst().appid());
        sixty.get(1).put(SimulatedCategory.approved(8, 39));
        long all = startOverAll();
        hold.awaitArrival(LIMIT);

        // when
        WalkReport single = worker.await(
                walks.start(List.of(worker.ref(sixty.get(1)), worker.ref(sixty.get(2)), worker.ref(sixty.get(59)))));
        boolean heldMeanwhile = walks.report(all).isRunning();
        hold.release();
        WalkReport ofAll = worker.await(all);

        // then
        assertThat(heldMeanwhile).isTrue();
        assertThat(single.ledger().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(3);
        assertThat(single.merchants()).isEqualTo(3);
        assertThat(ofAll.visited()).isEqualTo(60);
        assertThat(count(single.ledger(), "changed") + count(ofAll.ledger(), "changed"))
                .isEqualTo(1);
    }

    @Test
    void aMerchantThatComesWhileAWalkRunsIsNotCountedAndVisitedByTheNext() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(60);
        SimulatedMerchant first = platform.component().merchants(0, 1).getFirst();
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, first.appid());
        long all = startOverAll();
        hold.awaitArrival(LIMIT);

        // when
        SimulatedMerchant late = platform.component()
                .authorize(MerchantProfile.miniProgram("wx1111111111111111").alreadyQueried(), Announcement.LOST);
        merchants.known(Worker.COMPONENT, new MerchantAppId(late.appid()));
        hold.release();

        // then
        assertThat(worker.await(all).merchants()).isEqualTo(60);
        assertThat(walks.report(all).ledger()).isEqualTo(Map.of("unchanged", 60));
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 60, "changed", 1));
    }

    @Test
    void aWalkThatIsDueWhileTheOneBeforeRunsIsSkippedWithARow() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant first = platform.component().merchants(0, 1).getFirst();
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, first.appid());
        long running = startOverAll();
        hold.awaitArrival(LIMIT);

        // when
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        var due = walks.startDue(WalkScope.ALL, SettableClock.INSTANCE.instant());
        hold.release();

        // then
        assertThat(due).isEmpty();
        assertThat(worker.await(running).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(worker.rows("select scope, merchants from reporting.walk where state = 'skipped'"))
                .containsExactly(Map.of("scope", "all", "merchants", 0));
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        assertThat(walks.startDue(WalkScope.ALL, SettableClock.INSTANCE.instant()))
                .isPresent();
        worker.awaitWalks();
    }

    @Test
    void aWalkThatIsDueIsStartedOrSkippedOnceHoweverOftenItsJobIsRun() throws Exception {
        // given: a job is run again when its node dies before Quartz knows that it was done
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant first = platform.component().merchants(0, 1).getFirst();
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, first.appid());
        Instant due = SettableClock.INSTANCE.instant().plusSeconds(1);
        Instant nextDue = due.plusSeconds(1);

        // when
        Optional<Long> started = walks.startDue(WalkScope.ALL, due);
        Optional<Long> startedAgain = walks.startDue(WalkScope.ALL, due);
        walks.startDue(WalkScope.ALL, nextDue);
        walks.startDue(WalkScope.ALL, nextDue);
        hold.release();
        worker.await(started.orElseThrow());
        Optional<Long> afterwards = walks.startDue(WalkScope.ALL, due);

        // then
        assertThat(startedAgain).isEmpty();
        assertThat(afterwards).isEmpty();
        assertThat(worker.rows("select state from reporting.walk where planned_at >= ? order by walk_id", due))
                .containsExactly(Map.of("state", "completed"), Map.of("state", "skipped"));
    }

    @Test
    void aTimeThatComesAgainAfterANodesClockWasSetBackHasItsWalkAgain() {
        // given: the node is an hour ahead
        worker.begin(SimulatorOptions.builder().merchants(0));
        Instant due = SettableClock.INSTANCE.instant().plus(HOUR);
        walks.startDue(WalkScope.ALL, due);
        SettableClock.INSTANCE.advance(HOUR);

        // when
        Optional<Long> again = walks.startDue(WalkScope.ALL, due);
        Optional<Long> afterACrash = walks.startDue(WalkScope.ALL, due);

        // then
        assertThat(again).isPresent();
        assertThat(afterACrash).isEmpty();
    }

    @Test
    void aTimeThatComesAgainAfterTheDatabasesClockWasSetBackToo() {
        // given: all clocks are an hour ahead
        worker.begin(SimulatorOptions.builder().merchants(0));
        SettableClock.INSTANCE.advance(HOUR);
        Instant due = SettableClock.INSTANCE.instant();
        walks.startDue(WalkScope.ALL, due);
        SettableClock.INSTANCE.advance(HOUR.negated());
        walks.startDue(WalkScope.UNDER_REVIEW, SettableClock.INSTANCE.instant());
        SettableClock.INSTANCE.advance(HOUR);

        // when
        Optional<Long> again = walks.startDue(WalkScope.ALL, due);

        // then
        assertThat(again).isPresent();
    }

    @Test
    void aWalkThatSomebodyAskedForIsNoHeartbeatOfTheSchedule() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        List<Long> reported = new ArrayList<>();
        Heartbeat heartbeat = new Heartbeat(null, Optional.empty(), null) {
            @Override
            void ended(WalkReport report) {
                reported.add(report.walkId());
            }
        };
        WalkEnd end = new WalkEnd(rows, heartbeat, new SimpleMeterRegistry());

        // when
        end.closeIfDone(planOverAll(Optional.empty()));
        long due = planOverAll(Optional.of(SettableClock.INSTANCE.instant()));
        end.closeIfDone(due);

        // then
        assertThat(reported).containsExactly(due);
    }

    private long planOverAll(Optional<Instant> dueAt) {
        return plan.plan(WalkScope.ALL, List.of(Worker.COMPONENT), dueAt).orElseThrow();
    }

    @Test
    void aSliceThatThreeRunAtOnceCountsAndStoresNobodyTwice() throws Exception {
        // given
        SimulatedPlatform platform = worker.begin(
                SimulatorOptions.builder().merchants(90).mix(MerchantMix.PLAIN).latency(Duration.ofMillis(10)));
        worker.takeTicket();
        worker.readRoster();
        long walk = (Long) worker.value("select walk_id from app.walk");

        // when
        try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int node = 0; node < 3; node++) {
                nodes.submit(() -> slices.run(walk, 1));
                nodes.submit(() -> slices.run(walk, 2));
            }
        }

        // then
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("changed", 90));
        assertThat(worker.value("select count(*) from app.category_snapshot")).isEqualTo(90L);
        assertThat(worker.value("select count(*) from app.audit_change"))
                .isEqualTo(worker.value("select count(*) from app.category"));
        assertThat(worker.value("select count(*) from app.alert"))
                .isEqualTo(worker.value("select count(*) from app.category where audit_status = 2"));
        assertThat(platform.component().merchants(0, 90)).allMatch(m -> m.mostRefreshesInFlight() == 1);
    }

    @Test
    void tokensThatCannotBeOpenedCostTheirMerchantAtMostOneVisitAndNobodyElseAny() {
        // given
        SimulatedPlatform platform = beginKnowing(5);
        List<SimulatedMerchant> five = platform.component().merchants(0, 5);
        copyTokens(five.get(0), five.get(1));

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 5));
        assertThat(platform.calls().count(Api.GET_CATEGORY)).isEqualTo(10);
        platform.calls().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 5));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isZero();
    }

    private SimulatedPlatform beginKnowing(int count) {
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private long startOverAll() {
        return walks.start(WalkScope.ALL, List.of(Worker.COMPONENT)).orElseThrow();
    }

    private static Fault onCategories(SimulatedMerchant merchant, int errcode) {
        return Fault.errcode(errcode).on(Api.GET_CATEGORY).forMerchant(merchant.appid());
    }

    private static int count(Map<String, Integer> ledger, String outcome) {
        return ledger.getOrDefault(outcome, 0);
    }

    private static final String COPY = """
            update app.merchant_token t
            set refresh_token = other.refresh_token, access_token = other.access_token
            from app.merchant_token other where other.merchant_id = ? and t.merchant_id = ?
            """;

    /** As a mistaken repair by hand, or somebody with write access, would. */
    private void copyTokens(SimulatedMerchant from, SimulatedMerchant to) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        COPY, worker.ref(from).id(), worker.ref(to).id()));
    }
}
