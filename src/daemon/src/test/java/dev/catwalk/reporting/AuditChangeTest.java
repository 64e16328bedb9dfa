package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
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

class AuditChangeTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everyKindOfChangeIsARow() {
        // given
        var merchant = aMerchant().insert();
        var snapshot = aSnapshot(merchant).insert();
        anAddition(merchant, snapshot, 1, NOON).with("first_sight", true).insert();
        aStatusChange(merchant, snapshot, 1, 2, ONE)
                .with("audit_reason", "资质不符")
                .with("previously_read_at", NOON)
                .with("walk_id", 2L)
                .insert();
        aReasonChange(merchant, snapshot, 2, "资质过期", TWO)
                .with("previously_read_at", ONE)
                .insert();
        aRemoval(merchant, snapshot, 2, THREE).with("previously_read_at", TWO).insert();

        // when
        var rows = database.rows("select * from reporting.audit_change order by change_id");

        // then
        var added = row(
                "expired",
                null,
                "expired_since",
                null,
                "previous_first_name",
                null,
                "previous_second_name",
                null,
                "change_id",
                1L,
                "component_appid",
                COMPONENT,
                "merchant_appid",
                MERCHANT,
                "merchant_name",
                "示例",
                "first_id",
                8,
                "first_name",
                "教育",
                "second_id",
                39,
                "second_name",
                "出国移民",
                "change",
                "added",
                "previous_status",
                null,
                "audit_status",
                1,
                "audit_reason",
                null,
                "observed_at",
                NOON,
                "previously_read_at",
                null,
                "first_sight",
                true,
                "snapshot_id",
                snapshot,
                "walk_id",
                1L,
                "audit_status_name",
                "under_review",
                "previous_status_name",
                null);
        var rejected = but(
                added,
                "change_id",
                2L,
                "change",
                "status_changed",
                "audit_status_name",
                "rejected",
                "previous_status_name",
                "under_review",
                "previous_status",
                1,
                "audit_status",
                2,
                "audit_reason",
                "资质不符",
                "observed_at",
                ONE,
                "previously_read_at",
                NOON,
                "first_sight",
                false,
                "walk_id",
                2L);
        assertThat(rows)
                .containsExactly(
                        added,
                        rejected,
                        but(
                                rejected,
                                "change_id",
                                3L,
                                "change",
                                "reason_changed",
                                "previous_status_name",
                                "rejected",
                                "previous_status",
                                2,
                                "audit_reason",
                                "资质过期",
                                "observed_at",
                                TWO,
                                "previously_read_at",
                                ONE,
                                "walk_id",
                                1L),
                        but(
                                rejected,
                                "change_id",
                                4L,
                                "change",
                                "removed",
                                "audit_status_name",
                                null,
                                "previous_status_name",
                                "rejected",
                                "previous_status",
                                2,
                                "audit_status",
                                null,
                                "audit_reason",
                                null,
                                "observed_at",
                                THREE,
                                "previously_read_at",
                                TWO,
                                "walk_id",
                                1L));
    }
}
