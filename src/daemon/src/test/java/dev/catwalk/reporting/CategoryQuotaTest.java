package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CategoryQuotaTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void theCurrentSnapshotCounts() {
        // given
        var merchant = aMerchant().insert();
        aSnapshot(merchant).with("last_seen_at", NOON).with("additions_left", 5).insert();
        var current = aSnapshot(merchant)
                .with("additions_limit", 5)
                .with("additions_left", 0)
                .with("category_limit", 20)
                .with("category_count", 2)
                .insert();
        aVisit(merchant, current).insert();

        // when
        var rows = database.rows("select * from reporting.category_quota");

        // then
        assertThat(rows)
                .containsExactly(row(
                        "component_appid",
                        COMPONENT,
                        "merchant_appid",
                        MERCHANT,
                        "merchant_name",
                        "示例",
                        "additions_limit",
                        5,
                        "additions_left",
                        0,
                        "category_limit",
                        20,
                        "category_count",
                        2,
                        "confirmed_at",
                        TWO,
                        "principal_name",
                        "示例公司",
                        "eligible",
                        true,
                        "ineligible_reason",
                        null));
    }

    @Test
    void aMerchantNeverReadHasARowOfUnknowns() {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, null).insert();

        // when
        var rows = database.rows("select * from reporting.category_quota");

        // then
        assertThat(rows)
                .containsExactly(row(
                        "component_appid", COMPONENT,
                        "merchant_appid", MERCHANT,
                        "merchant_name", "示例",
                        "additions_limit", null,
                        "additions_left", null,
                        "category_limit", null,
                        "category_count", null,
                        "confirmed_at", null,
                        "principal_name", "示例公司",
                        "eligible", true,
                        "ineligible_reason", null));
    }
}
