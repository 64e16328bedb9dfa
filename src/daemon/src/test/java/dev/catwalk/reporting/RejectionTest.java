package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.FOUR;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.THREE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aCategory;
import static dev.catwalk.reporting.Fixture.aDelivery;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aPendingDelivery;
import static dev.catwalk.reporting.Fixture.aReasonChange;
import static dev.catwalk.reporting.Fixture.aRemoval;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aStatusChange;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.anAlert;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RejectionTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    private long merchant;
    private long snapshot;

    @BeforeEach
    void readMerchant() {
        merchant = aMerchant().insert();
        snapshot = aSnapshot(merchant).insert();
        aVisit(merchant, snapshot).insert();
    }

    @Test
    void aRejectedCategoryShowsSinceWhenHowOftenAndWhetherPeopleKnow() {
        // given
        var since = (Instant) database.value("select now() - interval '3 days 23 hours'");
        aCategory(merchant).with("second_id", 40).insert();
        aCategory(merchant)
                .with("audit_status", 2)
                .with("audit_reason", "资质不符")
                .with("status_since", since)
                .insert();
        anAddition(merchant, snapshot, 1, NOON).insert();
        var change = aStatusChange(merchant, snapshot, 1, 2, since).insert();
        var alert = anAlert().with("change_id", change).insert();
        aDelivery(alert, "email", TWO).insert();
        aDelivery(alert, "webhook", ONE).insert();
        aPendingDelivery(alert, "wecom").insert();

        // when
        var rows = database.rows("select * from reporting.rejection");

        // then
        assertThat(rows)
                .containsExactly(row(
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
                        2,
                        "audit_status_name",
                        "rejected",
                        "audit_reason",
                        "资质不符",
                        "status_since",
                        since,
                        "confirmed_at",
                        TWO,
                        "rejected_since",
                        since,
                        "days_open",
                        3,
                        "times_rejected",
                        1,
                        "alerted_at",
                        ONE,
                        "eligible",
                        true,
                        "ineligible_reason",
                        null,
                        "first_sight",
                        false));
    }

    @Test
    void aSecondRejectionIsCountedAndNotYetAlerted() {
        // given
        aCategory(merchant).with("audit_status", 2).with("status_since", THREE).insert();
        var first = anAddition(merchant, snapshot, 2, NOON).insert();
        aDelivery(anAlert().with("change_id", first).insert(), "webhook", NOON).insert();
        aStatusChange(merchant, snapshot, 2, 1, ONE).insert();
        var second = aStatusChange(merchant, snapshot, 1, 2, THREE).insert();
        aPendingDelivery(anAlert().with("change_id", second).insert(), "webhook")
                .insert();

        // when
        var rows = database.rows("select times_rejected, alerted_at, rejected_since from reporting.rejection");

        // then
        assertThat(rows).containsExactly(row("times_rejected", 2, "alerted_at", null, "rejected_since", THREE));
    }

    @Test
    void aNewReasonIsNoNewRejection() {
        // given
        aCategory(merchant).with("audit_status", 2).insert();
        var rejected = anAddition(merchant, snapshot, 2, NOON).insert();
        aDelivery(anAlert().with("change_id", rejected).insert(), "webhook", ONE)
                .insert();
        aReasonChange(merchant, snapshot, 2, "资质过期", TWO).insert();

        // when
        var rows = database.rows("select times_rejected, alerted_at from reporting.rejection");

        // then
        assertThat(rows).containsExactly(row("times_rejected", 1, "alerted_at", ONE));
    }

    @Test
    void aCategoryRemovedAndAddedAgainKeepsItsCount() {
        // given
        aCategory(merchant).with("audit_status", 2).with("status_since", FOUR).insert();
        anAddition(merchant, snapshot, 2, NOON).insert();
        aRemoval(merchant, snapshot, 2, ONE).insert();
        anAddition(merchant, snapshot, 2, FOUR).insert();

        // when
        var rows = database.rows("select times_rejected, rejected_since from reporting.rejection");

        // then
        assertThat(rows).containsExactly(row("times_rejected", 2, "rejected_since", FOUR));
    }

    @Test
    void theFirstDayIsDayZero() {
        // given
        var since = (Instant) database.value("select now() - interval '23 hours'");
        aCategory(merchant).with("audit_status", 2).with("status_since", since).insert();

        // when
        var days = database.value("select days_open from reporting.rejection");

        // then
        assertThat(days).isEqualTo(0);
    }

    @Test
    void aNodeWhoseClockRunsAheadMakesNoNegativeDays() {
        // given
        var since = (Instant) database.value("select now() + interval '1 minute'");
        aCategory(merchant).with("audit_status", 2).with("status_since", since).insert();

        // when
        var days = database.value("select days_open from reporting.rejection");

        // then
        assertThat(days).isEqualTo(0);
    }

    @Test
    void whatComesAfterTheEndOfARejectionIsNotPartOfIt() {
        // given
        anAddition(merchant, snapshot, 2, NOON).insert();
        aRemoval(merchant, snapshot, 2, ONE).insert();
        anAddition(merchant, snapshot, 1, TWO).insert();
        aStatusChange(merchant, snapshot, 1, 3, THREE).insert();
        var second = aStatusChange(merchant, snapshot, 3, 2, FOUR).insert();
        aStatusChange(merchant, snapshot, 2, 3, FOUR.plusSeconds(1)).insert();
        aStatusChange(merchant, snapshot, 3, 1, FOUR.plusSeconds(2)).insert();
        aRemoval(merchant, snapshot, 1, FOUR.plusSeconds(3)).insert();

        // when
        var rows = database.rows("""
                select rejected_at, resubmitted_at, approved_at, removed_at, change_id = %d as is_second
                from reporting.rejection_episode order by rejected_at""".formatted(second));

        // then
        var open = row(
                "rejected_at",
                NOON,
                "resubmitted_at",
                null,
                "approved_at",
                null,
                "removed_at",
                ONE,
                "is_second",
                false);
        assertThat(rows)
                .containsExactly(
                        open,
                        but(
                                open,
                                "rejected_at",
                                FOUR,
                                "approved_at",
                                FOUR.plusSeconds(1),
                                "removed_at",
                                null,
                                "is_second",
                                true));
    }

    @Test
    void everyTimeItWasRejectedIsAnEpisodeWithWhatCameOfIt() {
        // given
        var first = anAddition(merchant, snapshot, 2, NOON)
                .with("audit_reason", "资质不符")
                .insert();
        aStatusChange(merchant, snapshot, 2, 1, ONE).insert();
        var second = aStatusChange(merchant, snapshot, 1, 2, TWO).insert();
        aStatusChange(merchant, snapshot, 2, 3, THREE).insert();

        // when
        var rows = database.rows("""
                select change_id, rejected_at, audit_reason, resubmitted_at, approved_at, removed_at
                from reporting.rejection_episode order by 1""");

        // then
        assertThat(rows)
                .containsExactly(
                        row(
                                "change_id",
                                first,
                                "rejected_at",
                                NOON,
                                "audit_reason",
                                "资质不符",
                                "resubmitted_at",
                                ONE,
                                "approved_at",
                                null,
                                "removed_at",
                                null),
                        row(
                                "change_id",
                                second,
                                "rejected_at",
                                TWO,
                                "audit_reason",
                                null,
                                "resubmitted_at",
                                null,
                                "approved_at",
                                THREE,
                                "removed_at",
                                null));
    }
}
