package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static dev.catwalk.simulator.Simulation.aMerchant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.CategoryChange;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.PushRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Protocol page §9 no. 7 and 9: what happens to merchants, and how the component hears of it. */
class SimulatedLifecycleTest {
    private final PushReceiver receiver = new PushReceiver();
    private final Simulation simulation = new Simulation(options -> options.pushTargets(receiver.targets()));
    private final PlatformClient client = simulation.client;

    @AfterEach
    void stop() {
        simulation.close();
        receiver.close();
    }

    private PushReceiver.Received lastPush() {
        return receiver.received().getLast();
    }

    private JsonNode getCategory() {
        return client.getCategory(client.merchantToken(MERCHANT));
    }

    @Test
    void newcomerIsAnnouncedWithACodeThatWorks() {
        // given
        simulation.platform.component().pushes().pause();
        SimulatedMerchant merchant = simulation.platform.component().authorize(aMerchant(), Announcement.PUSHED);
        // when
        simulation.platform.component().pushes().resume();
        await().until(() -> !receiver.received().isEmpty());
        JsonNode exchanged =
                client.queryAuth(client.componentToken(), lastPush().inner("AuthorizationCode"));
        // then
        assertThat(lastPush().inner("InfoType")).isEqualTo("authorized");
        assertThat(lastPush().inner("AuthorizerAppid")).isEqualTo(MERCHANT);
        assertThat(lastPush().inner("AuthorizationCode")).matches("queryauthcode@@@[A-Za-z0-9_-]{86}");
        assertThat(exchanged.at("/authorization_info/authorizer_refresh_token").asText())
                .isEqualTo(merchant.truth().refreshToken());
    }

    @Test
    void authorizingAgainKillsTheOldRefreshToken() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        String old = merchant.truth().refreshToken();
        // when
        PushRecord push = merchant.reauthorize(Announcement.PUSHED).join();
        // then
        String token = client.componentToken();
        assertThat(push.type()).isEqualTo("authorized");
        assertThat(client.refresh(token, MERCHANT, old).path("errcode").asInt()).isEqualTo(61023);
        assertThat(client.refresh(token, MERCHANT, merchant.truth().refreshToken())
                        .has("errcode"))
                .isFalse();
    }

    @Test
    void everyMerchantsFirstReviewAdvancesAtOnceAndNothingIsReported() {
        // given
        SimulatedMerchant merchant = simulation.merchant(
                aMerchant().having(SimulatedCategory.rejected(8, 39, "资质不符"), SimulatedCategory.approved(8, 590)));
        // when, then
        simulation.platform.component().advanceReviews();
        assertThat(getCategory().at("/categories/0/audit_status").asInt()).isEqualTo(SimulatedCategory.UNDER_REVIEW);
        simulation.platform.component().advanceReviews();
        assertThat(getCategory().at("/categories/0/audit_status").asInt()).isEqualTo(SimulatedCategory.APPROVED);
        assertThat(merchant.truth().categories().getLast()).isEqualTo(SimulatedCategory.approved(8, 590));
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void leavingIsPushedAndRefreshingThenRefused() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        String refreshToken = merchant.truth().refreshToken();
        // when
        merchant.unauthorize(Announcement.PUSHED).join();
        // then
        assertThat(lastPush().inner("InfoType")).isEqualTo("unauthorized");
        assertThat(lastPush().inner("AuthorizerAppid")).isEqualTo(MERCHANT);
        assertThat(client.refresh(client.componentToken(), MERCHANT, refreshToken)
                        .path("errcode")
                        .asInt())
                .isEqualTo(61003);
        assertThat(merchant.truth().authorized()).isFalse();
    }

    @Test
    void lostPushLeavesOnlyARecord() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        // when
        PushRecord record = merchant.unauthorize(Announcement.LOST).join();
        // then
        assertThat(record.outcome()).isEqualTo(PushRecord.Outcome.LOST);
        assertThat(receiver.received()).isEmpty();
        assertThat(simulation.platform.component().pushes().records(push -> push.type()
                        .equals("unauthorized")))
                .containsExactly(record);
    }

    @Test
    void permissionSetsArePushedOnlyWhenTheyDiffer() {
        // given
        SimulatedMerchant merchant = simulation.merchant(aMerchant().granting(17, 30));
        // when
        PushRecord same = merchant.grant(List.of(17, 30), Announcement.PUSHED).join();
        PushRecord different = merchant.grant(List.of(17), Announcement.PUSHED).join();
        // then
        assertThat(same.outcome()).isEqualTo(PushRecord.Outcome.NOT_DUE);
        assertThat(different.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        assertThat(lastPush().inner("InfoType")).isEqualTo("updateauthorized");
        assertThat(getCategory().path("errcode").asInt()).isEqualTo(61007);
    }

    @Test
    void submittedCategoryIsUnderReviewUntilItIsDecided() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        merchant.submit(8, 590);
        JsonNode submitted = getCategory();
        // when
        merchant.decide(8, 590, AuditDecision.rejected("资质不符")).join();
        JsonNode decided = getCategory();
        // then
        assertThat(submitted.at("/categories/1/audit_status").asInt()).isEqualTo(1);
        assertThat(submitted.path("quota").asInt()).isEqualTo(4);
        assertThat(decided.at("/categories/1/audit_status").asInt()).isEqualTo(2);
        assertThat(decided.at("/categories/1/audit_reason").asText()).isEqualTo("资质不符");
        assertThat(lastPush().inner("Event")).isEqualTo("wxa_category_audit");
        assertThat(lastPush().inner("ret")).isEqualTo("2");
        assertThat(lastPush().inner("first")).isEqualTo("8");
        assertThat(lastPush().inner("second")).isEqualTo("590");
        assertThat(lastPush().inner("reason")).isEqualTo("资质不符");
    }

    @Test
    void decisionMayGoUnannounced() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        merchant.submit(8, 590);
        // when
        merchant.decide(8, 590, AuditDecision.approved().unannounced()).join();
        // then
        assertThat(receiver.received()).isEmpty();
        assertThat(getCategory().at("/categories/1/audit_status").asInt()).isEqualTo(3);
    }

    @Test
    void listMayLagBehindTheEvent() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        merchant.submit(8, 590);
        // when
        merchant.decide(8, 590, AuditDecision.approved().listedAfter(Duration.ofSeconds(30)))
                .join();
        JsonNode soon = getCategory();
        simulation.clock.advance(Duration.ofSeconds(30));
        JsonNode later = getCategory();
        // then
        assertThat(receiver.received()).hasSize(1);
        assertThat(merchant.truth().categories().get(1).auditStatus()).isEqualTo(3);
        assertThat(soon.at("/categories/1/audit_status").asInt()).isEqualTo(1);
        assertThat(later.at("/categories/1/audit_status").asInt()).isEqualTo(3);
    }

    @Test
    void historyShowsEveryChangeInOrder() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        // when
        merchant.submit(8, 590);
        merchant.decide(8, 590, AuditDecision.rejected("资质不符"));
        merchant.decide(8, 590, AuditDecision.rejected("缺少许可证"));
        merchant.rename(8, 590, "教育培训", "在线课程");
        merchant.remove(8, 39);
        // then
        assertThat(merchant.history())
                .extracting(CategoryChange::kind)
                .containsExactly(
                        CategoryChange.Kind.ADDED,
                        CategoryChange.Kind.STATUS_CHANGED,
                        CategoryChange.Kind.REASON_CHANGED,
                        CategoryChange.Kind.RENAMED,
                        CategoryChange.Kind.REMOVED);
        assertThat(getCategory().at("/categories/0/second_name").asText()).isEqualTo("在线课程");
    }

    @Test
    void quotaIsWhatItWasSetTo() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        // when
        merchant.quota(new CategoryQuota(3, 0, 10));
        // then
        assertThat(getCategory().path("limit").asInt()).isEqualTo(3);
        assertThat(getCategory().path("quota").asInt()).isZero();
        assertThat(getCategory().path("category_limit").asInt()).isEqualTo(10);
    }

    @Test
    void decisionAboutNothingIsRefused() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        // when, then
        assertThatThrownBy(() -> merchant.decide(1, 2, AuditDecision.approved()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1/2");
    }
}
