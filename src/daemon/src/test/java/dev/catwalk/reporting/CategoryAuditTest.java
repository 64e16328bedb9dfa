package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aCategory;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CategoryAuditTest {

    private static final Map<String, Object> APPROVED = row(
            "expired",
            null,
            "expired_since",
            null,
            "component_appid",
            COMPONENT,
            "merchant_appid",
            MERCHANT,
            "merchant_name",
            "示例",
            "principal_name",
            "示例公司",
            "first_id",
            8,
            "first_name",
            "教育",
            "second_id",
            39,
            "second_name",
            "出国移民",
            "audit_status",
            3,
            "audit_status_name",
            "approved",
            "audit_reason",
            null,
            "status_since",
            NOON,
            "confirmed_at",
            TWO,
            "eligible",
            true,
            "ineligible_reason",
            null);

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everyCategoryNowSetIsARow() {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, aSnapshot(merchant).insert()).insert();
        aCategory(merchant).insert();
        aCategory(merchant)
                .with("second_id", 40)
                .with("second_name", "驾校培训")
                .with("audit_status", 2)
                .with("audit_reason", "资质不符")
                .with("status_since", ONE)
                .insert();
        aMerchant().with("merchant_appid", "wxbbbbbbbbbbbbbbbb").insert();

        // when
        var rows = database.rows("select * from reporting.category_audit order by second_id");

        // then
        assertThat(rows)
                .containsExactly(
                        APPROVED,
                        but(
                                APPROVED,
                                "second_id",
                                40,
                                "second_name",
                                "驾校培训",
                                "audit_status",
                                2,
                                "audit_status_name",
                                "rejected",
                                "audit_reason",
                                "资质不符",
                                "status_since",
                                ONE));
    }

    @Test
    void aStatusThePlatformInventsKeepsItsNumberAndIsCalledUnknown() {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, aSnapshot(merchant).insert()).insert();
        aCategory(merchant).with("audit_status", 7).insert();

        // when
        var rows = database.rows("select * from reporting.category_audit");

        // then
        assertThat(rows).containsExactly(but(APPROVED, "audit_status", 7, "audit_status_name", "unknown"));
    }

    @Test
    void everyStatusHasTheNameOfTheContract() {
        // when
        var rows = database.rows(
                "select status, reporting.audit_status_name(status) as name from generate_series(0, 4) as status");

        // then
        assertThat(rows)
                .containsExactly(
                        row("status", 0, "name", "unknown"),
                        row("status", 1, "name", "under_review"),
                        row("status", 2, "name", "rejected"),
                        row("status", 3, "name", "approved"),
                        row("status", 4, "name", "unknown"));
    }

    @Test
    void aRevokedMerchantKeepsWhatWasLastRead() {
        // given
        var merchant = aMerchant()
                .with("authorization_state", "revoked")
                .with("revoked_at", TWO)
                .insert();
        aVisit(merchant, aSnapshot(merchant).insert())
                .with("outcome", "revoked")
                .with("confirmed_at", ONE)
                .insert();
        aCategory(merchant).insert();

        // when
        var rows = database.rows("select * from reporting.category_audit");

        // then
        assertThat(rows)
                .containsExactly(but(APPROVED, "confirmed_at", ONE, "eligible", false, "ineligible_reason", "revoked"));
    }

    @Test
    void aMerchantOfTwoComponentsHasRowsUnderEach() {
        // given
        database.execute(
                "insert into app.component (component_appid, created_at) values ('wx6b6b6b6b6b6b6b6b', now())");
        for (var component : new String[] {COMPONENT, "wx6b6b6b6b6b6b6b6b"}) {
            var merchant = aMerchant().with("component_appid", component).insert();
            aVisit(merchant, aSnapshot(merchant).insert()).insert();
            aCategory(merchant).insert();
        }

        // when
        var rows = database.rows("select * from reporting.category_audit order by component_appid");

        // then
        assertThat(rows).containsExactly(APPROVED, but(APPROVED, "component_appid", "wx6b6b6b6b6b6b6b6b"));
    }
}
