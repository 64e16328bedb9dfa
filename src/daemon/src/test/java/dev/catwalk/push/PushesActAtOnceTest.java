package dev.catwalk.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushRecord;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the platform's push to the views, over real HTTP, with no schedule running. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PushesActAtOnceTest {
    private static final String NEWCOMER = "wxaaaaaaaaaaaaaaaa";

    @Inject
    Worker worker;

    @Inject
    PushProcessing processing;

    @Inject
    PushDesk desk;

    @Test
    void theFirstTicketIsEnoughToFindAndWalkEveryMerchant() {
        // given
        SimulatedPlatform platform = pushing(worker.begin(options(30)));

        // when
        PushRecord push = platform.component().pushTicketNow().join();

        // then
        assertThat(push.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        within(
                Duration.ofSeconds(15),
                () -> worker.rows("select distinct merchant_appid from reporting.category_audit")
                                .size()
                        == 30);
    }

    @Test
    void aNewcomersCategoriesAreInTheViewsWithinTenSeconds() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));

        // when
        platform.component()
                .authorize(
                        MerchantProfile.miniProgram(NEWCOMER)
                                .having(SimulatedCategory.approved(8, 39), SimulatedCategory.rejected(1, 2, "资质不符")),
                        Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(10), () -> worker.rows(
                        "select second_id from reporting.category_audit where merchant_appid = ? order by 1", NEWCOMER)
                .equals(List.of(Map.of("second_id", 2), Map.of("second_id", 39))));
        assertThat(alerts("category.audit.rejected", NEWCOMER)).isEqualTo(1);
        assertThat(platform.merchant(NEWCOMER).truth().queried()).isTrue();
    }

    @Test
    void aNewcomerWhoseCodeWaitsForTheEndOfAnOutageIsNotReportedLost() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));
        platform.faults().add(Fault.errcode(-1).on(Api.QUERY_AUTH));
        platform.component()
                .authorize(
                        MerchantProfile.miniProgram(NEWCOMER).having(SimulatedCategory.approved(8, 39)),
                        Announcement.PUSHED);
        awaitFailedAttempt(Duration.ofSeconds(20));
        desk.keepClaims();
        platform.faults().clear();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        worker.readRoster();

        // when: a walk comes before the push is tried again
        worker.walk(WalkScope.ALL);

        // then
        assertThat(lastOutcome(NEWCOMER)).isEqualTo("deferred");
        assertThat(alerts("merchant.token_lost", NEWCOMER)).isZero();

        // when
        tryAgain();

        // then
        within(Duration.ofSeconds(10), () -> "changed".equals(lastOutcome(NEWCOMER)));
        assertThat(worker.rows("select from reporting.alert where type like 'merchant.%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {48001, 61003})
    void aMerchantWhoseCodeWaitsIsNotLostWhateverItsOldTokensMeet(int errcode) {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(1)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(-1).on(Api.QUERY_AUTH));
        merchant.reauthorize(Announcement.PUSHED);
        awaitFailedAttempt(Duration.ofSeconds(20));
        platform.faults().add(Fault.errcode(errcode).on(Api.GET_CATEGORY));
        platform.faults().add(Fault.errcode(errcode).on(Api.AUTHORIZER_INFO));

        // when
        worker.walk(WalkScope.ALL);

        // then
        assertThat(lastOutcome(merchant.appid())).isEqualTo("deferred");
        assertThat(authorizationState(merchant)).isEqualTo("authorized");
        assertThat(worker.rows("select from reporting.alert where type like 'merchant.%'"))
                .isEmpty();
    }

    @Test
    void aCodeThatIsOfNoUseDoesNotHideALoss() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(1)));
        platform.faults().add(Fault.errcode(61010).on(Api.QUERY_AUTH));

        // when
        platform.component().authorize(MerchantProfile.miniProgram(NEWCOMER), Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(10), () -> "token_lost".equals(lastOutcome(NEWCOMER)));
        assertThat(alerts("merchant.token_lost", NEWCOMER)).isEqualTo(1);
    }

    private Object lastOutcome(String merchant) {
        List<Map<String, Object>> rows =
                worker.rows("select last_outcome from reporting.merchant_coverage where merchant_appid = ?", merchant);
        return rows.isEmpty() ? null : rows.getFirst().get("last_outcome");
    }

    private SimulatedPlatform beginWithTicket() {
        SimulatedPlatform platform = pushing(worker.begin(options(0)));
        worker.takeTicket();
        return platform;
    }

    private SimulatedMerchant beginWithOneUnderReview(SimulatedPlatform platform) {
        SimulatedMerchant merchant = platform.component()
                .authorize(
                        MerchantProfile.miniProgram(NEWCOMER)
                                .having(SimulatedCategory.underReview(8, 39))
                                .alreadyQueried(),
                        Announcement.LOST);
        worker.readRoster();
        worker.awaitWalks();
        return merchant;
    }

    @Test
    void anAuditIsInTheViewsWithinFiveSeconds() {
        // given
        SimulatedPlatform platform = beginWithTicket();
        SimulatedMerchant merchant = beginWithOneUnderReview(platform);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));

        // when
        merchant.decide(8, 39, AuditDecision.rejected("资质不符"));

        // then
        within(Duration.ofSeconds(5), () -> worker.rows(
                        "select audit_status_name, audit_reason from reporting.category_audit")
                .equals(List.of(Map.of("audit_status_name", "rejected", "audit_reason", "资质不符"))));
        assertThat(alerts("category.audit.rejected", NEWCOMER)).isEqualTo(1);
    }

    @Test
    void anAuditThatABusyPlatformDoesNotShowIsLookedAtAgain() {
        // given
        SimulatedPlatform platform = beginWithTicket();
        SimulatedMerchant merchant = beginWithOneUnderReview(platform);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        platform.faults().add(Fault.errcode(-1).on(Api.GET_CATEGORY));
        merchant.decide(8, 39, AuditDecision.rejected("资质不符"));
        awaitFailedAttempt(Duration.ofSeconds(10));

        // when
        platform.faults().clear();
        tryAgain();

        // then
        within(Duration.ofSeconds(10), () -> worker.rows("select audit_status_name from reporting.category_audit")
                .equals(List.of(Map.of("audit_status_name", "rejected"))));
    }

    @Test
    void anAuditThatCannotBeReadWaitsUntilItsComponentWorks() {
        // given
        SimulatedPlatform platform = beginWithTicket();
        SimulatedMerchant merchant = beginWithOneUnderReview(platform);
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
        platform.component().refuseIp();

        // when
        merchant.decide(8, 39, AuditDecision.rejected("资质不符"));
        within(Duration.ofSeconds(10), () -> isPutOff(1));
        tryAgain();
        within(Duration.ofSeconds(10), () -> isPutOff(2));

        // then
        assertThat(worker.rows("select from reporting.walk where scope = 'merchant'"))
                .as("only the first try, which met the trouble")
                .hasSize(1);

        // when
        platform.component().allowIp();
        // The platform is not asked for the component's token before.
        SettableClock.INSTANCE.advance(Duration.ofSeconds(30));
        tryAgain();

        // then
        within(Duration.ofSeconds(10), this::inboxIsEmpty);
        assertThat(worker.rows("select audit_status_name from reporting.category_audit"))
                .isEqualTo(List.of(Map.of("audit_status_name", "rejected")));
    }

    @Test
    void anAuditThatWaitsForAPlatformWhichCannotBeReachedLeavesOneWalkAndNotOneWithEachTry() {
        // given
        SimulatedPlatform platform = beginWithTicket();
        SimulatedMerchant merchant = beginWithOneUnderReview(platform);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        platform.faults().add(Fault.of(new FaultEffect.Reset()));

        // when
        merchant.decide(8, 39, AuditDecision.rejected("资质不符"));
        awaitFailedAttempt(Duration.ofSeconds(10));
        for (int i = 0; i < 2; i++) {
            desk.execute("update app.push_event set last_error = null where processed_at is null");
            tryAgain();
            awaitFailedAttempt(Duration.ofSeconds(10));
        }

        // then
        assertThat(worker.rows("select from reporting.walk where scope = 'merchant'"))
                .as("only the first try, which met the trouble")
                .hasSize(1);

        // when
        platform.faults().clear();
        within(Duration.ofSeconds(20), () -> {
            tryAgain();
            return inboxIsEmpty();
        });

        // then
        assertThat(worker.rows("select audit_status_name from reporting.category_audit"))
                .isEqualTo(List.of(Map.of("audit_status_name", "rejected")));
    }

    private void awaitFailedAttempt(Duration limit) {
        within(limit, () -> !worker.rows(
                        "select from app.push_event where last_error is not null and processed_at is null")
                .isEmpty());
    }

    private void tryAgain() {
        desk.letClaimsRunOut();
        processing.sweep();
    }

    private boolean isPutOff(int attempts) {
        return !worker.rows(
                        "select from app.push_event where waits_for_component and processed_at is null and attempts = ?",
                        attempts)
                .isEmpty();
    }

    @Test
    void droppingTheLastNeededPermissionSetIsReportedWithinFifteenSeconds() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();

        // when
        merchant.grant(List.of(17, 18), Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(15), () -> alerts("merchant.permission_lost", merchant.appid()) == 1);
        within(Duration.ofSeconds(15), () -> worker.rows(
                        "select eligible, ineligible_reason from reporting.merchant_coverage where merchant_appid = ?",
                        merchant.appid())
                .equals(List.of(Map.of("eligible", false, "ineligible_reason", "no_permission_set"))));
    }

    @Test
    void aConfirmedWithdrawalIsReportedWithinFifteenSeconds() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();

        // when
        merchant.unauthorize(Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(15), () -> "revoked".equals(authorizationState(merchant)));
        assertThat(alerts("merchant.revoked", merchant.appid())).isEqualTo(1);
    }

    @Test
    void aMerchantThatComesBackWithoutTheNeededPermissionSetIsReportedAsWithoutIt() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(1)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.unauthorize(Announcement.PUSHED);
        within(Duration.ofSeconds(15), () -> "revoked".equals(authorizationState(merchant)));
        merchant.grant(List.of(1), Announcement.LOST);

        // when
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        merchant.reauthorize(Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(15), () -> alerts("merchant.permission_lost", merchant.appid()) == 1);
        assertThat(worker.rows("select from reporting.alert where type = 'merchant.revoked' and ended_at is null"))
                .isEmpty();
        assertThat(worker.rows("select from reporting.alert where type = 'merchant.revoked' and state = 'pending'"
                        + " and channel <> 'webhook'"))
                .isEmpty();
        within(Duration.ofSeconds(10), this::inboxIsEmpty);
        assertThat(alerts("merchant.permission_lost", merchant.appid())).isEqualTo(1);
        assertThat(alerts("merchant.recovered", merchant.appid())).isZero();
    }

    @Test
    void aWithdrawalThatThePlatformDoesNotConfirmChangesNothing() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        long asked = platform.calls().count(Api.AUTHORIZER_INFO);

        // when: an unauthorized push of before, delivered after the merchant authorized again
        merchant.unauthorize(Announcement.LOST);
        merchant.reauthorize(Announcement.LOST);
        platform.component()
                .pushUnknown("unauthorized", Map.of("AuthorizerAppid", merchant.appid()))
                .join();

        // then
        within(Duration.ofSeconds(10), () -> platform.calls().count(Api.AUTHORIZER_INFO) > asked);
        within(Duration.ofSeconds(10), this::inboxIsEmpty);
        assertThat(authorizationState(merchant)).isEqualTo("authorized");
        assertThat(alerts("merchant.revoked", merchant.appid())).isZero();
    }

    @Test
    void aPushThatCannotBeActedUponIsTriedAgain() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3)));
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        platform.faults().add(Fault.errcode(-1).on(Api.AUTHORIZER_INFO));
        merchant.unauthorize(Announcement.PUSHED).join();
        awaitFailedAttempt(Duration.ofSeconds(10));

        // when
        platform.faults().clear();
        tryAgain();

        // then
        within(Duration.ofSeconds(10), () -> "revoked".equals(authorizationState(merchant)));
    }

    @Test
    void publishTestAccountsLeaveNoTrace() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(3).publishTestAccounts(true)));

        // when
        platform.component()
                .merchant("wxd101a85aa106f53e")
                .orElseThrow()
                .reauthorize(Announcement.PUSHED)
                .join();
        within(Duration.ofSeconds(10), this::inboxIsEmpty);

        // then
        assertThat(worker.rows("select merchant_appid from app.merchant")).hasSize(3);
        assertThat(worker.rows("select merchant_appid from reporting.merchant_coverage"))
                .hasSize(3);
    }

    @Test
    void anOfficialAccountIsRecognised() {
        // given
        SimulatedPlatform platform = pushing(worker.beginKnowing(options(1)));

        // when
        platform.component()
                .authorize(
                        MerchantProfile.of(Account.miniProgram(NEWCOMER).of(AccountType.OFFICIAL_ACCOUNT)),
                        Announcement.PUSHED);

        // then
        within(Duration.ofSeconds(10), () -> worker.rows(
                        "select ineligible_reason, last_outcome from reporting.merchant_coverage where merchant_appid = ?",
                        NEWCOMER)
                .equals(List.of(Map.of("ineligible_reason", "not_mini_program", "last_outcome", "not_supported"))));
    }

    private static SimulatorOptions.Builder options(int merchants) {
        return SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN);
    }

    private SimulatedPlatform pushing(SimulatedPlatform platform) {
        String base = desk.server() + "push/" + ComponentCredentials.DEFAULT.appid();
        platform.component().pushTo(new PushTargets(base, base + "/$APPID$"));
        return platform;
    }

    private String authorizationState(SimulatedMerchant merchant) {
        return (String) worker.value(
                "select authorization_state from reporting.merchant_coverage where merchant_appid = ?",
                merchant.appid());
    }

    private int alerts(String type, String merchant) {
        return worker.rows(
                        "select distinct alert_id from reporting.alert where type = ? and merchant_appid = ?",
                        type,
                        merchant)
                .size();
    }

    private boolean inboxIsEmpty() {
        return worker.rows("select from app.push_event where processed_at is null")
                .isEmpty();
    }

    private static void within(Duration limit, Callable<Boolean> condition) {
        Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
