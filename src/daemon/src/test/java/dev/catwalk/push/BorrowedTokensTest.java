package dev.catwalk.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.doctor.OnlineDiagnosis;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.schedule.Upkeep;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.OtherSystem;
import dev.catwalk.testing.OtherSystem.Answer;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.WalkReport;
import dev.catwalk.watch.TicketWatch;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A component whose tokens another system owns: nothing of them is ever changed, and that system's trouble is no merchant's. */
@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class BorrowedTokensTest {
    private static final List<Api> TOKEN_CHANGING =
            List.of(Api.COMPONENT_TOKEN, Api.AUTHORIZER_TOKEN, Api.QUERY_AUTH, Api.START_PUSH_TICKET);
    private static final Duration LONGER_THAN_A_TOKEN = Duration.ofHours(3);

    @Inject
    Worker worker;

    @Inject
    ComponentTokens componentTokens;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    Stored stored;

    @Inject
    Upkeep upkeep;

    @Inject
    TicketWatch ticketWatch;

    @Inject
    PushDesk desk;

    @Inject
    PushInbox inbox;

    @Inject
    Nudges nudges;

    @Inject
    ConcurrentCalls calls;

    @Inject
    OnlineDiagnosis doctor;

    private SimulatedPlatform platform;
    private OtherSystem owner;

    /** The worker knows all of the merchants, and has visited them. */
    private List<SimulatedMerchant> begin(int merchants) {
        platform = worker.begin(SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN));
        owner = new OtherSystem(platform);
        // An owner that was away in another test is left alone for seconds, and platforms of tests give the same
        // tokens.
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        worker.readRoster();
        worker.awaitWalks();
        return platform.component().merchants(0, merchants);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void theRosterAndEveryMerchantAreReadWithBorrowedTokens() {
        // when
        begin(50);

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 50));
        assertThat(owner.requests()).isEqualTo(51);
        assertThatNoTokenWasChanged();
    }

    @Test
    void theFirstRosterNeedsNoTicket() {
        // given
        platform = worker.begin(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        owner = new OtherSystem(platform);

        // when
        int firstRosters = upkeep.activate().firstRosters();

        // then
        assertThat(firstRosters).isEqualTo(1);
        Awaitility.await().until(() -> worker.value("select roster_read_at is not null from reporting.component")
                .equals(true));
        worker.awaitWalks();
    }

    @ParameterizedTest
    @ValueSource(ints = {40001, 42001, 40014})
    void aTokenThatIsRefusedIsAskedForOnceMoreAndThenLost(int errcode) {
        // given
        SimulatedMerchant refused = begin(3).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(5));
        platform.faults().add(Fault.errcode(errcode).on(Api.GET_CATEGORY).forMerchant(refused.appid()));
        int before = owner.requests();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 2, "token_lost", 1));
        assertThat(owner.requests() - before).isEqualTo(1);
        assertThat(stored.errcode(refused)).isEqualTo(errcode);
        assertThat(worker.value("select data ->> 'reason' from app.alert where type = 'merchant.token_lost'"))
                .asString()
                .matches(".*令牌来源 http://127\\.0\\.0\\.1:\\d+）");
        platform.faults().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThatNoTokenWasChanged();
    }

    @Test
    void aTokenThatTheOwnerRenewedIsReplacedUnseen() {
        // given
        begin(3);
        platform.component().merchants(0, 3).forEach(SimulatedMerchant::invalidateAccessTokens);
        owner.renewAll();

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
    }

    /** How the owner can be away. */
    enum Absence {
        NO_CONNECTION,
        NO_ANSWER,
        STATUS_500(500, "{}"),
        FORBIDDEN(403, "{}"),
        ERROR_CODE(200, "{\"code\":500,\"errorMsg\":\"no\",\"data\":null}"),
        HTML(200, "<html>hush-answer</html>"),
        ARRAY(200, "[{\"data\":{\"token\":\"hush-answer\"}}]"),
        OTHER_FIELDS(200, "{\"result\":{\"access_token\":\"hush-answer\"}}"),
        NO_TEXT(200, "{\"data\":{\"token\":17}}"),
        EXPIRED_YESTERDAY(
                200,
                OtherSystem.json("hush-answer", SettableClock.INSTANCE.instant().minus(Duration.ofDays(1)))),
        SAME_FOR_ALL(
                200,
                OtherSystem.json("hush-answer", SettableClock.INSTANCE.instant().plus(Duration.ofDays(365)))),
        TWENTY_MEGABYTES(200, "{\"data\":{\"token\":\"" + "x".repeat(20 << 20) + "\"}}");

        private final Answer answer;

        Absence() {
            this.answer = null;
        }

        Absence(int status, String body) {
            this.answer = Answer.of(status, body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOwnersAbsenceIsTheComponentsTroubleAndReportedOnce(Absence absence) {
        // given
        List<SimulatedMerchant> merchants = begin(5);
        List<Map<String, Object>> before =
                merchants.stream().map(stored::content).toList();
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        CountDownLatch patience = new CountDownLatch(1);

        try (RecordedLog log = new RecordedLog("")) {
            // when
            switch (absence) {
                case NO_CONNECTION -> owner.close();
                case NO_ANSWER -> owner.answer(_ -> await(patience));
                default -> owner.answer(absence.answer);
            }
            List<Map<String, Integer>> ledgers = Stream.of(1, 2)
                    .map(_ -> worker.walk(WalkScope.ALL).ledger())
                    .toList();
            List<Map<String, Object>> meanwhile =
                    merchants.stream().map(stored::content).toList();
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            patience.countDown();
            owner.close();
            owner = new OtherSystem(platform);
            Map<String, Integer> later = worker.walk(WalkScope.ALL).ledger();

            // then
            assertThat(ledgers).containsOnly(Map.of("deferred", 5));
            assertThat(meanwhile).isEqualTo(before);
            assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
            assertThat(later).isEqualTo(Map.of("unchanged", 5));
            assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
            assertThat(stored.alerts("merchant.token_lost")).isZero();
            assertThat(Stream.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.FINE)
                            .flatMap(level -> log.lines(level).stream()))
                    .noneMatch(line -> line.contains("hush-"));
        }
        assertThatNoTokenWasChanged();
    }

    @Test
    void readsWithTokensThatLiveEndNoOutageBeforeTheOwnerAnswers() {
        // given: one merchant's token is due, which tells that the owner is away
        List<SimulatedMerchant> merchants = begin(2);
        owner.answer(Answer.of(500, ""));
        desk.execute("update app.merchant_token set access_token_expires_at = app.now() where merchant_id = "
                + worker.ref(merchants.getFirst()).id());
        worker.walk(merchants.getFirst());

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.walk(merchants.getLast());
        nudges.authorizationChanged(worker.ref(merchants.getLast()));
        long whileAway = stored.alerts("platform.recovered");
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        owner.answerWell();
        worker.walk(merchants.getLast());

        // then
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(whileAway).isZero();
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
    }

    @Test
    void theOwnersReturnIsNoticedThoughTheDatabasesClockWasSetBack() {
        // given
        begin(3);
        expireMerchantTokens();
        owner.answer(Answer.of(500, ""));
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("deferred", 3));

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(-1));
        expireMerchantTokens();
        owner.answerWell();
        Map<String, Integer> ledger = worker.walk(WalkScope.ALL).ledger();
        SettableClock.INSTANCE.advance(Duration.ofHours(1));

        // then
        assertThat(ledger).isEqualTo(Map.of("unchanged", 3));
    }

    @Test
    void thatTheOwnerKnowsNothingIsTheComponentsTroubleThoughTheDatabasesClockWasSetBack() {
        // given: a component token that was given an hour ahead of what is now
        begin(3);
        SettableClock.INSTANCE.advance(Duration.ofHours(-1));
        expireMerchantTokens();
        owner.answer(Answer.of(404, "{}"));

        // when
        Map<String, Integer> ledger = worker.walk(WalkScope.ALL).ledger();
        SettableClock.INSTANCE.advance(Duration.ofHours(1));

        // then
        assertThat(ledger).isEqualTo(Map.of("deferred", 3));
    }

    private void expireMerchantTokens() {
        desk.execute("update app.merchant_token set access_token_expires_at = app.now()");
    }

    @Test
    void whileATokenLivesTheOwnersAbsenceIsNobodysTrouble() {
        // given
        begin(3);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(115));
        owner.answer(Answer.of(500, ""));

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void anOwnerThatHangsTakesNoCallOfTheWalks() throws Exception {
        // given: more merchants than there are calls at once
        begin(130);
        expireMerchantTokens();
        CountDownLatch patience = new CountDownLatch(1);
        owner.answer(_ -> await(patience));
        int before = owner.requests();

        // when
        var walk = new FutureTask<>(() -> worker.walk(WalkScope.ALL));
        Thread.ofVirtual().start(walk);
        Awaitility.await("the owner is asked").until(() -> owner.requests() >= before + 16);
        var call = new FutureTask<>(() -> calls.map(List.of("another"), () -> false, name -> name));
        Thread.ofVirtual().start(call);

        // then: long before the time-out
        try {
            assertThat(call.get(3, TimeUnit.SECONDS)).containsExactly("another");
        } finally {
            patience.countDown();
            walk.get();
        }
    }

    @Test
    void aMerchantThatTheOwnerDoesNotKnowIsAloneInItsTrouble() {
        // given
        SimulatedMerchant unknown = begin(5).getFirst();
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        owner.answer(unknown.appid(), Answer.of(404, "{\"error\":\"no such merchant\"}"));

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4, "failed", 1));
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void aComponentTokenThatIsRefusedTwiceIsTheComponentsTrouble() {
        // given
        SimulatedMerchant doubtful = begin(3).getFirst();
        platform.component().invalidateAccessTokens();
        platform.faults().add(Fault.errcode(61003).on(Api.GET_CATEGORY).forMerchant(doubtful.appid()));

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger().keySet()).isSubsetOf("unchanged", "deferred");
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
        assertThat(stored.authorizationState(doubtful)).isEqualTo("authorized");

        // and then: the owner still gives the refused token
        platform.faults().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(stored.alerts("platform.recovered")).isZero();

        // and then
        owner.renewAll();
        worker.walk(WalkScope.ALL);
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
        assertThatNoTokenWasChanged();
    }

    @Test
    void aComponentTokenThatIsRefusedOnceByMistakeKeepsNothingStopped() {
        // given: the owner gives that token for as long as it lives, and was away in between
        SimulatedMerchant merchant = begin(1).getFirst();
        forgetWhatOtherTestsWereRefused();
        platform.faults().add(Fault.errcode(40001).on(Api.AUTHORIZER_LIST).times(1));
        worker.readRoster();
        owner.answer(Answer.of(500, ""));
        desk.execute("update app.merchant_token set access_token_expires_at = app.now()");
        worker.walk(merchant);
        long stopped = stored.alerts("platform.stopped");

        // when
        owner.answerWell();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.walk(merchant);

        // then
        assertThat(stopped).isEqualTo(1);
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
    }

    @Test
    void aComponentTokenThatThePlatformRefusesIsAskedForAtTheOwnerOnceMore() {
        // given
        begin(3);
        platform.component().invalidateAccessTokens();
        owner.renewAll();
        int before = owner.requests();

        // when
        worker.readRoster();

        // then
        assertThat(owner.requests() - before).isEqualTo(1);
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void aComponentTokenThatWasRefusedIsForgottenThoughTheOwnerGaveItAgainMeanwhile() {
        // given
        begin(1);
        AccessToken first = componentTokens.live(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(4));
        AccessToken again = componentTokens.live(Worker.COMPONENT);
        owner.renewAll();

        // when: it is refused to a call that began before
        componentTokens.expire(Worker.COMPONENT, first);

        // then
        assertThat(again.value()).isEqualTo(first.value());
        assertThat(componentTokens.live(Worker.COMPONENT).value()).isNotEqualTo(first.value());
    }

    @Test
    void manyCallsThatAreRefusedOneTokenAskTheOwnerOnceMore() {
        // given: the owner gives it again
        begin(1);
        AccessToken refused = componentTokens.live(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        int before = owner.requests();

        // when
        List<String> instead = Stream.generate(() -> {
                    componentTokens.expire(Worker.COMPONENT, refused);
                    return componentTokens.live(Worker.COMPONENT).value();
                })
                .limit(64)
                .toList();

        // then
        assertThat(instead).containsOnly(refused.value());
        assertThat(owner.requests() - before).isEqualTo(1);

        // and then: what was given again is refused as well
        owner.renewAll();
        componentTokens.expire(Worker.COMPONENT, componentTokens.live(Worker.COMPONENT));
        assertThat(componentTokens.live(Worker.COMPONENT).value()).isNotEqualTo(refused.value());
    }

    @Test
    void aDatabaseThatHangsWhileTheComponentTokenLivesKeepsOneCallerWaiting() throws Exception {
        // given
        begin(1);
        AccessToken known = componentTokens.live(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(4));
        var first = new FutureTask<>(() -> componentTokens.live(Worker.COMPONENT));
        var second = new FutureTask<>(() -> componentTokens.live(Worker.COMPONENT));

        // when
        try (Handle somebodyElse = worker.jdbi().open().begin()) {
            somebodyElse.execute("lock table app.component_token");
            Thread.ofVirtual().start(first);
            Awaitility.await("the first waits for the database").until(() -> worker.waitingFor("component_token") == 1);
            Thread.ofVirtual().start(second);

            // then: long before the database's time-out
            assertThat(second.get(3, TimeUnit.SECONDS)).isEqualTo(known);
            somebodyElse.rollback();
        }
        assertThat(first.get(20, TimeUnit.SECONDS).value()).isEqualTo(known.value());
    }

    @Test
    void anOwnerThatHangsWhileItsComponentTokenLivesKeepsOneCallerWaiting() throws Exception {
        // given
        begin(1);
        AccessToken known = componentTokens.live(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(4));
        CountDownLatch patience = new CountDownLatch(1);
        owner.answer(_ -> await(patience));
        int before = owner.requests();

        // when
        var first = new FutureTask<>(() -> componentTokens.live(Worker.COMPONENT));
        Thread.ofVirtual().start(first);
        Awaitility.await("the owner is asked").until(() -> owner.requests() > before);
        var second = new FutureTask<>(() -> componentTokens.live(Worker.COMPONENT));
        Thread.ofVirtual().start(second);

        // then: long before the time-out
        try {
            assertThat(second.get(3, TimeUnit.SECONDS)).isEqualTo(known);
        } finally {
            patience.countDown();
        }
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(known);
    }

    @Test
    void aTokenThatComesForTwoMerchantsFailsBothAndNoOtherAsLongAsItDoes() {
        // given
        List<SimulatedMerchant> merchants = beginWithOneTokenForTwo(3, LONGER_THAN_A_TOKEN);
        SimulatedMerchant one = merchants.getFirst();
        SimulatedMerchant other = merchants.get(1);

        // when
        List<Map<String, Integer>> together = walks(() -> worker.walk(WalkScope.ALL));
        List<Map<String, Integer>> alone = walks(() -> worker.walk(one));
        List<Map<String, Integer>> otherAlone = walks(() -> worker.walk(other));
        owner.answerWell();
        Map<String, Integer> later = worker.walk(WalkScope.ALL).ledger();

        // then
        assertThat(together).containsOnly(Map.of("failed", 2, "unchanged", 1));
        assertThat(alone).containsOnly(Map.of("failed", 1));
        assertThat(otherAlone).containsOnly(Map.of("failed", 1));
        assertThat(later).isEqualTo(Map.of("unchanged", 3));
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void aTokenThatCameForAnotherMerchantForAMomentIsTakenFromThatOne() {
        // given: the one is visited while the owner gives it the token of the other, which is due later
        List<SimulatedMerchant> merchants = beginWithOneTokenForTwo(2, LONGER_THAN_A_TOKEN);
        SimulatedMerchant one = merchants.getFirst();
        SimulatedMerchant other = merchants.get(1);
        worker.walk(one);
        owner.answerWell();

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(15));
        Map<String, Integer> rightful = worker.walk(other).ledger();
        worker.walk(one);

        // then
        assertThat(rightful).isEqualTo(Map.of("unchanged", 1));
        assertThat(stored.categories(one)).isEqualTo(Stored.categoriesOf(one));
        assertThat(liveToken(one)).isEqualTo(owner.tokenOf(one.appid()));
        assertThat(liveToken(other)).isEqualTo(owner.tokenOf(other.appid()));
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void aTokenThatComesForTwoMerchantsOneAfterTheOtherServesNeither() {
        // given
        List<SimulatedMerchant> merchants = beginWithOneTokenForTwo(2, LONGER_THAN_A_TOKEN);
        SimulatedMerchant one = merchants.getFirst();
        SimulatedMerchant other = merchants.get(1);
        worker.walk(one);

        try (RecordedLog log = new RecordedLog("")) {
            // when
            Map<String, Integer> second = worker.walk(other).ledger();
            Map<String, Integer> first = worker.walk(one).ledger();

            // then
            assertThat(List.of(second, first)).containsOnly(Map.of("failed", 1));
            assertThat(log.lines(Level.INFO)).anySatisfy(line -> assertThat(line)
                    .contains("gives the same token for " + other.appid() + " of ", " and for " + one.appid() + " of ")
                    .doesNotContain(owner.tokenOf(other.appid())));
        }
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    @Test
    void aSharedTokenIsNobodysTroubleWhileItsMerchantHasAnother() {
        // given: the token of the other is asked for early, and ends ten minutes later
        List<SimulatedMerchant> merchants = beginWithOneTokenForTwo(2, Duration.ofMinutes(112));
        SimulatedMerchant one = merchants.getFirst();
        SimulatedMerchant other = merchants.get(1);

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 2));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(15));
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("failed", 2));
    }

    @Test
    void theComponentsTokenForAMerchantIsThisMerchantsTrouble() {
        // given
        SimulatedMerchant one = begin(3).getFirst();
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        componentTokens.live(Worker.COMPONENT);
        owner.answer(one.appid(), exchange -> Answer.of(
                        200, owner.answerFor(platform.component().appid()))
                .to(exchange));

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("failed", 1, "unchanged", 2));
        assertThat(stored.alerts("platform.stopped")).isZero();
    }

    /** After this time, when the tokens of before end, the first merchant is given the token of the second. */
    private List<SimulatedMerchant> beginWithOneTokenForTwo(int count, Duration later) {
        List<SimulatedMerchant> merchants = begin(count);
        SettableClock.INSTANCE.advance(later);
        owner.answer(merchants.getFirst().appid(), exchange -> Answer.of(
                        200, owner.answerFor(merchants.get(1).appid()))
                .to(exchange));
        return merchants;
    }

    private String liveToken(SimulatedMerchant merchant) {
        MerchantRef ref = worker.ref(merchant);
        return tokens.live(List.of(ref), Duration.ZERO, () -> false).get(ref.id()) instanceof TokenState.Live live
                ? live.token().value()
                : "none";
    }

    /** A quarter of an hour apart. */
    private static List<Map<String, Integer>> walks(Supplier<WalkReport> walk) {
        return Stream.of(1, 2)
                .map(_ -> {
                    SettableClock.INSTANCE.advance(Duration.ofMinutes(15));
                    return walk.get().ledger();
                })
                .toList();
    }

    /** Tokens of the same name, but of other components. */
    private void forgetWhatOtherTestsWereRefused() {
        Instant now = SettableClock.INSTANCE.instant();
        componentTokens.expire(Worker.COMPONENT, new AccessToken("another", now, now.plusSeconds(1)));
    }

    @Test
    void doctorAsksTheSourceAndSaysWhatItGives() {
        // given
        SimulatedMerchant merchant = begin(1).getFirst();
        Answer nothing = Answer.of(200, "{\"code\":401,\"errorMsg\":\"hush\",\"data\":null}");

        // when
        List<Finding> well = aboutTheSource();
        owner.answer(merchant.appid(), nothing);
        List<Finding> withoutMerchant = aboutTheSource();
        owner.answer(merchant.appid(), exchange -> Answer.of(
                        200, owner.answerFor(platform.component().appid()))
                .to(exchange));
        List<Finding> sameForAll = aboutTheSource();
        owner.answer(nothing);
        List<Finding> refused = aboutTheSource();

        // then
        assertThat(well).extracting(Finding::status).containsOnly(Finding.Status.OK);
        assertThat(well.getFirst().seen()).contains("gives a component token that lives 120 min");
        assertThat(well.getLast().seen())
                .contains("gives a token of merchant " + merchant.appid() + " that lives 120 min");
        assertThat(withoutMerchant.getLast().status()).isEqualTo(Finding.Status.WARN);
        assertThat(withoutMerchant.getLast().seen())
                .contains("for merchant " + merchant.appid())
                .endsWith("answers without a token");
        assertThat(sameForAll.getLast().status()).isEqualTo(Finding.Status.FAIL);
        assertThat(sameForAll.getLast().seen())
                .endsWith("gives the component's token for merchant " + merchant.appid());
        assertThat(refused).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.FAIL);
            assertThat(finding.seen()).endsWith("answers without a token");
        });
        assertThatNoTokenWasChanged();
    }

    private List<Finding> aboutTheSource() {
        return doctor.make(false).stream()
                .filter(finding -> finding.subject().equals("token source"))
                .toList();
    }

    @Test
    void withoutPushesTheWalkOverWhatIsUnderReviewFindsTheDecision() {
        // given
        SimulatedMerchant merchant = begin(3).getFirst();
        merchant.submit(21, 1);
        worker.walk(WalkScope.ALL);
        merchant.decide(21, 1, AuditDecision.rejected("资质不符").unannounced());

        // when
        WalkReport report = worker.walk(WalkScope.UNDER_REVIEW);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("changed", 1));
        assertThat(stored.categories(merchant)).contains("21/1 2");
    }

    @Test
    void withMirroredPushesADecisionIsSeenAtOnce() {
        // given
        SimulatedMerchant merchant = begin(3).getFirst();
        merchant.submit(21, 1);
        worker.walk(WalkScope.ALL);
        pushTheUnchangedRequestToUs();

        // when
        merchant.decide(21, 1, AuditDecision.rejected("资质不符"));

        // then
        Awaitility.await("the rejection")
                .until(() -> stored.categories(merchant).contains("21/1 2"));
    }

    @Test
    void pushesThatWaitForTheOwnerWaitForTheirPause() {
        // given
        List<SimulatedMerchant> merchants = begin(2);
        pushTheUnchangedRequestToUs();
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        owner.answer(Answer.of(500, ""));
        merchants.forEach(merchant -> merchant.unauthorize(Announcement.PUSHED).join());
        Awaitility.await("both have failed")
                .until(() -> desk.rows().stream()
                                .filter(row -> row.lastError().isPresent())
                                .count()
                        == 2);
        desk.execute("update app.push_event set claimed_until = app.now() + interval '1 minute'");

        // when
        inbox.releaseWaiting();

        // then
        assertThat(inbox.claim()).isEmpty();
    }

    @Test
    void aDayWithEveryPushAndEveryErrorChangesNoToken() {
        // given
        List<SimulatedMerchant> merchants = begin(12);
        pushTheUnchangedRequestToUs();

        // when
        for (int hour = 0; hour < 24; hour++) {
            push(merchants.get(hour % 12), hour);
            trouble(merchants.get((hour + 5) % 12), hour);
            worker.walk(WalkScope.ALL);
            platform.faults().clear();
            platform.component().allowIp();
            platform.component().publish();
            owner.answerWell();
            owner.renewAll();
            SettableClock.INSTANCE.advance(Duration.ofMinutes(30));
            ticketWatch.activate();
            upkeep.activate();
            worker.walk(WalkScope.UNDER_REVIEW);
            if (hour % 6 == 5) {
                worker.readRoster();
            }
            SettableClock.INSTANCE.advance(Duration.ofMinutes(30));
        }

        // then
        assertThatNoTokenWasChanged();
        assertThat(platform.calls().count(Api.GET_CATEGORY)).isGreaterThan(24 * 6);
    }

    private void push(SimulatedMerchant merchant, int hour) {
        switch (hour % 6) {
            case 0 -> platform.component().pushTicketNow().join();
            case 1 -> merchant.reauthorize(Announcement.PUSHED).join();
            case 2 -> merchant.grant(List.of(18, 30), Announcement.PUSHED).join();
            case 3 -> {
                merchant.put(SimulatedCategory.underReview(21, 1));
                merchant.decide(21, 1, AuditDecision.approved()).join();
            }
            case 4 -> merchant.unauthorize(Announcement.PUSHED).join();
            default ->
                platform.component()
                        .authorize(
                                MerchantProfile.miniProgram("wx%016x".formatted(0xabc0 + hour)), Announcement.PUSHED);
        }
    }

    private void trouble(SimulatedMerchant merchant, int hour) {
        switch (hour % 12) {
            case 0 ->
                platform.faults().add(Fault.errcode(40001).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
            case 1 -> platform.faults().add(Fault.errcode(42001));
            case 2 ->
                platform.faults().add(Fault.errcode(61003).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
            case 3 -> platform.component().refuseIp();
            case 4 -> platform.component().unpublish();
            case 5 -> platform.component().invalidateAccessTokens();
            case 6 -> owner.answer(Answer.of(503, ""));
            case 7 -> owner.answer(Answer.of(200, "{\"code\":1}"));
            case 8 ->
                platform.faults().add(Fault.errcode(42002).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
            case 9 -> platform.faults().add(Fault.errcode(61006));
            case 10 ->
                platform.faults()
                        .add(Fault.of(new FaultEffect.HttpStatus(500))
                                .on(Api.GET_CATEGORY)
                                .forMerchant(merchant.appid()));
            default -> merchant.invalidateAccessTokens();
        }
    }

    /** As nginx does by its directive {@code mirror}, or the old system by hand. */
    private void pushTheUnchangedRequestToUs() {
        String base = desk.server() + "push/" + platform.component().appid();
        platform.component().pushTo(new PushTargets(base, base + "/$APPID$"));
    }

    private void assertThatNoTokenWasChanged() {
        assertThat(TOKEN_CHANGING).allSatisfy(api -> assertThat(platform.calls().count(api))
                .as(api.wireName())
                .isZero());
    }

    private static void await(CountDownLatch patience) {
        try {
            patience.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
