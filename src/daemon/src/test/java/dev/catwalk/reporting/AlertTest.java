package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aDelivery;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aPendingDelivery;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.anAlert;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static dev.catwalk.reporting.Fixture.untold;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlertTest {

    private static final Map<String, Object> WITHOUT_CHANNEL = row(
            "alert_id",
            1L,
            "type",
            "category.audit.rejected",
            "component_appid",
            COMPONENT,
            "merchant_appid",
            MERCHANT,
            "change_id",
            1L,
            "channel",
            null,
            "raised_at",
            NOON,
            "state",
            "recorded",
            "attempts",
            0,
            "next_attempt_at",
            null,
            "delivered_at",
            null,
            "last_error",
            null,
            "webhook_id",
            "one",
            "merchant_name",
            "旧名",
            "severity",
            "warning",
            "reason",
            "资质不符",
            "errcode",
            null,
            "reminder",
            true,
            "principal_name",
            "示例公司",
            "ended_at",
            null);

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everyChannelOfAnAlertIsARow() {
        // given
        var alert = anAlertOfAChange();
        aPendingDelivery(alert, "email")
                .with("attempts", 2)
                .with("last_error", "connection refused")
                .insert();
        aDelivery(alert, "webhook", TWO).insert();
        aPendingDelivery(alert, "wecom")
                .with("state", "dead")
                .with("attempts", 9)
                .with("next_attempt_at", null)
                .with("last_error", "HTTP 500")
                .insert();

        // when
        var rows = database.rows("select * from reporting.alert order by channel");

        // then
        assertThat(rows)
                .containsExactly(
                        but(
                                WITHOUT_CHANNEL,
                                "channel",
                                "email",
                                "state",
                                "pending",
                                "attempts",
                                2,
                                "next_attempt_at",
                                ONE,
                                "last_error",
                                "connection refused"),
                        but(
                                WITHOUT_CHANNEL,
                                "channel",
                                "webhook",
                                "state",
                                "delivered",
                                "attempts",
                                1,
                                "delivered_at",
                                TWO),
                        but(
                                WITHOUT_CHANNEL,
                                "channel",
                                "wecom",
                                "state",
                                "dead",
                                "attempts",
                                9,
                                "last_error",
                                "HTTP 500"));
    }

    @Test
    void anAlertNobodyWillBeReportedIsStillThere() {
        // given
        untold(anAlertOfAChange()).insert();

        // when
        var rows = database.rows("select * from reporting.alert");

        // then
        assertThat(rows).containsExactly(WITHOUT_CHANNEL);
    }

    @Test
    void anAlertAboutTheComponentHasNoMerchant() {
        // given
        untold(anAlert()
                        .with("type", "platform.stopped")
                        .with("webhook_id", "two")
                        .with("data", new ReportingDatabase.Json("""
                                {"severity": "critical", "errcode": 61004, "reason": "出口 IP 不在白名单"}"""))
                        .insert())
                .insert();

        // when
        var rows = database.rows("select * from reporting.alert");

        // then
        assertThat(rows)
                .containsExactly(but(
                        WITHOUT_CHANNEL,
                        "type",
                        "platform.stopped",
                        "merchant_appid",
                        null,
                        "change_id",
                        null,
                        "webhook_id",
                        "two",
                        "merchant_name",
                        null,
                        "severity",
                        "critical",
                        "reason",
                        "出口 IP 不在白名单",
                        "errcode",
                        61004,
                        "reminder",
                        false,
                        "principal_name",
                        null));
    }

    private static long anAlertOfAChange() {
        var merchant = aMerchant().insert();
        var change = anAddition(merchant, aSnapshot(merchant).insert(), 2, NOON).insert();
        return anAlert()
                .with("merchant_id", merchant)
                .with("change_id", change)
                .with("webhook_id", "one")
                .with("data", new ReportingDatabase.Json("""
                        {"merchant_name": "旧名", "severity": "warning", "audit_reason": "资质不符", "reminder": true}"""))
                .insert();
    }
}
