package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Outbox;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.visit.WalkScope;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 8, the platform's side: its trouble stops the walk, with one alert and few calls, and passes by itself. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PlatformTroubleTest {
    private static final int CONCURRENCY = 64;
    /** Threads of the scheduler, and merchants of a page, as the tests are configured. */
    private static final int SLICES_AT_ONCE = 8;

    private static final int PAGE = 40;
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Outbox outbox;

    @Inject
    Receivers receivers;

    @Inject
    Walks walks;

    @Inject
    VerifyTickets tickets;

    @Inject
    Jdbi jdbi;

    enum Trouble {
        ADDRESS_NOT_IN_THE_WHITELIST(61004, 0),
        SECRET_RESET(40125, 0),
        NO_COMPONENT_TOKEN_LEFT_TODAY(45009, 0),
        TICKET_OF_SOMEBODY_ELSE(61006, 1),
        TICKET_TOO_OLD(61005, 1),
        NO_TICKET(null, 1);

        private final Integer errcode;
        private final int pushesRestarted;

        Trouble(Integer errcode, int pushesRestarted) {
            this.errcode = errcode;
            this.pushesRestarted = pushesRestarted;
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void stopsEveryWalkWithOneAlertAndFewCallsUntilItIsOver(Trouble trouble) {
        // given
        SimulatedPlatform platform = beginKnowing(120);
        receivers.reset();
        begin(trouble);
        SettableClock.INSTANCE.advance(trouble == Trouble.TICKET_TOO_OLD ? Duration.ofHours(13) : ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        List<WalkReport> stopped = new ArrayList<>();

        // when
        for (int i = 0; i < 3; i++) {
            stopped.add(worker.walk(WalkScope.ALL));
        }
        long calls = platform.calls().total();
        long restarts = platform.calls().answered(Api.START_PUSH_TICKET, 0);
        long told = stored.alerts("platform.stopped");
        end(trouble);
        List<WalkReport> after = List.of(worker.walk(WalkScope.ALL), worker.walk(WalkScope.ALL));

        // then
        assertThat(stopped).allSatisfy(walk -> {
            assertThat(walk.state()).isEqualTo("stopped");
            assertThat(walk.stopReason())
                    .hasValueSatisfying(reason -> assertThat(reason).isNotBlank());
            assertThat(walk.ledger()).isEqualTo(Map.of("deferred", 120));
            assertThat(stopCode(walk)).isEqualTo(trouble.errcode);
        });
        assertThat(calls).isLessThanOrEqualTo(3 * 10);
        assertThat(restarts).isEqualTo(trouble.pushesRestarted);
        assertThat(told).isEqualTo(1);
        assertThat(worker.rows("select data ->> 'errcode' as errcode from app.alert where type = 'platform.stopped'"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.get("errcode"))
                        .isEqualTo(trouble.errcode == null ? null : trouble.errcode.toString()));
        assertThat(after).allSatisfy(walk -> {
            assertThat(walk.state()).isEqualTo("completed");
            assertThat(walk.ledger()).isEqualTo(Map.of("unchanged", 120));
        });
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
        outbox.deliver(Channel.WEBHOOK);
        WebhookSchema.assertHolds(receivers.received(Channel.WEBHOOK).stream()
                .map(Receivers.Received::body)
                .toList());
    }

    @Test
    void aComponentThatIsNotPublishedCostsTheCallsOfThePagesThatHaveBegun() {
        // given: a component token is to be had, and every call with it is refused
        SimulatedPlatform platform = beginKnowing(1000);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.component().unpublish();
        platform.calls().clear();

        // when
        WalkReport stopped = worker.walk(WalkScope.ALL);
        long calls = platform.calls().total();
        platform.component().publish();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        WalkReport after = worker.walk(WalkScope.ALL);

        // then
        assertThat(stopped.ledger()).isEqualTo(Map.of("deferred", 1000));
        assertThat(stopCode(stopped)).isEqualTo(61028);
        assertThat(calls).isLessThanOrEqualTo(SLICES_AT_ONCE * PAGE + 16);
        assertThat(after.ledger()).isEqualTo(Map.of("unchanged", 1000));
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
    }

    @Test
    void aRefusalInTheMiddleOfReadingCostsNoMoreCallsThanAreInFlight() {
        // given
        SimulatedPlatform platform = beginKnowing(400);
        platform.component().refuseIp();
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.state()).isEqualTo("stopped");
        assertThat(report.ledger()).isEqualTo(Map.of("deferred", 400));
        assertThat(platform.calls().total()).isLessThanOrEqualTo(CONCURRENCY + 16);
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
    }

    @Test
    void merchantsWhoseOwnTokensLiveOnDoNotMakeAComponentWithoutATokenSeemRecovered() {
        // given
        SimulatedPlatform platform = beginKnowing(100);
        List<SimulatedMerchant> merchants =
                stored.inOrderOfVisits(platform.component().merchants(0, 100));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.walk(WalkScope.ALL);
        expireTokens(merchants.subList(50, 100));
        platform.component().invalidateAccessTokens();
        begin(Trouble.TICKET_OF_SOMEBODY_ELSE);

        // when
        List<String> states = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            states.add(worker.walk(WalkScope.ALL).state());
        }

        // then
        assertThat(states).containsOnly("stopped");
        assertThat(worker.value("select count(*) from app.walk_ledger where outcome = 'unchanged'"))
                .as("some merchants could be visited all the same")
                .isNotEqualTo(0L);
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(stored.alerts("platform.recovered")).isZero();
    }

    @Test
    void anAnswerFromBeforeTheTroubleDoesNotEndIt() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        List<SimulatedMerchant> two = platform.component().merchants(0, 2);
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, two.getFirst().appid());
        long before = walks.start(List.of(worker.ref(two.getFirst())));
        hold.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        platform.component().refuseIp();
        WalkReport stopped = worker.walk(two.getLast());

        // when
        hold.release();
        WalkReport late = worker.await(before);

        // then
        assertThat(stopped.ledger()).isEqualTo(Map.of("deferred", 1));
        assertThat(late.ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(stored.alerts("platform.recovered")).isZero();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("deferred", 2));
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
    }

    @Test
    void theRestOfAStoppedWalkDoesNotStopAComponentThatRecoveredMeanwhile() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(100);
        List<SimulatedMerchant> merchants =
                stored.inOrderOfVisits(platform.component().merchants(0, 100));
        Hold firstSlice =
                platform.faults().hold(Api.GET_CATEGORY, merchants.get(0).appid());
        Hold secondSlice =
                platform.faults().hold(Api.GET_CATEGORY, merchants.get(50).appid());
        long walk = startInSlicesOf(50);
        firstSlice.awaitArrival(LIMIT);
        secondSlice.awaitArrival(LIMIT);
        Awaitility.await("all others of the first pages are answered")
                .atMost(LIMIT)
                .until(() -> platform.calls().answered(Api.GET_CATEGORY, 0) >= 180);
        platform.component().refuseIp();
        firstSlice.release();
        Awaitility.await("the first slice stops the walk")
                .atMost(LIMIT)
                .until(() -> stored.alerts("platform.stopped") == 1);

        // when
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        platform.component().allowIp();
        worker.readRoster();
        secondSlice.release();
        WalkReport report = worker.await(walk);

        // then
        assertThat(report.state()).isEqualTo("stopped");
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 80, "deferred", 20));
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 100));
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
    }

    @Test
    void anOutageInBetweenNeitherHidesALossNorRepeatsItsAlert() {
        // given
        SimulatedPlatform platform = beginKnowing(45);
        SimulatedMerchant refused = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(48001).on(Api.GET_CATEGORY).forMerchant(refused.appid()));
        // The newest merchant is in the second page of the one slice, which is not even looked at once the first has
        // stopped.
        SimulatedMerchant lost =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.readRoster();
        worker.walk(WalkScope.ALL);
        List<Map<String, Object>> losses = losses();
        // Longer than either loss goes without being asked about.
        SettableClock.INSTANCE.advance(Duration.ofHours(25));
        long busy = platform.faults().add(Fault.errcode(-1));
        worker.walk(refused);
        worker.walk(lost);
        List<Map<String, Object>> whileBusy = losses();
        platform.faults().clear(busy);
        platform.component().refuseIp();

        // when
        WalkReport stopped = worker.await(startInSlicesOf(50));
        WalkReport alone = worker.walk(lost);
        List<Map<String, Object>> meanwhile = losses();
        platform.component().allowIp();
        worker.takeTicket();
        WalkReport after = worker.walk(WalkScope.ALL);

        // then
        assertThat(stopped.ledger()).isEqualTo(Map.of("deferred", 44, "not_permitted", 1, "token_lost", 1));
        assertThat(alone.state()).isEqualTo("stopped");
        assertThat(alone.ledger()).isEqualTo(Map.of("token_lost", 1));
        assertThat(losses).hasSize(2).isEqualTo(whileBusy).isEqualTo(meanwhile);
        assertThat(after.ledger()).isEqualTo(Map.of("unchanged", 44, "not_permitted", 1, "token_lost", 1));
        assertThat(stored.alerts("merchant.token_lost", lost)).isEqualTo(1);
        assertThat(stored.alerts("merchant.permission_lost", refused)).isEqualTo(1);
    }

    private List<Map<String, Object>> losses() {
        return worker.rows("select merchant_appid, why, since from reporting.reauthorization order by merchant_appid");
    }

    @Test
    void aDeadPlatformIsLeftAloneAfterSomeFailuresAndAskedAgainWhenItLives() {
        // given
        SimulatedPlatform platform = beginKnowing(500);
        platform.faults().add(Fault.of(new FaultEffect.HttpStatus(500)));
        platform.calls().clear();

        // when
        WalkReport dead = worker.walk(WalkScope.ALL);
        long calls = platform.calls().total();
        platform.faults().clear();
        Awaitility.await("the circuit closes")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> worker.walk(WalkScope.ALL).ledger().equals(Map.of("unchanged", 500)));

        // then
        assertThat(dead.visited()).isEqualTo(500);
        assertThat(dead.ledger().keySet()).isSubsetOf("failed", "deferred");
        assertThat(dead.ledger().get("deferred")).isGreaterThan(250);
        assertThat(calls).isLessThanOrEqualTo(100 + 2 * CONCURRENCY);
    }

    @Test
    void anOutageOfSecondsIsWaitedForAndDefersNobody() {
        // given
        SimulatedPlatform platform = beginKnowing(500);
        platform.faults().add(Fault.of(new FaultEffect.HttpStatus(500)));
        platform.calls().clear();
        AtomicLong calls = new AtomicLong();

        // when
        long walk = startInSlicesOf(500);
        Awaitility.await("the circuit is open: no call is made any more")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(800))
                .until(() -> {
                    long now = platform.calls().total();
                    return now >= 60 && calls.getAndSet(now) == now;
                });
        platform.faults().clear();
        WalkReport report = worker.await(walk);

        // then
        assertThat(report.ledger().getOrDefault("deferred", 0)).isZero();
        assertThat(report.ledger().getOrDefault("failed", 0)).isLessThan(CONCURRENCY);
    }

    private SimulatedPlatform beginKnowing(int count) {
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private static final String MERGE = """
            with numbered as (
              select id, (row_number() over (order by id) - 1) / :size + 1 as part
              from app.walk_slice, unnest(merchant_ids) id where walk_id = :walk),
            merged as (select part, array_agg(id order by id) as ids from numbered group by part)
            update app.walk_slice set merchant_ids = ids, merchants = cardinality(ids)
            from merged where walk_id = :walk and slice_no = part
            """;

    private static final String REMOVE =
            "delete from app.walk_slice where walk_id = :walk and slice_no > (select ceil(merchants / :size) from app.walk where walk_id = :walk)";

    /** A walk over all with more than a page in a slice, as the plan makes them of thousands of merchants only. */
    private long startInSlicesOf(int size) {
        return QuarkusTransaction.requiringNew().call(() -> {
            long walk = walks.start(WalkScope.ALL, List.of(Worker.COMPONENT)).orElseThrow();
            jdbi.useHandle(handle -> {
                handle.createUpdate(MERGE).bind("walk", walk).bind("size", size).execute();
                handle.createUpdate(REMOVE)
                        .bind("walk", walk)
                        .bind("size", (double) size)
                        .execute();
            });
            return walk;
        });
    }

    @Test
    void tokensThatLiveForLessThanTheMarginAreAskedForOncePerLife() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(5).mix(MerchantMix.PLAIN));
        List.of(Api.COMPONENT_TOKEN, Api.AUTHORIZER_TOKEN).forEach(api -> platform.faults()
                .add(Fault.of(new FaultEffect.Shape(AnswerShape.TOKEN_OF_A_MINUTE))
                        .on(api)));
        worker.takeTicket();

        // when
        worker.readRoster();
        worker.awaitWalks();
        worker.walk(WalkScope.ALL);
        worker.walk(WalkScope.ALL);
        List<Long> inOneLife = List.of(
                platform.calls().count(Api.COMPONENT_TOKEN), platform.calls().count(Api.AUTHORIZER_TOKEN));
        SettableClock.INSTANCE.advance(Duration.ofSeconds(50));
        WalkReport later = worker.walk(WalkScope.ALL);

        // then
        assertThat(inOneLife).containsExactly(1L, 5L);
        assertThat(later.ledger()).isEqualTo(Map.of("unchanged", 5));
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(2);
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(10);
    }

    private void begin(Trouble trouble) {
        switch (trouble) {
            case ADDRESS_NOT_IN_THE_WHITELIST -> worker.platform().component().refuseIp();
            case SECRET_RESET -> worker.platform().component().resetSecret("another secret");
            case NO_COMPONENT_TOKEN_LEFT_TODAY ->
                worker.platform().faults().add(Fault.errcode(45009).on(Api.COMPONENT_TOKEN));
            case TICKET_OF_SOMEBODY_ELSE ->
                tickets.store(
                        Worker.COMPONENT,
                        new VerifyTicket("ticket@@@of-somebody-else"),
                        SettableClock.INSTANCE.instant());
            case TICKET_TOO_OLD -> {}
            case NO_TICKET -> worker.jdbi().useHandle(handle -> handle.execute("""
                            update app.component_token
                            set verify_ticket = null, verify_ticket_issued_at = null, verify_ticket_received_at = null
                            """));
        }
    }

    private void end(Trouble trouble) {
        worker.platform().faults().clear();
        worker.platform().component().allowIp();
        worker.platform().component().resetSecret(ComponentCredentials.DEFAULT.secret());
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.takeTicket();
    }

    private Object stopCode(WalkReport walk) {
        return worker.value("select stop_errcode from reporting.walk where walk_id = ?", walk.walkId());
    }

    private void expireTokens(List<SimulatedMerchant> merchants) {
        merchants.forEach(merchant -> worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant_token set access_token_expires_at = access_token_expires_at - interval '2 hours' where merchant_id = ?",
                        worker.ref(merchant).id())));
    }
}
