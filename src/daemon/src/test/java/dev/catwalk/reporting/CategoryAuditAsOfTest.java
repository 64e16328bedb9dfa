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

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every question is asked as a reader: the function runs with the rights of its caller. */
class CategoryAuditAsOfTest {

    private static final Map<String, Object> UNDER_REVIEW = row(
            "eligible",
            true,
            "ineligible_reason",
            null,
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
            NOON);

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    private long merchant;
    private long snapshot;

    @BeforeEach
    void readMerchant() {
        merchant = aMerchant().insert();
        snapshot = aSnapshot(merchant).insert();
    }

    @Test
    void beforeTheFirstReadNothingIsKnown() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();

        // when
        var rows = asOf(NOON.minusMillis(1));

        // then
        assertThat(rows).isEmpty();
    }

    @Test
    void whatWasReadAtTheInstantCounts() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();

        // when
        var rows = asOf(NOON);

        // then
        assertThat(rows).containsExactly(UNDER_REVIEW);
    }

    @Test
    void betweenTwoChangesTheEarlierOneStands() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 2, TWO)
                .with("audit_reason", "资质不符")
                .insert();

        // when
        var rows = asOf(ONE);

        // then
        assertThat(rows).containsExactly(UNDER_REVIEW);
    }

    @Test
    void afterTheLastChangeItStands() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 2, TWO)
                .with("audit_reason", "资质不符")
                .insert();

        // when
        var rows = asOf(FOUR);

        // then
        assertThat(rows)
                .containsExactly(but(
                        UNDER_REVIEW,
                        "audit_status",
                        2,
                        "audit_status_name",
                        "rejected",
                        "audit_reason",
                        "资质不符",
                        "status_since",
                        TWO));
    }

    @Test
    void aNewReasonLeavesTheStatusItsAge() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 2, ONE)
                .with("audit_reason", "资质不符")
                .insert();
        aReasonChange(merchant, snapshot, 2, "资质过期", THREE).insert();

        // when
        var rows = asOf(FOUR);

        // then
        assertThat(rows)
                .containsExactly(but(
                        UNDER_REVIEW,
                        "audit_status",
                        2,
                        "audit_status_name",
                        "rejected",
                        "audit_reason",
                        "资质过期",
                        "status_since",
                        ONE));
    }

    @Test
    void aRemovedCategoryIsGoneUntilItIsAddedAgain() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aRemoval(merchant, snapshot, 1, ONE).insert();
        anAddition(merchant, snapshot, 1, THREE).insert();

        // when
        var before = asOf(ONE.minusMillis(1));
        var removed = asOf(TWO);
        var added = asOf(FOUR);

        // then
        assertThat(before).containsExactly(UNDER_REVIEW);
        assertThat(removed).isEmpty();
        assertThat(added).containsExactly(but(UNDER_REVIEW, "status_since", THREE));
    }

    @Test
    void namesOfCategoriesAreThoseOfThatTime() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).with("second_name", "留学").insert();
        aStatusChange(merchant, snapshot, 1, 3, TWO).insert();

        // when
        var rows = asOf(ONE);

        // then
        assertThat(rows).containsExactly(but(UNDER_REVIEW, "second_name", "留学"));
    }

    @Test
    void aNewNameCountsFromItsReadOnAndRestartsNothing() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aReasonChange(merchant, snapshot, 1, null, TWO)
                .with("change", "renamed")
                .with("second_name", "留学")
                .with("previous_second_name", "出国移民")
                .insert();

        // when
        var before = asOf(ONE);
        var after = asOf(THREE);

        // then
        assertThat(before).containsExactly(UNDER_REVIEW);
        assertThat(after).containsExactly(but(UNDER_REVIEW, "second_name", "留学"));
    }

    @Test
    void twoChangesOfOneInstantGoByTheirOrderOfRecording() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 7, NOON).insert();

        // when
        var rows = asOf(NOON);

        // then
        assertThat(rows).containsExactly(but(UNDER_REVIEW, "audit_status", 7, "audit_status_name", "unknown"));
    }

    @Test
    void merchantsAndComponentsAreKeptApart() throws SQLException {
        // given
        database.execute(
                "insert into app.component (component_appid, created_at) values ('wx6b6b6b6b6b6b6b6b', now())");
        var twin = aMerchant().with("component_appid", "wx6b6b6b6b6b6b6b6b").insert();
        anAddition(merchant, snapshot, 1, NOON).insert();
        anAddition(twin, aSnapshot(twin).insert(), 1, NOON).insert();
        aRemoval(twin, snapshot, 1, ONE).insert();

        // when
        var rows = asOf(TWO);

        // then
        assertThat(rows).containsExactly(UNDER_REVIEW);
    }

    @Test
    void anUnknownInstantFindsNothing() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();

        // when
        var rows = asOf(null);

        // then
        assertThat(rows).isEmpty();
    }

    @Test
    void nowEqualsTheStoredState() throws SQLException {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 3, ONE).insert();
        Fixture.aCategory(merchant).with("status_since", ONE).insert();

        // when
        var reconstructed = asOf(Instant.now().plus(Duration.ofDays(3650)));

        // then
        assertThat(reconstructed).isEqualTo(database.rows("""
                        select component_appid, merchant_appid, merchant_name, principal_name, first_id, first_name,
                          second_id, second_name, audit_status, audit_status_name, audit_reason, status_since, expired, expired_since,
                          eligible, ineligible_reason
                        from reporting.category_audit"""));
    }

    private static List<Map<String, Object>> asOf(Instant at) throws SQLException {
        return database.rowsAs("catwalk_reporter", "select * from reporting.category_audit_as_of(?::timestamptz)", at);
    }
}
