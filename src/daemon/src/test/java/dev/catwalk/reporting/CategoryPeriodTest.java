package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.FOUR;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.THREE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aReasonChange;
import static dev.catwalk.reporting.Fixture.aRemoval;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aStatusChange;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CategoryPeriodTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everyChangeBeginsAPeriodUntilTheNextAndARemovalNone() {
        // given
        var merchant = aMerchant().insert();
        var snapshot = aSnapshot(merchant).insert();
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 2, ONE)
                .with("audit_reason", "资质不符")
                .insert();
        aReasonChange(merchant, snapshot, 2, "资质过期", TWO).insert();
        aRemoval(merchant, snapshot, 2, THREE).insert();
        anAddition(merchant, snapshot, 1, FOUR).insert();

        // when
        var rows = database.rows("select * from reporting.category_period order by observed_at");

        // then
        var first = row(
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
                1,
                "audit_status_name",
                "under_review",
                "audit_reason",
                null,
                "status_since",
                NOON,
                "observed_at",
                NOON,
                "superseded_at",
                ONE);
        var rejected = but(
                first,
                "audit_status",
                2,
                "audit_status_name",
                "rejected",
                "audit_reason",
                "资质不符",
                "status_since",
                ONE,
                "observed_at",
                ONE,
                "superseded_at",
                TWO);
        assertThat(rows)
                .containsExactly(
                        first,
                        rejected,
                        but(rejected, "audit_reason", "资质过期", "observed_at", TWO, "superseded_at", THREE),
                        but(first, "status_since", FOUR, "observed_at", FOUR, "superseded_at", null));
    }
}
