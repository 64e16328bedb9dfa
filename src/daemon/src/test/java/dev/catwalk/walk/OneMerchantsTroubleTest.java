package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Outbox;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.DatabaseTrouble;
import dev.catwalk.platform.AuthorizerInfo;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Deadlock;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.AuthorizationRecorder;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Promise 8, the merchants' side: one merchant's trouble stays its own, and is not asked about over and over. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class OneMerchantsTroubleTest {
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Nudges nudges;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    AuthorizationRecorder recorder;

    @Inject
    Outbox outbox;

    @Inject
    Receivers receivers;

    @Test
    void aUsedUpDayIsLeftAloneUntilMidnightInShanghai() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant throttled = platform.component().merchants(0, 1).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofHours(1));
        platform.faults()
                .add(Fault.errcode(45009)
                        .on(Api.GET_CATEGORY)
                        .forMerchant(throttled.appid())
                        .until(platform.faults().midnight()));
        Duration toMidnight = Duration.between(
                SettableClock.INSTANCE.instant(), platform.faults().midnight());
        worker.walk(WalkScope.ALL);
        int asked = throttled.calls(Api.GET_CATEGORY);

        // when
        SettableClock.INSTANCE.advance(toMidnight.minusSeconds(1));
        worker.takeTicket();
        WalkReport sameDay = worker.walk(WalkScope.ALL);
        int askedThatDay = throttled.calls(Api.GET_CATEGORY) - asked;
        SettableClock.INSTANCE.advance(Duration.ofSeconds(2));
        WalkReport nextDay = worker.walk(WalkScope.ALL);

        // then
        assertThat(sameDay.ledger()).isEqualTo(Map.of("unchanged", 2, "throttled", 1));
        assertThat(askedThatDay).isZero();
        assertThat(nextDay.ledger()).isEqualTo(Map.of("unchanged", 3));
    }

    @Test
    void aDayUsedUpForNewcomersInfosIsLeftAloneUntilMidnight() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        platform.faults()
                .add(Fault.errcode(45009)
                        .on(Api.AUTHORIZER_INFO)
                        .until(platform.faults().midnight()));
        Duration toMidnight = Duration.between(
                SettableClock.INSTANCE.instant(), platform.faults().midnight());
        worker.takeTicket();
        worker.readRoster();
        worker.awaitWalks();
        worker.walk(WalkScope.ALL);
        platform.calls().clear();

        // when
        SettableClock.INSTANCE.advance(toMidnight.minusSeconds(1));
        worker.takeTicket();
        WalkReport sameDay = worker.walk(WalkScope.ALL);
        long askedThatDay = platform.calls().count(Api.AUTHORIZER_INFO);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(2));
        WalkReport nextDay = worker.walk(WalkScope.ALL);

        // then
        assertThat(sameDay.ledger()).isEqualTo(Map.of("throttled", 3));
        assertThat(askedThatDay).isZero();
        assertThat(nextDay.ledger()).isEqualTo(Map.of("changed", 3));
    }

    @Test
    void aUsedUpMinuteIsLeftAloneForAMinute() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant throttled = platform.component().merchants(0, 1).getFirst();
        platform.faults()
                .add(Fault.errcode(45011)
                        .on(Api.GET_CATEGORY)
                        .forMerchant(throttled.appid())
                        .times(1));
        worker.walk(WalkScope.ALL);
        int asked = throttled.calls(Api.GET_CATEGORY);

        // when
        SettableClock.INSTANCE.advance(Duration.ofSeconds(59));
        WalkReport within = worker.walk(WalkScope.ALL);
        int askedWithin = throttled.calls(Api.GET_CATEGORY) - asked;
        SettableClock.INSTANCE.advance(Duration.ofSeconds(2));
        WalkReport after = worker.walk(WalkScope.ALL);

        // then
        assertThat(within.ledger()).isEqualTo(Map.of("unchanged", 2, "throttled", 1));
        assertThat(askedWithin).isZero();
        assertThat(after.ledger()).isEqualTo(Map.of("unchanged", 3));
    }

    @Test
    void accountsThatCannotBeAskedAreLeftAloneForAWeek() {
        // given
        SimulatedPlatform platform = beginKnowing(5);
        List<SimulatedMerchant> three = platform.component().merchants(0, 3);
        three.get(0).refuseRegisterType(true);
        three.get(1).standing(Standing.BANNED);
        three.get(2).standing(Standing.FROZEN);
        WalkReport first = worker.walk(WalkScope.ALL);
        List<Object> errcodes = three.stream().map(stored::errcode).toList();
        platform.calls().clear();

        // when
        SettableClock.INSTANCE.advance(Duration.ofDays(7).minusSeconds(1));
        worker.takeTicket();
        WalkReport within = worker.walk(WalkScope.ALL);
        long askedWithin = platform.calls().count(Api.GET_CATEGORY);
        three.get(0).refuseRegisterType(false);
        WalkReport wanted = worker.walk(three.get(0));
        three.get(1).standing(Standing.NORMAL);
        three.get(2).standing(Standing.NORMAL);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(2));
        WalkReport after = worker.walk(WalkScope.ALL);

        // then
        assertThat(first.ledger()).isEqualTo(Map.of("unchanged", 2, "not_supported", 3));
        assertThat(errcodes).containsExactly(41033, 48004, 50002);
        assertThat(within.ledger()).isEqualTo(first.ledger());
        assertThat(askedWithin).isEqualTo(2);
        assertThat(wanted.ledger()).as("somebody asked for it").isEqualTo(Map.of("unchanged", 1));
        assertThat(three.stream().map(stored::errcode)).containsExactly(null, null, null);
        assertThat(after.ledger()).isEqualTo(Map.of("unchanged", 5));
    }

    @Test
    void whatAClockThatWasAheadRecordedIsNotLeftAloneForThatMuchLonger() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant banned = platform.component().merchants(0, 1).getFirst();
        banned.standing(Standing.BANNED);
        worker.walk(WalkScope.ALL);
        banned.standing(Standing.NORMAL);
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.merchant_visit set visited_at = visited_at + interval '1 year',"
                                + " hold_until = hold_until + interval '1 year'"));

        // then
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 2));
    }

    @Test
    void aPermissionSetTakenBackIsReportedOnceAndNotAskedForUntilItIsGrantedAgain() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant withdrawn = platform.component().merchants(0, 1).getFirst();
        worker.walk(WalkScope.ALL);
        platform.faults()
                .add(Fault.errcode(-1)
                        .on(Api.GET_CATEGORY)
                        .forMerchant(withdrawn.appid())
                        .times(3));
        WalkReport failed = worker.walk(WalkScope.ALL);
        withdrawn.grant(List.of(17), Announcement.LOST);

        // when
        WalkReport refused = worker.walk(WalkScope.ALL);
        Object errcode = stored.errcode(withdrawn);
        int asked = withdrawn.calls(Api.GET_CATEGORY);
        readFacts(withdrawn);
        WalkReport leftAlone = worker.walk(WalkScope.ALL);
        int askedAgain = withdrawn.calls(Api.GET_CATEGORY) - asked;
        withdrawn.grant(List.of(17, 61), Announcement.LOST);
        readRosterLater();
        WalkReport granted = worker.walk(WalkScope.ALL);

        // then
        assertThat(failed.ledger()).isEqualTo(Map.of("unchanged", 2, "failed", 1));
        assertThat(refused.ledger()).isEqualTo(Map.of("unchanged", 2, "not_permitted", 1));
        assertThat(errcode).isEqualTo(61007);
        assertThat(worker.rows(
                        "select outcome, errcode, merchants, merchant_appid from reporting.walk_failure where walk_id = ?",
                        refused.walkId()))
                .containsExactly(Map.of(
                        "outcome",
                        "not_permitted",
                        "errcode",
                        61007,
                        "merchants",
                        1,
                        "merchant_appid",
                        withdrawn.appid()));
        assertThat(leftAlone.ledger()).isEqualTo(refused.ledger());
        assertThat(worker.rows("select from reporting.walk_failure where walk_id = ?", leftAlone.walkId()))
                .isEmpty();
        assertThat(askedAgain).isZero();
        assertThat(granted.ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(stored.alerts("merchant.permission_lost", withdrawn)).isEqualTo(1);
        assertWebhooksHoldTheSchema();
    }

    @Test
    void aPermissionThatIsRefusedAlthoughItWasGrantedAgainIsReportedAgain() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        MerchantRef merchant = worker.ref(platform.component().merchants(0, 1).getFirst());
        worker.walk(WalkScope.ALL);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        platform.faults().add(Fault.errcode(61017).on(Api.GET_CATEGORY));
        worker.walk(WalkScope.ALL);
        recorder.record(List.of(granting(merchant, List.of(17))));
        long before = stored.alerts("merchant.permission_lost");

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        recorder.record(List.of(granting(merchant, List.of(17, 30))));
        long recovered = stored.alerts("merchant.recovered");
        worker.walk(WalkScope.ALL);
        worker.walk(WalkScope.ALL);

        // then
        assertThat(before).isEqualTo(1);
        assertThat(recovered).isEqualTo(1);
        assertThat(stored.alerts("merchant.permission_lost")).isEqualTo(2);
    }

    @Test
    void aMerchantThatWasRenamedAndLostItsPermissionIsReportedByItsNewName() {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        MerchantRef merchant = worker.ref(platform.component().merchants(0, 1).getFirst());
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        AuthorizerInfo renamed =
                new AuthorizerInfo("新名字", "principal", "gh_1", true, 0, 0, 0, 1, List.of(17), Optional.empty());

        // when
        recorder.record(
                List.of(new AuthorizationCheck.Authorized(merchant, renamed, SettableClock.INSTANCE.instant())));

        // then
        assertThat(worker.value(
                        "select data ->> 'merchant_name' from app.alert where type = 'merchant.permission_lost'"))
                .isEqualTo("新名字");
    }

    @Test
    void anAnswerThatLeavesOutNamesAndKindTakesNeitherFromAMerchant() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        MerchantRef merchant = worker.ref(platform.component().merchants(0, 1).getFirst());
        String facts = "select merchant_name, principal_name, is_mini_program from app.merchant";
        List<Map<String, Object>> before = worker.rows(facts);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        AuthorizerInfo bare = new AuthorizerInfo(null, null, "gh_1", false, 0, 0, 0, 1, List.of(30), Optional.empty());

        // when
        recorder.record(List.of(new AuthorizationCheck.Authorized(merchant, bare, SettableClock.INSTANCE.instant())));

        // then
        assertThat(worker.value("select facts_read_at = app.now() from app.merchant"))
                .isEqualTo(true);
        assertThat(worker.rows(facts)).isEqualTo(before);
        assertThat(before.getFirst()).doesNotContainValue(null).containsEntry("is_mini_program", true);
    }

    @Test
    void whatThePlatformSaidIsRecordedThoughDeadlocksBreakOffTwoTries() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));

        // when
        try (RecordedLog log = new RecordedLog(DatabaseTrouble.class);
                Deadlock _ = new Deadlock(worker.jdbi(), "app.merchant", "new.facts_read_at > old.facts_read_at", 2)) {
            authorization.check(worker.ref(merchant));

            // then
            assertThat(log.lines(Level.WARNING)).as("another try repaired it").isEmpty();
        }
        assertThat(worker.value("select facts_read_at = app.now() from app.merchant"))
                .isEqualTo(true);
    }

    @Test
    void aPageIsRecordedThoughDeadlocksBreakOffTwoTries() {
        // given
        beginKnowing(1);

        // when
        try (RecordedLog log = new RecordedLog("org.quartz.core.JobRunShell");
                Deadlock deadlock = new Deadlock(worker.jdbi(), "app.merchant_visit", "true", 2)) {
            WalkReport report = worker.walk(WalkScope.ALL);

            // then
            assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 1));
            assertThat(deadlock.tries()).isEqualTo(3L);
            assertThat(log.lines(Level.WARNING)).as("its job failed").isEmpty();
        }
    }

    @Test
    void aRefusalThatTheInfoDoesNotConfirmRevokesNobody() {
        // given
        SimulatedPlatform platform = beginKnowing(3);
        SimulatedMerchant doubted = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(61003).on(Api.AUTHORIZER_TOKEN).forMerchant(doubted.appid()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 2, "failed", 1));
        assertThat(stored.errcode(doubted)).isEqualTo(61003);
        assertThat(stored.authorizationState(doubted)).isEqualTo("authorized");
        assertThat(stored.alerts("merchant.revoked")).isZero();
        assertThat(failuresInARow()).isEqualTo(1L);
        platform.faults().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(failuresInARow()).isZero();
    }

    private long failuresInARow() {
        return (Long) worker.value("select sum(consecutive_failures) from app.merchant_visit");
    }

    @Test
    void aRefusalThatTheInfoConfirmsRevokesWithOneAlert() {
        // given
        SimulatedPlatform platform = beginKnowing(4);
        List<SimulatedMerchant> two = platform.component().merchants(0, 2);
        two.forEach(merchant -> merchant.put(SimulatedCategory.underReview(8, 39)));
        worker.walk(WalkScope.ALL);
        two.forEach(merchant -> merchant.unauthorize(Announcement.LOST));
        platform.faults()
                .add(Fault.errcode(61003)
                        .on(Api.GET_CATEGORY)
                        .forMerchant(two.getFirst().appid()));

        // when
        Map<String, Integer> first = worker.walk(WalkScope.ALL).ledger();
        Map<String, Integer> second = worker.walk(WalkScope.ALL).ledger();
        two.forEach(merchant -> nudges.authorizationDoubtful(worker.ref(merchant)));

        // then
        assertThat(first).isEqualTo(Map.of("unchanged", 2, "revoked", 2));
        assertThat(second).isEqualTo(first);
        assertThat(worker.walk(WalkScope.UNDER_REVIEW).ledger()).isEmpty();
        assertThat(two).allSatisfy(merchant -> {
            assertThat(stored.authorizationState(merchant)).isEqualTo("revoked");
            assertThat(stored.alerts("merchant.revoked", merchant)).isEqualTo(1);
        });
    }

    @Test
    void aNewcomerThatWasNeverReadHasNoPermissionToLose() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        SimulatedMerchant newcomer = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(48001).on(Api.GET_CATEGORY));
        worker.takeTicket();

        // when: it is refused, takes the permission away and gives it again, and comes back with less after it withdrew
        worker.readRoster();
        worker.awaitWalks();
        String first = stored.outcome(newcomer);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        recorder.record(List.of(granting(worker.ref(newcomer), List.of(17))));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        recorder.record(List.of(granting(worker.ref(newcomer), List.of(17, 30))));
        newcomer.unauthorize(Announcement.LOST);
        nudges.authorizationDoubtful(worker.ref(newcomer));
        newcomer.grant(List.of(17), Announcement.LOST);
        newcomer.reauthorize(Announcement.LOST);
        readRosterLater();

        // then
        assertThat(first).isEqualTo("not_permitted");
        assertThat(stored.alerts("merchant.revoked")).isEqualTo(1);
        assertThat(stored.authorizationState(newcomer)).isEqualTo("authorized");
        assertThat(stored.alerts("merchant.permission_lost")).isZero();
    }

    @Test
    void aMerchantThatComesBackIsReportedToWhoWasReportedThatItIsGoneAndToNobodyElse() {
        // given: the webhook's receiver was told, the people were not yet
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.unauthorize(Announcement.LOST);
        nudges.authorizationDoubtful(worker.ref(merchant));
        outbox.deliver(Channel.WEBHOOK);

        // when
        merchant.reauthorize(Announcement.LOST);
        readRosterLater();

        // then
        assertThat(states("merchant.revoked"))
                .containsOnly(
                        "webhook delivered",
                        "wecom withdrawn",
                        "feishu withdrawn",
                        "dingtalk withdrawn",
                        "email withdrawn");
        assertThat(states("merchant.recovered")).containsExactly("webhook pending");
        assertThat(worker.rows(
                        "select kind from reporting.merchant_timeline where merchant_appid = ?", merchant.appid()))
                .contains(Map.of("kind", "alert_ended"));
        assertWebhooksHoldTheSchema();
    }

    @Test
    void aMerchantThatComesBackDuringAnAttemptToReportItIsNotReportedByTheNext() {
        // given: a node sends both at this moment
        SimulatedPlatform platform = beginKnowing(2);
        outbox.register();
        List<SimulatedMerchant> two = platform.component().merchants(0, 2);
        two.forEach(merchant -> {
            merchant.unauthorize(Announcement.LOST);
            nudges.authorizationDoubtful(worker.ref(merchant));
        });
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.alert_delivery set claimed_until = app.now() + interval '90 seconds'"
                                + " where channel = 'wecom'"));

        // when: it dies after one of them came back
        two.getFirst().reauthorize(Announcement.LOST);
        readRosterLater();
        List<String> duringTheAttempt = states("merchant.revoked");
        List<String> recovered = states("merchant.recovered");
        SettableClock.INSTANCE.advance(Duration.ofSeconds(91));
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(duringTheAttempt)
                .filteredOn(state -> state.startsWith("wecom"))
                .containsExactly("wecom pending", "wecom pending");
        assertThat(recovered)
                .as("for who may have heard of it")
                .containsExactlyInAnyOrder("wecom pending", "webhook pending");
        assertThat(states("merchant.revoked"))
                .filteredOn(state -> state.startsWith("wecom"))
                .containsExactlyInAnyOrder("wecom withdrawn", "wecom delivered");
        assertThat(receivers.received(Channel.WECOM))
                .extracting(Receivers.Received::body)
                .filteredOn(body -> body.contains("商家已取消授权"))
                .singleElement()
                .asString()
                .contains(two.getLast().appid());
    }

    @Test
    void aLostTokenThatIsFoundAgainIsTakenBack() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN).forMerchant(merchant.appid()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        assertThat(stored.alerts("merchant.token_lost", merchant)).isEqualTo(1);
        tell("wecom");

        // when
        platform.faults().clear();
        SettableClock.INSTANCE.advance(Duration.ofHours(7));
        worker.takeTicket();
        worker.walk(WalkScope.ALL);

        // then
        assertThat(stored.outcome(merchant)).isEqualTo("unchanged");
        assertThat(states("merchant.recovered")).containsOnly("wecom pending", "webhook pending");
        assertThat(worker.rows("select from reporting.alert where type = 'merchant.token_lost' and ended_at is null"))
                .isEmpty();
        assertWebhooksHoldTheSchema();
    }

    @Test
    void aTokenStaysLostWhenAQuotaIsUsedUpAsItIsLookedForAgain() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN).forMerchant(merchant.appid()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        List<Map<String, Object>> lost = worker.rows("select why, since from reporting.reauthorization");

        // when
        platform.faults().clear();
        long usedUp = platform.faults()
                .add(Fault.errcode(45009).on(Api.AUTHORIZER_TOKEN).forMerchant(merchant.appid()));
        SettableClock.INSTANCE.advance(Duration.ofHours(7));
        worker.takeTicket();
        WalkReport meanwhile = worker.walk(WalkScope.ALL);
        List<Map<String, Object>> stillLost = worker.rows("select why, since from reporting.reauthorization");
        platform.faults().clear(usedUp);
        WalkReport later = worker.walk(WalkScope.ALL);

        // then
        assertThat(meanwhile.ledger()).isEqualTo(Map.of("unchanged", 1, "token_lost", 1));
        assertThat(stillLost).hasSize(1).isEqualTo(lost);
        assertThat(later.ledger()).isEqualTo(Map.of("unchanged", 2));
    }

    @Test
    void aTokenThatIsStillLostAfterTheMerchantCameBackIsReportedAgain() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        long before = stored.alerts("merchant.token_lost");

        // when
        merchant.unauthorize(Announcement.LOST);
        nudges.authorizationDoubtful(worker.ref(merchant));
        merchant.reauthorize(Announcement.LOST);
        readRosterLater();
        long recovered = stored.alerts("merchant.recovered");
        SettableClock.INSTANCE.advance(Duration.ofHours(1));
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        worker.walk(WalkScope.ALL);

        // then
        assertThat(before).isEqualTo(1);
        assertThat(recovered).isEqualTo(1);
        assertThat(stored.outcome(merchant)).isEqualTo("token_lost");
        assertThat(stored.alerts("merchant.token_lost")).isEqualTo(2);
    }

    @Test
    void aRejectionThatIsOverBeforePeopleWereReportedIsNoNews() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.put(SimulatedCategory.rejected(1, 2, "资质不符"));
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.walk(WalkScope.ALL);

        // when
        merchant.put(SimulatedCategory.approved(8, 39));
        worker.walk(WalkScope.ALL);

        // then
        assertThat(states("category.audit.rejected"))
                .filteredOn(state -> state.startsWith("wecom"))
                .containsExactlyInAnyOrder("wecom pending", "wecom withdrawn");
        assertThat(states("category.audit.rejected"))
                .filteredOn(state -> state.startsWith("webhook"))
                .containsExactly("webhook pending", "webhook pending");
        assertWebhooksHoldTheSchema();
    }

    /** Of all types that a merchant's trouble brings about. */
    private void assertWebhooksHoldTheSchema() {
        outbox.deliver(Channel.WEBHOOK);
        WebhookSchema.assertHolds(receivers.received(Channel.WEBHOOK).stream()
                .map(Receivers.Received::body)
                .toList());
    }

    private void tell(String channel) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.alert_delivery set state = 'delivered', delivered_at = now(), next_attempt_at = null"
                                + " where channel = ? and state = 'pending'",
                        channel));
    }

    private List<String> states(String type) {
        return worker.rows("select channel || ' ' || state as state from reporting.alert where type = ?", type).stream()
                .map(row -> (String) row.get("state"))
                .toList();
    }

    @Test
    void aWithdrawalIsBelievedThoughTheDatabasesClockWasSetBackSinceTheMerchantWasRead() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant gone = platform.component().merchants(0, 1).getFirst();
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.merchant set facts_read_at = app.now() + interval '1 hour'"));
        gone.unauthorize(Announcement.LOST);

        // when
        Map<String, Integer> ledger = worker.walk(WalkScope.ALL).ledger();

        // then
        assertThat(ledger).isEqualTo(Map.of("unchanged", 1, "revoked", 1));
        assertThat(stored.authorizationState(gone)).isEqualTo("revoked");
        assertThat(stored.alerts("merchant.revoked", gone)).isEqualTo(1);
    }

    @Test
    void anInfoFromBeforeTheWithdrawalDoesNotTakeItBack() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        var ref = worker.ref(merchant);
        Hold hold = new Hold();
        platform.faults()
                .add(Fault.of(new FaultEffect.Held(hold))
                        .on(Api.AUTHORIZER_INFO)
                        .times(1));
        var older = new FutureTask<>(() -> authorization.check(ref), null);
        Thread.ofVirtual().start(older);
        hold.awaitArrival(LIMIT);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        merchant.unauthorize(Announcement.LOST);

        // when
        nudges.authorizationDoubtful(ref);
        hold.release();
        older.get(10, TimeUnit.SECONDS);

        // then
        assertThat(stored.authorizationState(merchant)).isEqualTo("revoked");
        worker.walk(WalkScope.ALL);
        assertThat(stored.alerts("merchant.revoked", merchant)).isEqualTo(1);
    }

    @Test
    void textOfThePlatformIsTakenAsItComes() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        String long3000 = new Random(1)
                .ints(3000, 0x4e00, 0x9fa6)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        List<String> names = List.of("坏\0名", long3000, "名CUT", "名LF", "名SURR");
        List<SimulatedMerchant> odd = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Account account = Account.miniProgram("wx111111111111111" + i).named(names.get(i), names.get(i));
            odd.add(platform.component()
                    .authorize(
                            MerchantProfile.of(account)
                                    .alreadyQueried()
                                    .having(new SimulatedCategory(8, names.get(i), 39, names.get(i), 2, names.get(i))),
                            Announcement.LOST));
        }
        for (Api api : List.of(Api.AUTHORIZER_INFO, Api.GET_CATEGORY)) {
            raw(api, "CUT", 0xe5, 0x95);
            raw(api, "LF", 0x0a, 0x07, 0x14);
            raw(api, "SURR", '\\', 'u', 'd', '8', '3', 'd');
        }
        worker.takeTicket();

        // when
        RosterRun.Summary roster = worker.readRoster();
        worker.awaitWalks();
        WalkReport second = worker.walk(WalkScope.ALL);

        // then
        assertThat(roster).isEqualTo(new RosterRun.Summary(7, 7, 0));
        assertThat(second.ledger()).isEqualTo(Map.of("unchanged", 7));
        List<String> read = List.of("坏\uFFFD名", long3000, "名\uFFFD", "名\n\uFFFD\uFFFD", "名\uFFFD");
        for (int i = 0; i < odd.size(); i++) {
            assertThat(worker.rows("""
                            select merchant_name, principal_name, first_name, second_name, audit_reason
                            from reporting.category_audit where merchant_appid = ?""", odd.get(i).appid()).getFirst().values()).containsOnly(read.get(i));
        }
    }

    private void raw(Api api, String text, int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        worker.platform()
                .faults()
                .add(Fault.of(new FaultEffect.RawBytes(text, raw)).on(api));
    }

    @Test
    void aMerchantThatCannotBeStoredCostsNoOtherOfItsRosterAnything() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(4).mix(MerchantMix.PLAIN));
        String unlisted = platform.component().merchants(1, 1).getFirst().appid();
        String unnamed = platform.component().merchants(2, 1).getFirst().appid();
        worker.takeTicket();
        worker.jdbi().useHandle(handle -> handle.execute("""
                alter table app.merchant add constraint refused_by_a_test check (
                  merchant_appid <> '%s' and (merchant_appid <> '%s' or merchant_name is null))
                """.formatted(unlisted, unnamed)));
        try {
            // when
            RosterRun.Summary roster = worker.readRoster();
            worker.awaitWalks();

            // then
            assertThat(roster).isEqualTo(new RosterRun.Summary(4, 2, 1));
            assertThat(worker.rows("select merchant_appid from app.merchant where facts_read_at is null"))
                    .containsExactly(Map.of("merchant_appid", unnamed));
            assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 2, "failed", 1));
        } finally {
            worker.jdbi()
                    .useHandle(handle -> handle.execute("alter table app.merchant drop constraint refused_by_a_test"));
        }
    }

    private SimulatedPlatform beginKnowing(int count) {
        receivers.reset();
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private void readFacts(SimulatedMerchant merchant) {
        authorization.check(worker.ref(merchant));
    }

    private static AuthorizationCheck.Authorized granting(MerchantRef merchant, List<Integer> permissionSets) {
        AuthorizerInfo info =
                new AuthorizerInfo("name", "principal", "gh_1", true, 0, 0, 0, 1, permissionSets, Optional.empty());
        return new AuthorizationCheck.Authorized(merchant, info, SettableClock.INSTANCE.instant());
    }

    private void readRosterLater() {
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.readRoster();
    }
}
