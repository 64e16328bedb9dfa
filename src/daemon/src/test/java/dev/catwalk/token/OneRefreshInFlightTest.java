package dev.catwalk.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.DatabaseTime;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.RosterRun;
import dev.catwalk.walk.WalkReport;
import dev.catwalk.walk.Walks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Promise 2: one refresh in flight per token in the whole cluster, and no stale holder overwrites a newer token. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class OneRefreshInFlightTest {
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);
    private static final Duration LEASE = Duration.ofSeconds(61);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Walks walks;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    ComponentTokenRows componentRow;

    @Inject
    MerchantLeaseRows leases;

    @Inject
    DatabaseTime database;

    @Inject
    TokenSources sources;

    @Inject
    RefreshCounter counter;

    @Inject
    AuthorizationApi authorizations;

    @Inject
    TokenConfig config;

    @Inject
    Clock clock;

    @Test
    void whoeverAsksWhileAMerchantIsRefreshedWaitsForThatOneRefresh() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        int before = merchant.calls(Api.AUTHORIZER_TOKEN);

        // when
        List<TokenState> states = askFourTimes(ref, platform.faults().hold(Api.AUTHORIZER_TOKEN, merchant.appid()));

        // then
        assertThat(states).hasSize(4).allMatch(TokenState.Live.class::isInstance);
        assertThat(Set.copyOf(states)).hasSize(1);
        assertThat(merchant.calls(Api.AUTHORIZER_TOKEN)).isEqualTo(before + 1);
        assertThat(merchant.mostRefreshesInFlight()).isEqualTo(1);
    }

    /** Found by a simulated year, seed 7: two nodes went through one slice. */
    @Test
    void whoeverWaitsForARefreshThatIsRefusedDoesNotAskAgain() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        merchant.reauthorize(Announcement.LOST);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        int before = merchant.calls(Api.AUTHORIZER_TOKEN);

        // when
        List<TokenState> states = askFourTimes(ref, platform.faults().hold(Api.AUTHORIZER_TOKEN, merchant.appid()));

        // then
        assertThat(states).hasSize(4).allMatch(TokenState.Unavailable.class::isInstance);
        assertThat(merchant.calls(Api.AUTHORIZER_TOKEN)).isEqualTo(before + 1);
    }

    private List<TokenState> askFourTimes(MerchantRef ref, Hold first) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<TokenState> states = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform()
                    .start(() ->
                            states.add(tokens.live(List.of(ref), () -> false).get(ref.id()))));
        }
        first.awaitArrival(LIMIT);
        Awaitility.await("the others wait").atMost(LIMIT).until(() -> threads.stream()
                .allMatch(t -> t.getState() == Thread.State.TIMED_WAITING || t.getState() == Thread.State.WAITING));
        first.release();
        for (Thread thread : threads) {
            thread.join(LIMIT);
        }
        return states;
    }

    @Test
    void twoWalksOverTheSameMerchantsRefreshEachOnce() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(40).mix(MerchantMix.PLAIN).latency(Duration.ofMillis(20)));
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 40);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();

        // when
        long all = walks.start(WalkScope.ALL, List.of(Worker.COMPONENT)).orElseThrow();
        long single = walks.start(merchants.stream().map(worker::ref).toList());

        // then
        assertThat(worker.await(all).ledger()).isEqualTo(Map.of("unchanged", 40));
        assertThat(worker.await(single).ledger()).isEqualTo(Map.of("unchanged", 40));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(40);
        assertThat(merchants).allMatch(merchant -> merchant.mostRefreshesInFlight() == 1);
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
    }

    @Test
    void nodesThatAllMissTheComponentTokenFetchItOnce() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        List<Long> callsPerRound = new ArrayList<>();

        // when
        for (int round = 0; round < 12; round++) {
            platform.calls().clear();
            SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
            Set<AccessToken> seen = Set.copyOf(together(8, () -> aNode().live(Worker.COMPONENT)));
            assertThat(seen).hasSize(1);
            callsPerRound.add(platform.calls().count(Api.COMPONENT_TOKEN));
            worker.takeTicket();
        }

        // then
        assertThat(callsPerRound).hasSize(12).allMatch(calls -> calls == 1);
    }

    /** Found by a simulated year: the platform, whose clock was 84 s ahead, refused it, and each call was made twice. */
    @Test
    void nobodyIsGivenAComponentTokenThatIsAboutToEndWhileItIsRenewed() throws Exception {
        // given
        beginKnowing(1);
        ComponentAccessTokens node = aNode();
        node.live(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE.minusSeconds(90));
        Hold hold = holdFirst(Api.COMPONENT_TOKEN);
        List<AccessToken> beside = Collections.synchronizedList(new ArrayList<>());

        // when
        Future<AccessToken> renewing = inBackground(() -> node.live(Worker.COMPONENT));
        hold.awaitArrival(LIMIT);
        List<Thread> threads = Stream.of(node, aNode())
                .map(one -> Thread.ofPlatform().start(() -> beside.add(one.live(Worker.COMPONENT))))
                .toList();
        Awaitility.await("both wait").atMost(LIMIT).until(() -> threads.stream()
                .noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE));
        hold.release();
        for (Thread thread : threads) {
            thread.join(LIMIT);
        }

        // then
        assertThat(beside).hasSize(2).containsOnly(renewing.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aHolderThatSleptThroughItsLeaseDoesNotOverwriteTheNewerToken() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        Hold hold = holdFirst(Api.AUTHORIZER_TOKEN);

        // when
        Future<TokenState> stale =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        hold.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(LEASE);
        TokenState newer = tokens.live(List.of(ref), () -> false).get(ref.id());
        hold.release();
        TokenState ofStale = stale.get(10, TimeUnit.SECONDS);

        // then
        assertThat(ofStale).as("the sleeper goes on with the newer token").isEqualTo(newer);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(6));
        platform.calls().clear();
        assertThat(worker.walk(merchant).ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(platform.calls().answered()).isEqualTo(Map.of(Api.GET_CATEGORY, Map.of(0, 1L)));
    }

    @Test
    void aHolderThatSleptThroughItsLeaseStoresNothingWhileItsSuccessorIsAsking() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        Hold first = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> stale =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        first.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(LEASE);
        Hold second = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> successor =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        second.awaitArrival(LIMIT);

        // when
        first.release();
        stale.get(10, TimeUnit.SECONDS);
        second.release();
        successor.get(10, TimeUnit.SECONDS);

        // then
        SettableClock.INSTANCE.advance(Duration.ofMinutes(6));
        platform.calls().clear();
        assertThat(worker.walk(merchant).ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(platform.calls().answered()).isEqualTo(Map.of(Api.GET_CATEGORY, Map.of(0, 1L)));
    }

    @Test
    void aHolderThatSleptThroughItsLeaseAndFailsDoesNotGiveBackTheLeaseOfItsSuccessor() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.faults().add(Fault.errcode(45009).on(Api.AUTHORIZER_TOKEN).times(1));
        Hold first = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> stale =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        first.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(LEASE);
        Hold second = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> successor =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        second.awaitArrival(LIMIT);
        platform.calls().clear();
        first.release();
        TokenState ofStale = stale.get(10, TimeUnit.SECONDS);

        // when
        List<TokenState> ofThird = Collections.synchronizedList(new ArrayList<>());
        Thread third = Thread.ofPlatform()
                .start(() -> ofThird.add(tokens.live(List.of(ref), () -> false).get(ref.id())));
        Awaitility.await("the third waits")
                .atMost(LIMIT)
                .until(() -> third.getState() == Thread.State.TIMED_WAITING || !third.isAlive());
        second.release();
        third.join(LIMIT);

        // then
        assertThat(ofStale).isInstanceOf(TokenState.Unavailable.class);
        assertThat(ofThird).containsExactly(successor.get(10, TimeUnit.SECONDS));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isZero();
    }

    @Test
    void aRefreshThatTakesLongerThanItsLeaseIsStillTheOnlyOne() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        Hold hold = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> holder =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        hold.awaitArrival(LIMIT);

        // when
        passLease("select refresh_leased_until from app.merchant_token");
        List<TokenState> ofSecond = Collections.synchronizedList(new ArrayList<>());
        Thread second = Thread.ofPlatform()
                .start(() -> ofSecond.add(tokens.live(List.of(ref), () -> false).get(ref.id())));
        Awaitility.await("the second waits")
                .atMost(LIMIT)
                .until(() -> second.getState() == Thread.State.TIMED_WAITING || !second.isAlive());
        hold.release();
        second.join(LIMIT);

        // then
        assertThat(ofSecond).containsExactly(holder.get(10, TimeUnit.SECONDS));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
    }

    @Test
    void aComponentTokenThatTakesLongerThanItsLeaseIsStillAskedForOnce() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        Hold hold = holdFirst(Api.COMPONENT_TOKEN);
        Future<AccessToken> holder = inBackground(() -> aNode().live(Worker.COMPONENT));
        hold.awaitArrival(LIMIT);

        // when
        passLease("select refresh_leased_until from app.component_token");
        List<AccessToken> ofSecond = Collections.synchronizedList(new ArrayList<>());
        Thread second = Thread.ofPlatform().start(() -> ofSecond.add(aNode().live(Worker.COMPONENT)));
        Awaitility.await("the second waits")
                .atMost(LIMIT)
                .until(() -> second.getState() == Thread.State.TIMED_WAITING || !second.isAlive());
        hold.release();
        second.join(LIMIT);

        // then
        assertThat(ofSecond).containsExactly(holder.get(10, TimeUnit.SECONDS));
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
    }

    @Test
    void leasesThatEndLaterThanTheyCanSinceTheDatabasesClockWasSetBackAreFree() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        List<MerchantRef> merchant =
                List.of(worker.ref(platform.component().merchants(0, 1).getFirst()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        database.runAhead(Duration.ofHours(1));
        leaseOf(merchant);
        componentRow.lease(Worker.COMPONENT, Lease.from(clock), config.refreshLease());

        // when
        database.runAhead(Duration.ZERO);

        // then
        assertThat(leaseOf(merchant)).hasSize(1);
        assertThat(leaseOf(merchant)).as("while the new one lasts").isEmpty();
        assertThat(componentRow.lease(Worker.COMPONENT, Lease.from(clock), config.refreshLease()))
                .isPresent();
        assertThat(componentRow.lease(Worker.COMPONENT, Lease.from(clock), config.refreshLease()))
                .isEmpty();
    }

    private List<StoredTokens> leaseOf(List<MerchantRef> merchants) {
        return leases.lease(
                merchants, config.refreshMargin(), clock.instant(), Lease.from(clock), config.refreshLease());
    }

    @Test
    void aHolderThatSleptThroughItsLeaseAndIsRefusedLeavesTheNewRefreshTokenToItsSuccessor() throws Exception {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN).rotateRefreshTokens(true));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        MerchantRef ref = worker.ref(merchant);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN).times(1));
        Hold first = holdFirst(Api.AUTHORIZER_TOKEN);
        Future<TokenState> stale =
                inBackground(() -> tokens.live(List.of(ref), () -> false).get(ref.id()));
        first.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(LEASE);
        TokenState newer = tokens.live(List.of(ref), () -> false).get(ref.id());

        // when
        first.release();
        TokenState ofStale = stale.get(10, TimeUnit.SECONDS);

        // then
        assertThat(ofStale).isEqualTo(newer);
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 1L, 61023, 1L));
    }

    @Test
    void aNodeThatSleptThroughItsLeaseDoesNotOverwriteTheNewerComponentToken() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        Hold hold = holdFirst(Api.COMPONENT_TOKEN);

        // when
        Future<AccessToken> stale = inBackground(() -> aNode().live(Worker.COMPONENT));
        hold.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(LEASE);
        AccessToken newer = aNode().live(Worker.COMPONENT);
        hold.release();
        AccessToken ofStale = stale.get(10, TimeUnit.SECONDS);

        // then
        assertThat(ofStale).isEqualTo(newer);
        assertThat(componentRow.load(Worker.COMPONENT)).contains(newer);
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(2);
    }

    @Test
    void aTokenThatIsRefusedIsRefreshedOnceAndTheVisitSucceeds() {
        // given
        SimulatedPlatform platform = beginKnowing(5);
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 5);
        merchants.get(0).invalidateAccessTokens();
        refuseOnce(merchants.get(1), 40001);
        refuseOnce(merchants.get(2), 40014);
        refuseOnce(merchants.get(3), 42001);
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 5));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
        assertThat(merchants.subList(0, 4)).allMatch(merchant -> merchant.mostRefreshesInFlight() == 1);
    }

    @Test
    void aTokenThatIsRefusedAgainFailsTheVisitOfItsMerchantOnly() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant refused = platform.component().merchants(1, 1).getFirst();
        platform.faults().add(Fault.errcode(40001).on(Api.GET_CATEGORY).forMerchant(refused.appid()));
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 2, "failed", 1));
        assertThat(stored.outcome(refused)).isEqualTo("failed");
        assertThat(stored.errcode(refused)).isEqualTo(40001);
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
        assertThat(platform.calls().answered().get(Api.GET_CATEGORY)).isEqualTo(Map.of(0, 2L, 40001, 2L));
    }

    @Test
    void aRefreshThatKeepsRefusingTheComponentTokenFailsTheVisitOfItsMerchantOnly() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant refused = platform.component().merchants(1, 1).getFirst();
        platform.faults().add(Fault.errcode(40001).on(Api.AUTHORIZER_TOKEN).forMerchant(refused.appid()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 2, "failed", 1));
        assertThat(stored.errcode(refused)).isEqualTo(40001);
    }

    @Test
    void aPageWhoseTokensAllDiedRefreshesEachOnce() {
        // given
        SimulatedPlatform platform = beginKnowing(40);
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 40);
        merchants.forEach(SimulatedMerchant::invalidateAccessTokens);
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 40));
        assertThat(platform.calls().answered())
                .isEqualTo(Map.of(Api.AUTHORIZER_TOKEN, Map.of(0, 40L), Api.GET_CATEGORY, Map.of(0, 40L, 40001, 40L)));
    }

    @Test
    void aComponentTokenThatDiesInTheMiddleOfARosterIsFetchedOnceAndTheRosterGoesOn() throws Exception {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(560).mix(MerchantMix.PLAIN));
        worker.takeTicket();
        authorizations.list(Worker.COMPONENT, page -> false);
        Hold hold = holdFirst(Api.AUTHORIZER_LIST);

        // when
        Future<RosterRun.Summary> roster = inBackground(worker::readRoster);
        hold.awaitArrival(LIMIT);
        platform.calls().clear();
        platform.component().invalidateAccessTokens();
        hold.release();

        // then
        assertThat(roster.get(60, TimeUnit.SECONDS)).isEqualTo(new RosterRun.Summary(560, 560, 0));
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
        worker.awaitWalks();
    }

    @Test
    void aComponentTokenThatCannotBeRenewedServesToItsEndWithoutBeingAskedForByEveryCall() {
        // given
        SimulatedPlatform platform = beginKnowing(60);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(112));
        platform.faults().add(Fault.errcode(61006).on(Api.COMPONENT_TOKEN));
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 60));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 60L));
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isLessThanOrEqualTo(2);
    }

    @Test
    void aMerchantWhoseTokenLivesIsReadThoughItsRefreshIsThrottled() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(111));
        platform.faults().add(Fault.errcode(45011).on(Api.AUTHORIZER_TOKEN).times(1));

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    private SimulatedPlatform beginKnowing(int merchants) {
        return worker.beginKnowing(
                SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN));
    }

    /** Moves the clock to after the lease's end, had it not been renewed; one renewal must do, for the call times out. */
    private void passLease(String leasedUntil) {
        Object before = worker.value(leasedUntil);
        Duration most = config.refreshLease().multipliedBy(2).dividedBy(3);
        SettableClock.INSTANCE.advance(most);
        Awaitility.await("the lease is renewed").atMost(LIMIT).until(() -> !before.equals(worker.value(leasedUntil)));
        SettableClock.INSTANCE.advance(most);
    }

    /** Only the first such call is held. */
    private Hold holdFirst(Api api) {
        Hold hold = new Hold();
        worker.platform()
                .faults()
                .add(Fault.of(new FaultEffect.Held(hold)).on(api).times(1));
        return hold;
    }

    private void refuseOnce(SimulatedMerchant merchant, int errcode) {
        worker.platform()
                .faults()
                .add(Fault.errcode(errcode)
                        .on(Api.GET_CATEGORY)
                        .forMerchant(merchant.appid())
                        .times(1));
    }

    /** What another node has of its own: nothing but the database in common. */
    private ComponentAccessTokens aNode() {
        return new ComponentAccessTokens(componentRow, sources, counter, config, clock);
    }

    private static <T> Future<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> List<T> together(int times, Callable<T> work) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                all.add(executor.submit(work));
            }
            return all.stream().map(OneRefreshInFlightTest::result).collect(Collectors.toList());
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
