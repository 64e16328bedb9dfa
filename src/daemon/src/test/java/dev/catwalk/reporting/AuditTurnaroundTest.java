package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.FOUR;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.THREE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aRemoval;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aStatusChange;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditTurnaroundTest {

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
    void reviewsOfAllMerchantsAreSummedUpPerPair() {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 2, ONE).insert();
        aStatusChange(merchant, snapshot, 2, 1, TWO).insert();
        aStatusChange(merchant, snapshot, 1, 3, FOUR)
                .with("review_seconds", 2 * 3600)
                .insert();
        var other = aMerchant().with("merchant_appid", "wxbbbbbbbbbbbbbbbb").insert();
        var otherSnapshot = aSnapshot(other).insert();
        anAddition(other, otherSnapshot, 1, NOON).insert();
        aStatusChange(other, otherSnapshot, 1, 3, THREE)
                .with("review_seconds", 3 * 3600)
                .insert();

        // when
        var rows = database.rows("select * from reporting.audit_turnaround");

        // then: 1, 2 and 3 hours
        assertThat(rows)
                .containsExactly(row(
                        "first_id",
                        8,
                        "first_name",
                        "教育",
                        "second_id",
                        39,
                        "second_name",
                        "出国移民",
                        "reviews_decided",
                        3,
                        "approved",
                        2,
                        "rejected",
                        1,
                        "rejection_rate",
                        new BigDecimal("0.3333"),
                        "median_hours",
                        new BigDecimal("2.0000"),
                        "p90_hours",
                        new BigDecimal("2.8000")));
    }

    @Test
    void aPairWithoutDecisionHasNoRateAndNoHours() {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 7, ONE).insert();
        anAddition(merchant, snapshot, 1, NOON).with("second_id", 40).insert();
        aRemoval(merchant, snapshot, 1, ONE).with("second_id", 40).insert();

        // when
        var rows = database.rows("select * from reporting.audit_turnaround order by second_id");

        // then
        assertThat(rows).hasSize(2).allSatisfy(pair -> assertThat(pair)
                .containsEntry("reviews_decided", 0)
                .containsEntry("approved", 0)
                .containsEntry("rejected", 0)
                .containsEntry("rejection_rate", null)
                .containsEntry("median_hours", null)
                .containsEntry("p90_hours", null));
    }

    @Test
    void theNewestNameStands() {
        // given
        anAddition(merchant, snapshot, 1, NOON).with("second_name", "留学").insert();
        aStatusChange(merchant, snapshot, 1, 2, ONE).insert();
        aStatusChange(merchant, snapshot, 2, 1, TWO).with("second_name", null).insert();

        // when
        var rows = database.rows("select first_name, second_name from reporting.audit_turnaround");

        // then
        assertThat(rows).containsExactly(row("first_name", "教育", "second_name", "出国移民"));
    }

    @Test
    void everyPairOfTheHistoryIsFound() {
        // given
        for (var first = 1; first <= 3; first++) {
            for (var second = 1; second <= 3; second++) {
                anAddition(merchant, snapshot, 3, NOON)
                        .with("first_id", first)
                        .with("second_id", second * 100)
                        .insert();
            }
        }

        // when
        var pairs = database.rows(
                "select first_id, second_id from reporting.audit_turnaround order by first_id, second_id");

        // then
        assertThat(pairs)
                .hasSize(9)
                .startsWith(row("first_id", 1, "second_id", 100))
                .endsWith(row("first_id", 3, "second_id", 300));
    }

    @Test
    void anEmptyHistoryHasNoPairs() {
        // when
        var rows = database.rows("select * from reporting.audit_turnaround");

        // then
        assertThat(rows).isEmpty();
    }

    @Test
    void howLongReviewsTakeNowIsJudgedByTheNewestHundred() {
        // given: one that took a day, then a hundred that took an hour; half of these were rejected
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 3, ONE)
                .with("review_seconds", 24 * 3600)
                .insert();
        for (int review = 0; review < 100; review++) {
            aStatusChange(merchant, snapshot, 1, 2 + review % 2, TWO)
                    .with("review_seconds", 3600)
                    .insert();
        }
        anAddition(merchant, snapshot, 1, NOON).with("second_id", 40).insert();

        // when
        var rows = database.rows("""
                select second_id, second_name, reviews, since = timestamptz '%s' as since, rejection_rate, median_hours, p90_hours
                from reporting.recent_turnaround""".formatted(TWO));

        // then: the category without a decision is missing
        assertThat(rows)
                .containsExactly(row(
                        "second_id",
                        39,
                        "second_name",
                        "出国移民",
                        "reviews",
                        100,
                        "since",
                        true,
                        "rejection_rate",
                        new BigDecimal("0.5000"),
                        "median_hours",
                        new BigDecimal("1.0000"),
                        "p90_hours",
                        new BigDecimal("1.0000")));
    }

    @Test
    void reviewsPerDayAreCountedFromTheOldestOfThem() {
        // given
        anAddition(merchant, snapshot, 1, NOON).insert();
        aStatusChange(merchant, snapshot, 1, 3, ONE).insert();
        database.execute(
                "update app.audit_change set observed_at = now() - interval '4 days' where review_seconds is not null");
        aStatusChange(merchant, snapshot, 1, 2, ONE).insert();
        database.execute("update app.audit_change set observed_at = now() where audit_status = 2");

        // when
        var rows = database.rows("select reviews, reviews_a_day from reporting.recent_turnaround");

        // then
        assertThat(rows).containsExactly(row("reviews", 2, "reviews_a_day", new BigDecimal("0.50")));
    }
}
