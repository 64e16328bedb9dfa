package dev.catwalk.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.simulator.IssuedSecrets;
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
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Deadlock;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.WalkReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 1: a refresh token is never lost or blanked, and recovered where it is missing. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RefreshTokensAreNeverLostTest {
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);
    private static final SimulatorOptions.Builder FOUR =
            SimulatorOptions.builder().merchants(4).mix(MerchantMix.PLAIN);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    OfferedTokens offered;

    @Inject
    AuthorizationApi authorizations;

    @Inject
    MerchantTokenRows rows;

    @Inject
    MerchantLeaseRows leases;

    @Inject
    TokenConfig config;

    @Inject
    MeterRegistry registry;

    @Test
    void answersWithoutAUsableRefreshTokenLeaveTheStoredOneInItsPlace() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 4);
        List<AnswerShape> shapes = List.of(
                AnswerShape.REFRESH_TOKEN_MISSING,
                AnswerShape.REFRESH_TOKEN_NULL,
                AnswerShape.REFRESH_TOKEN_EMPTY,
                AnswerShape.REFRESH_TOKEN_FALSE);
        for (int i = 0; i < 4; i++) {
            platform.faults()
                    .add(Fault.shape(shapes.get(i))
                            .on(Api.AUTHORIZER_TOKEN)
                            .forMerchant(merchants.get(i).appid()));
        }

        // when
        Map<String, Integer> struck = walkAllWithNewTokens().ledger();
        platform.faults().clear();
        platform.calls().clear();
        Map<String, Integer> after = walkAllWithNewTokens().ledger();

        // then
        assertThat(struck).isEqualTo(Map.of("unchanged", 4));
        assertThat(after).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isZero();
        assertThat(platform.calls().count(Api.AUTHORIZER_LIST)).isZero();
    }

    @Test
    void refreshTokensThatRotateAreKept() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(4).mix(MerchantMix.PLAIN).rotateRefreshTokens(true));
        platform.calls().clear();

        // when
        for (int refresh = 0; refresh < 3; refresh++) {
            walkAllWithNewTokens();
        }

        // then
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 12L));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isZero();
    }

    @Test
    void whatWasJustFetchedIsStoredThoughADeadlockBreaksOffTheFirstTry() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(4).mix(MerchantMix.PLAIN).rotateRefreshTokens(true));
        platform.calls().clear();

        // when
        Map<String, Integer> walked;
        long tries;
        try (Deadlock deadlock = new Deadlock(worker.jdbi(), "app.merchant_token", "new.generation > old.generation")) {
            walked = walkAllWithNewTokens().ledger();
            tries = deadlock.tries();
        }

        // then
        assertThat(tries).as("one that was broken off, and then four").isEqualTo(5L);
        assertThat(walked).isEqualTo(Map.of("unchanged", 4));
        assertThat(walkAllWithNewTokens().ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 8L));
    }

    /** Those that write many rows in the order of their ids: what waits for the first holds none of the others. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsAreWrittenInOneOrderSoThatNoTwoWaitForEachOther(boolean stored) throws Exception {
        // given: such ids as 15 to 18, of which a hash map does not put the lowest first
        SimulatedPlatform platform = worker.begin(FOUR);
        worker.jdbi().useHandle(handle -> handle.execute("""
                        select setval(ids, (nextval(ids) / 16 + 1) * 16 - 2)
                        from (select cast(pg_get_serial_sequence('app.merchant', 'merchant_id') as regclass) as ids) sequence
                        """));
        worker.takeTicket();
        worker.readRoster();
        worker.awaitWalks();
        List<MerchantRef> merchants = platform.component().merchants(0, 4).stream()
                .map(worker::ref)
                .sorted(Comparator.comparing(MerchantRef::id).reversed())
                .toList();
        if (!stored) {
            platform.component().merchants(0, 4).forEach(this::loseTokens);
        }
        Map<Long, Long> refused = new LinkedHashMap<>();
        merchants.forEach(merchant -> refused.put(merchant.id(), 1L));
        long first = merchants.getLast().id();

        // when
        FutureTask<Void> writing = new FutureTask<>(
                () -> {
                    if (stored) {
                        rows.expire(refused);
                    } else {
                        leases.lease(
                                merchants,
                                Duration.ofHours(1),
                                SettableClock.INSTANCE.instant(),
                                Lease.from(SettableClock.INSTANCE),
                                Duration.ofSeconds(10));
                    }
                },
                null);
        List<Long> free;
        try (Handle other = worker.jdbi().open().begin()) {
            other.execute(
                    stored
                            ? "select from app.merchant_token where merchant_id = ? for update"
                            : "insert into app.merchant_token (merchant_id) values (?)",
                    first);
            Thread.ofVirtual().start(writing);
            await().until(() -> worker.waitingFor("merchant_token") > 0);
            free = worker.jdbi()
                    .withHandle(handle -> stored
                            ? handle.createQuery("select merchant_id from app.merchant_token for update skip locked")
                                    .mapTo(Long.class)
                                    .list()
                            : handle.createQuery("""
                                    insert into app.merchant_token (merchant_id)
                                    select merchant_id from app.merchant where merchant_id <> ? returning merchant_id
                                    """)
                                    .bind(0, first)
                                    .mapTo(Long.class)
                                    .list());
            other.rollback();
        }
        writing.get(10, TimeUnit.SECONDS);

        // then
        assertThat(free).hasSize(3).doesNotContain(first);
    }

    @Test
    void aTokenThatIsOfferedDuringARefreshIsLeftToTheRefresh() {
        // given
        MerchantRef merchant =
                worker.ref(worker.beginKnowing(FOUR).component().merchants(0, 1).getFirst());
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.jdbi().useHandle(handle -> handle.execute("""
                update app.merchant_token
                set refresh_leased_by = gen_random_uuid(), refresh_leased_until = app.now() + interval '3 s'
                """));
        Object before = generation(merchant);

        // when
        offer(merchant);
        Object during = generation(merchant);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        offer(merchant);

        // then
        assertThat(during).isEqualTo(before);
        assertThat(generation(merchant)).isNotEqualTo(before);
    }

    private void offer(MerchantRef merchant) {
        offered.adopt(Map.of(merchant, new RefreshToken("refreshtoken@@@offered")), SettableClock.INSTANCE.instant());
    }

    private Object generation(MerchantRef merchant) {
        return worker.value("select generation from app.merchant_token where merchant_id = ?", merchant.id());
    }

    @Test
    void aProcessThatEndsWhileItLooksForARefreshTokenDoesNotCallItLost() {
        // given: the info has been asked, the list not yet
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        platform.faults()
                .add(Fault.errcode(61023)
                        .on(Api.AUTHORIZER_TOKEN)
                        .forMerchant(merchant.appid())
                        .times(1));

        // when
        Map<Long, TokenState> states = tokens.live(
                List.of(worker.ref(merchant)), () -> platform.calls().count(Api.AUTHORIZER_INFO) > 0);

        // then
        assertThat(states).isEmpty();
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isEqualTo(1);
        assertThat(worker.walk(merchant).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void aMissingRefreshTokenIsFoundInTheInfoAndOtherwiseInTheList() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant fromInfo = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant fromList = platform.component().merchants(1, 1).getFirst();
        loseTokens(fromInfo);
        loseTokens(fromList);
        platform.faults()
                .add(Fault.shape(AnswerShape.REFRESH_TOKEN_MISSING)
                        .on(Api.AUTHORIZER_INFO)
                        .forMerchant(fromList.appid()));
        platform.calls().clear();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isEqualTo(2);
        assertThat(platform.calls().count(Api.AUTHORIZER_LIST)).isEqualTo(1);
        platform.calls().clear();
        assertThat(walkAllWithNewTokens().ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void aRefreshTokenThatIsReplacedWithEachAnswerThatIsLostIsNotLost() throws Exception {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN).rotateRefreshTokens(true));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        // The one before the newest is accepted for a while, so two have to be lost.
        Fault lost = Fault.of(new FaultEffect.Reset()).on(Api.AUTHORIZER_TOKEN).times(2);
        Hold beforeInfo = new Hold();

        // when: the answers to a refresh are lost, and those to the next one too
        platform.faults().add(lost);
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(beforeInfo))
                        .on(Api.AUTHORIZER_INFO)
                        .times(1));
        var walk = new FutureTask<>(() -> worker.walk(WalkScope.ALL));
        Thread.ofPlatform().start(walk);
        beforeInfo.awaitArrival(Duration.ofSeconds(10));
        platform.faults().add(lost);
        beforeInfo.release();

        // then
        assertThat(walk.get(20, TimeUnit.SECONDS).ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(stored.alerts("merchant.token_lost")).isZero();
    }

    @Test
    void whatWasJustFetchedIsStoredBeforeTheListIsReadForOthers() throws Exception {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant withoutToken =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        readRosterLater();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        Hold beforeList = new Hold();
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(beforeList))
                        .on(Api.AUTHORIZER_LIST)
                        .times(1));

        // when
        var walk = new FutureTask<>(() -> worker.walk(WalkScope.ALL));
        Thread.ofPlatform().start(walk);
        beforeList.awaitArrival(Duration.ofSeconds(10));
        Object stillLeased =
                worker.value("select count(*) from app.merchant_token where refresh_leased_until is not null");
        beforeList.release();

        // then
        assertThat(stillLeased).as("the one the list is read for").isEqualTo(1L);
        assertThat(walk.get(20, TimeUnit.SECONDS).ledger()).isEqualTo(Map.of("unchanged", 4, "token_lost", 1));
        assertThat(stored.outcome(withoutToken)).isEqualTo("token_lost");
    }

    @Test
    void aMerchantWithoutAnyRefreshTokenIsLostOnceThenLeftAloneAndFoundAgainByARoster() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant lost =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        readRosterLater();

        // when
        worker.walk(WalkScope.ALL);

        // then
        assertThat(stored.outcome(lost)).isEqualTo("token_lost");
        assertThat(stored.alerts("merchant.token_lost", lost)).isEqualTo(1);

        // and then
        platform.calls().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4, "token_lost", 1));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isZero();
        assertThat(platform.calls().count(Api.AUTHORIZER_LIST)).isZero();
        assertThat(stored.alerts("merchant.token_lost")).isEqualTo(1);

        // and then
        anotherSystemExchangesTheCodeOf(lost);
        readRosterLater();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4, "changed", 1));
        assertThat(stored.alerts("merchant.token_lost")).isEqualTo(1);
    }

    @Test
    void aMerchantThatStaysLostIsCountedAsLostOnce() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        readRosterLater();
        double lost = refreshes("lost");
        double stillLost = refreshes("still_lost");

        // when
        worker.walk(WalkScope.ALL);
        SettableClock.INSTANCE.advance(config.recoveryPause());
        worker.walk(WalkScope.ALL);

        // then
        assertThat(refreshes("lost") - lost).isEqualTo(1);
        assertThat(refreshes("still_lost") - stillLost).isEqualTo(1);
    }

    @Test
    void aRefusalThatAClockThatWasAheadRecordedIsNotLeftAloneForThatMuchLonger() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant lost =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        readRosterLater();
        worker.walk(WalkScope.ALL);
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.merchant_token set refused_at = refused_at + interval '1 year'"));
        anotherSystemExchangesTheCodeOf(lost);

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4, "changed", 1));
    }

    @Test
    void aLeaseThatEndsLaterThanItCanKeepsNoOfferOut() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        MerchantRef merchant = worker.ref(platform.component().merchants(0, 1).getFirst());
        worker.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "update app.merchant_token set refused_at = app.now(),"
                                        + " refresh_leased_by = gen_random_uuid(), refresh_leased_until = app.now() + interval '1 hour'"));

        // when
        Set<Long> restored = offered.restore(Map.of(merchant, new RefreshToken("restored")));
        offered.adopt(
                Map.of(merchant, new RefreshToken("adopted")),
                SettableClock.INSTANCE.instant().plusSeconds(1));

        // then
        assertThat(restored).containsExactly(merchant.id());
        assertThat(rows.load(List.of(merchant)).getFirst().refreshToken()).contains(new RefreshToken("adopted"));
    }

    @Test
    void aRefreshTokenThatARepeatedAuthorizationReplacedIsRecoveredWithinTheVisit() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant again = platform.component().merchants(2, 1).getFirst();
        again.reauthorize(Announcement.LOST);
        anotherSystemExchangesTheCodeOf(again);
        platform.calls().clear();

        // when
        WalkReport report = walkAllWithNewTokens();

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L, 61023, 1L));
        platform.calls().clear();
        walkAllWithNewTokens();
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void aCodeThatIsHeardTwiceBringsItsTokensOnce() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant again = platform.component().merchants(1, 1).getFirst();
        again.reauthorize(Announcement.LOST);
        AuthorizationCode code = codeOf(again);

        // when
        redeem(worker.ref(again), code);
        redeem(worker.ref(again), code);

        // then
        platform.calls().clear();
        assertThat(walkAllWithNewTokens().ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void aCodeWhoseAnswerIsLostOrHoldsNoRefreshTokenCostsNoMerchant() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant cut = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant without = platform.component().merchants(1, 1).getFirst();
        cut.reauthorize(Announcement.LOST);
        without.reauthorize(Announcement.LOST);
        platform.faults()
                .add(Fault.of(new FaultEffect.TruncatedBody())
                        .on(Api.QUERY_AUTH)
                        .forMerchant(cut.appid())
                        .times(1));
        platform.faults()
                .add(Fault.shape(AnswerShape.REFRESH_TOKEN_NULL)
                        .on(Api.QUERY_AUTH)
                        .forMerchant(without.appid()));

        // when
        redeem(worker.ref(cut), codeOf(cut));
        redeem(worker.ref(without), codeOf(without));

        // then
        assertThat(worker.value("select count(*) from app.merchant_token where refresh_token is null"))
                .isEqualTo(0L);
        assertThat(walkAllWithNewTokens().ledger()).isEqualTo(Map.of("unchanged", 4));
    }

    @Test
    void aCodeWhoseAnswerNamesNoPermissionSetsBringsItsTokens() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant again = platform.component().merchants(1, 1).getFirst();
        again.reauthorize(Announcement.LOST);
        platform.faults()
                .add(Fault.of(new FaultEffect.RawBytes("func_info", "no_info".getBytes(UTF_8)))
                        .on(Api.QUERY_AUTH));

        // when
        redeem(worker.ref(again), codeOf(again));

        // then
        platform.calls().clear();
        assertThat(walkAllWithNewTokens().ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void whatWasFetchedIsStoredThoughOneCallOfThePageMeetsAFailingDatabase() {
        // given: the platform refuses the component's token once, and that it is refused cannot be stored
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 4);
        List<MerchantRef> page = merchants.stream().map(worker::ref).toList();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.calls().clear();
        platform.faults()
                .add(Fault.errcode(40001)
                        .on(Api.AUTHORIZER_TOKEN)
                        .forMerchant(merchants.getFirst().appid())
                        .times(1));
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.fail() returns trigger language plpgsql as
                      'begin raise exception using errcode = ''57014'', message = ''canceled''; end'
                    """);
            handle.execute("create trigger fail before update on app.component_token for each row"
                    + " when (new.access_token_expires_at < old.access_token_expires_at) execute function app.fail()");
        });

        // when
        Throwable fault;
        try {
            fault = catchThrowable(() -> tokens.live(page, () -> false));
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.fail() cascade"));
        }
        Map<Long, TokenState> states = tokens.live(page, () -> false);

        // then
        assertThat(DatabaseAway.isCauseOf(fault)).isTrue();
        assertThat(states.values()).hasSize(4).allMatch(TokenState.Live.class::isInstance);
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L, 40001, 1L));
    }

    @Test
    void aTokenThatTheListShowedBeforeANewerOneWasStoredReplacesNothing() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(FOUR);
        SimulatedMerchant again = platform.component().merchants(1, 1).getFirst();
        var before = SettableClock.INSTANCE.instant();
        var old = new RefreshToken(again.truth().refreshToken());
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        again.reauthorize(Announcement.LOST);
        redeem(worker.ref(again), codeOf(again));

        // when
        offered.adopt(Map.of(worker.ref(again), old), before);

        // then
        platform.calls().clear();
        walkAllWithNewTokens();
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void aComponentTokenThatDoesNotOpenIsReplaced() {
        // given
        worker.beginKnowing(FOUR);
        worker.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "update app.component_token set access_token = set_byte(access_token, 20, 255 - get_byte(access_token, 20))"));
        // The one in memory ends.
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4));
    }

    private double refreshes(String result) {
        return registry.counter("catwalk.token.refreshes", "kind", "authorizer", "result", result)
                .count();
    }

    private WalkReport walkAllWithNewTokens() {
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        return worker.walk(WalkScope.ALL);
    }

    private void readRosterLater() {
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.readRoster();
    }

    private void loseTokens(SimulatedMerchant merchant) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "delete from app.merchant_token where merchant_id = ?",
                        worker.ref(merchant).id()));
    }

    private AuthorizationCode codeOf(SimulatedMerchant merchant) {
        return new AuthorizationCode(IssuedSecrets.authorizationCode(worker.platform(), merchant));
    }

    /** Or ours, which died before it could store the answer. */
    private void anotherSystemExchangesTheCodeOf(SimulatedMerchant merchant) {
        authorizations.queryAuth(Worker.COMPONENT, codeOf(merchant));
    }

    private void redeem(MerchantRef merchant, AuthorizationCode code) {
        offered.redeem(merchant.component(), merchant.appid(), code)
                .ifPresent(tokens -> offered.keep(merchant, tokens));
    }
}
