package dev.catwalk.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.Walks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The work list shows what is rejected or expired now, with each time it was so before. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ProblemsFollowReadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Inject
    Worker worker;

    @Inject
    Walks walks;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    AuthorizationApi authorizations;

    @Inject
    ReasonGroups groups;

    private SimulatedPlatform platform;
    private SimulatedMerchant merchant;

    @BeforeEach
    void beginWithApprovedCategory() {
        platform = worker.beginKnowing(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        merchant = platform.component().merchants(0, 2).getFirst();
        find(SimulatedCategory.approved(8, 39));
    }

    @AfterEach
    void letAlertsBeWritten() {
        worker.jdbi().useHandle(handle -> handle.execute("drop function if exists app.refuse_alert cascade"));
    }

    @Test
    void aProblemOpensWithTheRejectionAndIsSolvedByTheApproval() {
        // when
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        List<String> rejected = problems();
        find(SimulatedCategory.approved(8, 39));

        // then
        assertThat(rejected).containsExactly("rejected open 0 资质不符");
        assertThat(problems()).isEmpty();
        assertThat(events()).containsExactly("problem_opened", "problem_closed solved");
    }

    @Test
    void itOpensInTheTransactionOfItsChangeOrNotAtAll() {
        // given
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create or replace function app.refuse_alert() returns trigger language plpgsql as $$
                    begin raise exception 'refused by the test'; end $$
                    """);
            handle.execute(
                    "create trigger refuse_alert before insert on app.alert for each row execute function app.refuse_alert()");
        });

        // when
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        List<String> withoutAlert = problems();
        letAlertsBeWritten();
        worker.walk(merchant);

        // then
        assertThat(withoutAlert).isEmpty();
        assertThat(problems()).containsExactly("rejected open 0 资质不符");
        assertThat(worker.value("""
                        select count(*) from app.problem join app.audit_change using (change_id)
                        where problem.merchant_id = audit_change.merchant_id and opened_at = observed_at and problem.merchant_id = ?
                        """, worker.ref(merchant).id())).isEqualTo(1L);
    }

    @Test
    void whileItIsReviewedAgainItStaysOnTheListAndWhenItIsRejectedAgainItsOwnerStays() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.problem set owner = 'li', note = 'called' where merchant_id = ?",
                        worker.ref(merchant).id()));

        // when
        merchant.submit(8, 39);
        worker.walk(merchant);
        List<String> reviewed = problems();
        merchant.decide(8, 39, AuditDecision.rejected("资质过期").unannounced());
        worker.walk(merchant);

        // then
        assertThat(reviewed).containsExactly("rejected resubmitted 0 资质不符");
        assertThat(problems()).containsExactly("rejected open 1 资质过期");
        assertThat(worker.rows("select owner, note from reporting.problem where owner = 'li' and note is null"))
                .hasSize(1);
        assertThat(events()).containsExactly("problem_opened", "problem_closed returned", "problem_opened");
    }

    @Test
    void aProblemThatReturnsIsNewAndCountsTheTimesBefore() {
        // when
        for (int i = 0; i < 3; i++) {
            find(SimulatedCategory.rejected(8, 39, "资质不符"));
            if (i == 1) {
                merchant.remove(8, 39);
                advanceAndWalk();
            }
            find(SimulatedCategory.approved(8, 39));
        }
        find(SimulatedCategory.rejected(8, 39, "资质不符"));

        // then
        assertThat(problems()).containsExactly("rejected open 3 资质不符");
    }

    @Test
    void anotherReasonIsTheSameProblemInAnotherGroup() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        Map<String, Object> before = problem();

        // when
        find(SimulatedCategory.rejected(8, 39, "资质过期"));

        // then
        Map<String, Object> after = problem();
        assertThat(after.get("problem_id")).isEqualTo(before.get("problem_id"));
        assertThat(after.get("reason_group")).isNotEqualTo(before.get("reason_group"));
        assertThat(problems()).containsExactly("rejected open 0 资质过期");
    }

    @Test
    void anExpiredCategoryIsOnTheListAsWellUntilItsReviewIsOver() {
        // when
        find(SimulatedCategory.approved(8, 39).expired(true));
        List<String> expired = problems();
        merchant.submit(8, 39);
        advanceAndWalk();
        List<String> reviewed = problems();
        merchant.decide(8, 39, AuditDecision.rejected("资质不符").unannounced());
        advanceAndWalk();
        List<String> rejected = problems();
        find(SimulatedCategory.approved(8, 39).expired(true));

        // then
        assertThat(expired).containsExactly("expired open 0 null");
        assertThat(reviewed).containsExactly("expired resubmitted 0 null");
        assertThat(rejected).containsExactly("rejected open 0 资质不符");
        assertThat(problems()).containsExactly("expired open 1 null");
    }

    @Test
    void groupsCountWhatHasTheSameReason() {
        // given
        SimulatedMerchant other = platform.component().merchants(1, 1).getFirst();
        other.put(SimulatedCategory.rejected(8, 40, "请于2026年12月1日前补充“李家”的资质"));
        merchant.put(SimulatedCategory.rejected(8, 40, "请于2026-12-03前补充“王记”的资质"));
        merchant.put(SimulatedCategory.rejected(8, 41, ""));
        find(SimulatedCategory.rejected(8, 39, "请于2026/12/04 前补充「王记」的资质"));
        worker.walk(other);

        // then
        assertThat(worker.rows("""
                        select problems || ' ' || merchants || ' ' || categories || ' ' || coalesce(reason_group, 'none') as line
                        from reporting.problem_group where problems > 1 or reason_group = 'no_reason' order by problems desc"""))
                .extracting(row -> (String) row.get("line"))
                .satisfiesExactly(
                        most -> assertThat(most).startsWith("3 2 2 ").doesNotContain("reason"),
                        few -> assertThat(few).isEqualTo("1 1 1 no_reason"));
    }

    @Test
    void aMerchantThatWithdrawsHasNoProblemsUntilItAuthorizesAgainAndThenAsTheyWereLeft() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.jdbi()
                .useHandle(handle -> handle.execute("""
                        update app.problem
                        set state = 'ignored', owner = 'li', note = 'closes in May', until = app.now() + interval '9 days',
                          touched_by = 'li', touched_at = app.now()
                        where merchant_id = ?""", worker.ref(merchant).id()));
        Map<String, Object> left = problem();

        // when
        withdraw();
        List<String> withdrawn = problems();
        comeBack();

        // then
        assertThat(withdrawn).isEmpty();
        assertThat(problem())
                .containsEntry("state", "ignored")
                .usingRecursiveComparison()
                .ignoringFields("problem_id", "opened_at", "version")
                .isEqualTo(left);
        assertThat(events()).containsExactly("problem_opened", "problem_closed revoked", "problem_opened");
    }

    @Test
    void whatWasUnderReviewWhenTheMerchantWithdrewIsOnTheListUntilItIsDecided() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        find(SimulatedCategory.approved(8, 40).expired(true));
        merchant.submit(8, 39);
        merchant.submit(8, 40);
        advanceAndWalk();

        // when
        withdraw();
        comeBack();
        List<String> reviewed = problems();
        merchant.decide(8, 39, AuditDecision.rejected("资质过期").unannounced());
        find(SimulatedCategory.approved(8, 40));

        // then
        assertThat(reviewed).containsExactlyInAnyOrder("rejected resubmitted 0 资质不符", "expired resubmitted 0 null");
        assertThat(problems()).containsExactly("rejected open 1 资质过期");
    }

    @Test
    void whatALateReadEndedAfterTheWithdrawalDoesNotComeBackWithALaterReview() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        withdraw();
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.category set audit_status = 3 where merchant_id = ?",
                        worker.ref(merchant).id()));
        merchant.put(SimulatedCategory.approved(8, 39));
        comeBack();
        merchant.submit(8, 39);
        advanceAndWalk();

        // when
        withdraw();
        comeBack();

        // then
        assertThat(problems()).isEmpty();
        assertThat(events()).containsExactly("problem_opened", "problem_closed revoked");
    }

    @Test
    void whatALateReadFoundAfterTheWithdrawalIsANewProblem() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));

        // when
        withdraw();
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.category set audit_reason = '资质过期' where merchant_id = ?",
                        worker.ref(merchant).id()));
        comeBack();
        Object ungrouped = problem().get("reason_group");
        boolean more = groups.activate();

        // then
        assertThat(problems()).containsExactly("rejected open 1 资质过期");
        assertThat(ungrouped).isNull();
        assertThat(more).isFalse();
        assertThat(problem()).containsEntry("reason_group", ReasonGroup.of("资质过期"));
    }

    @Test
    void aProblemIsNotClosedBeforeItWasOpened() {
        // given: the withdrawal was asked about before the read that is recorded first
        find(SimulatedCategory.rejected(8, 39, "资质不符"));

        // when
        worker.jdbi()
                .useHandle(handle -> handle.execute("""
                update app.merchant set authorization_state = 'revoked', revoked_at = app.now() - interval '3 seconds'
                where merchant_id = ?""", worker.ref(merchant).id()));

        // then
        assertThat(lines("""
                select concat_ws(' ', closed_because, closed_at = opened_at) as line
                from reporting.problem_period where merchant_appid = ?""")).containsExactly("revoked t");
    }

    @Test
    void whatAReadFindsAfterTheWithdrawalOpensNoProblem() throws Exception {
        // given
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, merchant.appid());
        long walk = walks.start(List.of(worker.ref(merchant)));
        platform.calls().await(Api.GET_CATEGORY, 1, LIMIT);
        merchant.unauthorize(Announcement.LOST);
        authorization.check(worker.ref(merchant));

        // when
        hold.release();
        worker.await(walk);

        // then
        assertThat(worker.value(
                        "select count(*) from app.problem where closed_at is null and merchant_id = ?",
                        worker.ref(merchant).id()))
                .isEqualTo(0L);
    }

    @Test
    void twoWalksThatSeeARejectionAtOnceOpenOneProblem() throws Exception {
        // given
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        platform.calls().clear();
        Hold hold = platform.faults().hold(Api.GET_CATEGORY, merchant.appid());

        // when
        long one = walks.start(List.of(worker.ref(merchant)));
        long other = walks.start(List.of(worker.ref(merchant)));
        platform.calls().await(Api.GET_CATEGORY, 2, LIMIT);
        hold.release();
        worker.await(one);
        worker.await(other);

        // then
        assertThat(problems()).containsExactly("rejected open 0 资质不符");
        assertThat(worker.value(
                        "select count(*) from app.problem where merchant_id = ?",
                        worker.ref(merchant).id()))
                .isEqualTo(1L);
    }

    /** The measure of a walk's cost: what an unchanged merchant writes. */
    @Test
    void aWalkOverUnchangedMerchantsDoesNotTouchTheList() {
        // given
        find(SimulatedCategory.rejected(8, 39, "资质不符"));
        Object before = worker.value("select jsonb_agg(to_jsonb(p))::text || max(xmin::text) from app.problem p");

        // when
        worker.walk(WalkScope.ALL);

        // then
        assertThat(worker.value("select jsonb_agg(to_jsonb(p))::text || max(xmin::text) from app.problem p"))
                .isEqualTo(before);
    }

    private void find(SimulatedCategory category) {
        merchant.put(category);
        advanceAndWalk();
    }

    private void advanceAndWalk() {
        advance();
        worker.walk(merchant);
    }

    private void withdraw() {
        merchant.unauthorize(Announcement.LOST);
        advance();
        authorization.check(worker.ref(merchant));
    }

    private void comeBack() {
        merchant.reauthorize(Announcement.LOST);
        advance();
        authorizations.queryAuth(
                Worker.COMPONENT, new AuthorizationCode(IssuedSecrets.authorizationCode(platform, merchant)));
        authorization.check(worker.ref(merchant));
    }

    private static void advance() {
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
    }

    private Map<String, Object> problem() {
        return worker.rows("select * from reporting.problem where merchant_appid = ?", merchant.appid())
                .getFirst();
    }

    private List<String> problems() {
        return lines("""
                select concat_ws(' ', kind, state, times_before, coalesce(reason, 'null')) as line
                from reporting.problem where merchant_appid = ? order by problem_id""");
    }

    private List<String> events() {
        return lines("""
                select concat_ws(' ', kind, detail ->> 'because') as line
                from reporting.merchant_timeline where merchant_appid = ? and kind like 'problem%'
                order by at, (detail ->> 'problem_id')::bigint""");
    }

    private List<String> lines(String sql) {
        return worker.rows(sql, merchant.appid()).stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }
}
