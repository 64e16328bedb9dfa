package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.reporting.ReportingDatabase.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CategorySnapshotTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void theCurrentSnapshotWasLastSeenByTheLastReadThatConfirmedIt() {
        // given
        var merchant = aMerchant().insert();
        var replaced = aSnapshot(merchant).with("last_seen_at", NOON).insert();
        var current = aSnapshot(merchant)
                .with("first_seen_at", ONE)
                .with("category_count", 3)
                .with("rejected_count", 1)
                .with("additions_limit", 5)
                .with("additions_left", 4)
                .with("category_limit", 20)
                .with("document", new Json("{\"errcode\": 0, \"novel\": [1]}"))
                .insert();
        aVisit(merchant, current).insert();

        // when
        var rows = database.rows("select * from reporting.category_snapshot order by snapshot_id");

        // then
        var expected = row(
                "snapshot_id",
                current,
                "component_appid",
                COMPONENT,
                "merchant_appid",
                MERCHANT,
                "merchant_name",
                "示例",
                "first_seen_at",
                ONE,
                "last_seen_at",
                TWO,
                "category_count",
                3,
                "rejected_count",
                1,
                "additions_limit",
                5,
                "additions_left",
                4,
                "category_limit",
                20,
                "document",
                "{\"novel\": [1], \"errcode\": 0}");
        assertThat(rows)
                .containsExactly(
                        but(
                                expected,
                                "snapshot_id",
                                replaced,
                                "first_seen_at",
                                NOON,
                                "last_seen_at",
                                NOON,
                                "category_count",
                                1,
                                "rejected_count",
                                0,
                                "additions_limit",
                                null,
                                "additions_left",
                                null,
                                "category_limit",
                                null,
                                "document",
                                "{}"),
                        expected);
    }
}
