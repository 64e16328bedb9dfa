package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.PublishTestAccounts;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.merchant.Roster;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.schedule.Upkeep;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.PlatformOutage;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

/** What the platform's list does to the merchants we know, and what it must not do. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RosterRunTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    RosterRun roster;

    @Inject
    Roster list;

    @Inject
    ComponentStates components;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    OfferedTokens tokens;

    @Inject
    PlatformOutage outage;

    @Inject
    Walks walks;

    @Inject
    Scheduler scheduler;

    @Inject
    Upkeep upkeep;

    @Inject
    AuthorizationApi authorizations;

    @Test
    void aListOfSeveralPagesBringsEveryMerchantOnceAndNoAccountOfThePublishTest() {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder()
                .merchants(620)
                .mix(new MerchantMix(0.1, 0, 0, 0, 0, 0, 0))
                .publishTestAccounts(true));
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 1000).stream()
                .filter(merchant -> !PublishTestAccounts.contains(new MerchantAppId(merchant.appid())))
                .toList();
        List<String> testAccounts = platform.component().merchants(0, 1000).stream()
                .map(SimulatedMerchant::appid)
                .filter(appid -> PublishTestAccounts.contains(new MerchantAppId(appid)))
                .toList();
        worker.takeTicket();

        // when
        RosterRun.Summary roster = worker.readRoster();
        worker.awaitWalks();

        // then
        assertThat(testAccounts).hasSize(10);
        assertThat(roster).isEqualTo(new RosterRun.Summary(620, 620, 0));
        assertThat(appids("select merchant_appid as appid from app.merchant"))
                .containsExactlyInAnyOrderElementsOf(
                        merchants.stream().map(SimulatedMerchant::appid).toList());
        assertThat(appids("select merchant_appid as appid from app.merchant where not is_mini_program"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(merchants.stream()
                        .filter(merchant -> merchant.truth().accountType() == AccountType.OFFICIAL_ACCOUNT)
                        .map(SimulatedMerchant::appid)
                        .toList());
        assertThat(views()).hasSizeGreaterThan(8).allSatisfy(view -> assertThat(rowsAsText(view))
                .as(view)
                .noneMatch(row -> testAccounts.stream().anyMatch(row::contains)));
    }

    @Test
    void factsAreReadAgainOnceAWeekAndNotAllInOneNight() {
        // given
        beginKnowing(200);
        List<Integer> read = new ArrayList<>();

        // when
        for (int night = 1; night <= 14; night++) {
            SettableClock.INSTANCE.advance(Duration.ofDays(1));
            worker.takeTicket();
            read.add(worker.readRoster().factsRead());
        }

        // then
        assertThat(read).allMatch(facts -> facts > 20 && facts < 40);
        assertThat(read.subList(0, 7).stream().mapToInt(Integer::intValue).sum())
                .as("of the first week")
                .isEqualTo(200);
        assertThat(read.subList(7, 14)).as("the second week").isEqualTo(read.subList(0, 7));
    }

    @Test
    void shortPagesAreNoEndAndAListThatHoldsFewerThanItSaysIsReported() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(920).mix(MerchantMix.PLAIN));
        List<String> all = platform.component().merchants(0, 1000).stream()
                .map(SimulatedMerchant::appid)
                .toList();
        List<String> listed = all.stream().filter(appid -> !appid.endsWith("7")).toList();
        worker.takeTicket();

        // when
        platform.faults()
                .add(Fault.of(new FaultEffect.Shape(AnswerShape.LIST_FILTERED)).on(Api.AUTHORIZER_LIST));
        RosterRun.Summary filtered = roster.read(Worker.COMPONENT);
        List<Object> told = shortRoster();
        List<String> found = appids("select merchant_appid as appid from app.merchant");
        platform.faults().clear();
        platform.faults()
                .add(Fault.of(new FaultEffect.Shape(AnswerShape.LIST_IN_HUNDREDS))
                        .on(Api.AUTHORIZER_LIST));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        RosterRun.Summary inHundreds = roster.read(Worker.COMPONENT);

        // then
        assertThat(listed).hasSizeBetween(800, 900);
        assertThat(filtered.listed()).isEqualTo(listed.size());
        assertThat(found).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(told).containsExactly((long) listed.size(), 920L);
        assertThat(inHundreds.listed()).isEqualTo(920);
        assertThat(appids("select merchant_appid as appid from app.merchant")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(shortRoster()).containsExactly(920L, 920L);
        assertThat(worker.rows("select merchant_id from app.merchant where authorization_state = 'revoked'"))
                .isEmpty();
    }

    private List<Object> shortRoster() {
        return List.copyOf(worker.rows("select roster_found, roster_total from app.component")
                .getFirst()
                .values());
    }

    @Test
    void absenceOnceIsNotEvenAskedAboutAndTwiceIsBelievedOnlyWhenThePlatformRefuses() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant gone = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant back = platform.component().merchants(1, 1).getFirst();
        gone.unauthorize(Announcement.LOST);
        back.unauthorize(Announcement.LOST);
        platform.calls().clear();

        // when
        readRosterLater();
        long askedAfterOne = platform.calls().count(Api.AUTHORIZER_INFO);
        List<String> afterOne =
                Stream.of(gone, back).map(stored::authorizationState).toList();
        // The list is read without both, and then one of them is there again.
        Hold hold = new Hold();
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(hold))
                        .on(Api.AUTHORIZER_LIST)
                        .times(1));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        FutureTask<RosterRun.Summary> second = new FutureTask<>(worker::readRoster);
        Thread.ofVirtual().start(second);
        hold.awaitArrival(LIMIT);
        back.reauthorize(Announcement.LOST);
        hold.release();
        RosterRun.Summary summary = second.get(10, TimeUnit.SECONDS);

        // then
        assertThat(askedAfterOne).isZero();
        assertThat(afterOne).containsExactly("authorized", "authorized");
        assertThat(summary).isEqualTo(new RosterRun.Summary(1, 2, 0));
        assertThat(stored.authorizationState(gone)).isEqualTo("revoked");
        assertThat(stored.authorizationState(back)).isEqualTo("authorized");
        assertThat(stored.alerts("merchant.revoked")).isEqualTo(1);
        assertThat(stored.alerts("merchant.revoked", gone)).isEqualTo(1);
    }

    @Test
    void aListThatBreaksOffBetweenItsPagesTakesNobodyForAbsentAndIsReadAgain() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(620);
        listedADayAgo();
        Hold hold = new Hold();
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(hold))
                        .on(Api.AUTHORIZER_LIST)
                        .times(1));
        FutureTask<RosterRun.Summary> reading = new FutureTask<>(worker::readRoster);
        Thread.ofVirtual().start(reading);
        hold.awaitArrival(LIMIT);

        // when
        platform.faults().add(Fault.of(new FaultEffect.HtmlBody()).on(Api.AUTHORIZER_LIST));
        hold.release();

        // then
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(PlatformException.class);
        assertThat(worker.value("select count(*) from app.merchant where facts_due"))
                .isEqualTo(0L);
        platform.faults().clear();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        assertThat(worker.readRoster()).isEqualTo(new RosterRun.Summary(620, 0, 0));
    }

    @Test
    void aFirstRosterThatBreaksOffWhileFactsAreReadIsReadAgainAndItsWalkFollows() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(61004).on(Api.AUTHORIZER_INFO));
        assertThatExceptionOfType(PlatformException.class).isThrownBy(worker::readRoster);
        platform.faults().clear();

        // when
        Upkeep.Summary found = upkeep.activate();

        // then
        assertThat(found.firstRosters()).isEqualTo(1);
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        worker.rows("select outcome, merchants from reporting.walk_ledger"))
                .containsExactly(Map.of("outcome", "changed", "merchants", 3)));
    }

    @Test
    void aProcessThatDiesAfterTheFirstRosterLeavesItsWalkBehind() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        worker.takeTicket();
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.require_walk() returns trigger language plpgsql as $$
                    begin
                      if not exists (select from app.walk) then raise exception 'no walk would follow'; end if;
                      return new;
                    end $$
                    """);
            handle.execute("""
                    create trigger require_walk before update on app.component for each row
                    when (old.roster_read_at is distinct from new.roster_read_at) execute function app.require_walk()
                    """);
        });

        // when
        try {
            worker.readRoster();
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.require_walk cascade"));
        }

        // then
        worker.awaitWalks();
        assertThat(worker.rows("select outcome, merchants from reporting.walk_ledger"))
                .containsExactly(Map.of("outcome", "changed", "merchants", 3));
    }

    @Test
    void aProcessThatEndsReadsTheListNoFurtherTakesNobodyForAbsentAndItForUnread() {
        // given
        SimulatedPlatform platform = beginKnowing(620);
        listedADayAgo();
        Object readAt = worker.value("select roster_read_at from app.component");
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        platform.calls().clear();
        Shutdown stopping = new Shutdown(scheduler) {
            @Override
            public boolean isStopping() {
                return true;
            }
        };

        // when
        RosterRun.Summary read = new RosterRun(
                        list, components, authorization, tokens, outage, walks, stopping, SettableClock.INSTANCE)
                .read(Worker.COMPONENT);

        // then
        assertThat(read).isEqualTo(new RosterRun.Summary(500, 0, 0));
        assertThat(platform.calls().count(Api.AUTHORIZER_LIST)).isEqualTo(1);
        assertThat(worker.value("select count(*) from app.merchant where facts_due"))
                .isEqualTo(0L);
        assertThat(worker.value("select roster_read_at from app.component")).isEqualTo(readAt);
    }

    private void listedADayAgo() {
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.merchant set last_listed_at = app.now() - interval '1 day'"));
    }

    @Test
    void ofVeryManyThatAreAbsentARosterAsksAboutSome() {
        // given
        beginKnowing(1);
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.merchant (component_appid, merchant_appid, created_at, last_listed_at, facts_due,
                  facts_read_at, permission_sets)
                select ?, 'wx' || i, at, at, false, at, '{30}'
                from generate_series(1, 20001) as i, (select app.now() - interval '1 day' as at) as yesterday
                """, Worker.COMPONENT.value()));

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        list.read(Worker.COMPONENT, SettableClock.INSTANCE.instant(), (_, _) -> {}, () -> false);

        // then
        assertThat(worker.value("select count(*) from app.merchant where facts_due"))
                .isEqualTo(20_000L);
    }

    @Test
    void aRosterThatBeginsBeforeTheOneBeforeTakesNobodyForAbsent() {
        // given: the database's clock was set back
        beginKnowing(3);
        worker.jdbi().useHandle(handle -> {
            handle.execute("update app.component set roster_read_at = app.now() + interval '1 hour'");
            handle.execute("update app.merchant set last_listed_at = app.now() + interval '1 hour'");
        });

        // when
        list.read(Worker.COMPONENT, SettableClock.INSTANCE.instant(), (_, _) -> {}, () -> false);

        // then
        assertThat(worker.value("select count(*) from app.merchant where facts_due"))
                .isEqualTo(0L);
    }

    @Test
    void aUsedUpQuotaEndsTheReadingOfFacts() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(4100).mix(MerchantMix.PLAIN));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(45009).on(Api.AUTHORIZER_INFO));

        // when
        RosterRun.Summary summary = roster.read(Worker.COMPONENT);

        // then
        assertThat(summary).isEqualTo(new RosterRun.Summary(4100, 0, 4000));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isEqualTo(4000);
    }

    @Test
    void aRevokedMerchantThatAuthorizesAgainComesBackWithoutAPush() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant again = platform.component().merchants(0, 1).getFirst();
        again.unauthorize(Announcement.LOST);
        Map<String, Integer> revoked = worker.walk(WalkScope.ALL).ledger();
        SettableClock.INSTANCE.advance(Duration.ofDays(1));
        worker.takeTicket();
        again.reauthorize(Announcement.LOST);
        authorizations.queryAuth(
                Worker.COMPONENT, new AuthorizationCode(IssuedSecrets.authorizationCode(platform, again)));

        // when
        readRosterLater();
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(revoked).isEqualTo(Map.of("unchanged", 2, "revoked", 1));
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(stored.authorizationState(again)).isEqualTo("authorized");
    }

    @Test
    void aRevokedMerchantThatTheListShowedOnceMoreIsAskedAboutOnce() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant gone = platform.component().merchants(0, 1).getFirst();
        gone.unauthorize(Announcement.LOST);
        worker.walk(WalkScope.ALL);
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set facts_due = true where merchant_appid = ?", gone.appid()));
        readRosterLater();
        platform.calls().clear();

        // when
        readRosterLater();

        // then
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isZero();
    }

    @Test
    void permissionSetsGrantedWithoutAPushAreSeen() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant late = platform.component()
                .authorize(
                        MerchantProfile.miniProgram("wx1111111111111111")
                                .alreadyQueried()
                                .granting(17),
                        Announcement.LOST);
        readRosterLater();
        Map<String, Integer> without = worker.walk(WalkScope.ALL).ledger();
        late.grant(List.of(17, 30), Announcement.LOST);

        // when
        readRosterLater();
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(without).isEqualTo(Map.of("unchanged", 2, "not_permitted", 1));
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 2, "changed", 1));
    }

    private SimulatedPlatform beginKnowing(int count) {
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private void readRosterLater() {
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.readRoster();
    }

    private List<String> appids(String sql) {
        return worker.rows(sql).stream().map(row -> (String) row.get("appid")).toList();
    }

    private List<String> views() {
        return worker
                .rows("select table_schema || '.' || table_name as name from information_schema.tables"
                        + " where table_schema in ('reporting', 'app')")
                .stream()
                .map(row -> (String) row.get("name"))
                .toList();
    }

    private List<String> rowsAsText(String view) {
        return worker.rows("select to_jsonb(v)::text as row from " + view + " v").stream()
                .map(row -> (String) row.get("row"))
                .toList();
    }
}
