package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.PublishTestAccounts;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The main job against the platform's truth, row by row: nothing missing, nothing too much, nothing wrong. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class WalksTellTheTruthTest {
    private static final int WALKS = 6;

    @Inject
    Worker worker;

    private final Random random = new Random(20_261_122);

    @Test
    void sixWalksOverFiveHundredMixedMerchantsAgreeWithThePlatformRowByRow() {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder()
                .merchants(500)
                .mix(new MerchantMix(0.08, 0.04, 0.06, 0.02, 0.02, 0.03, 0.03, 0.05))
                .publishTestAccounts(true)
                .rotateRefreshTokens(true));
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 1000).stream()
                .filter(merchant -> !isPublishTestAccount(merchant))
                .toList();
        PlatformTruth truth = new PlatformTruth();
        worker.takeTicket();

        for (int walk = 1; walk <= WALKS; walk++) {
            // when
            WalkReport report = walk == 1 ? firstWalk() : worker.walk(WalkScope.ALL);

            // then
            PlatformTruth.WalkTruth expected = truth.walk(merchants, SettableClock.INSTANCE.instant());
            assertThat(merchants).hasSize(500);
            assertThat(report.state()).isEqualTo("completed");
            assertThat(report.merchants()).isEqualTo(500);
            assertThat(report.ledger()).isEqualTo(expected.ledger());
            assertThat(changes(report.walkId())).containsExactlyInAnyOrderElementsOf(expected.changes());
            assertThat(categoryAudit()).containsExactlyInAnyOrderElementsOf(truth.categoryAudit(merchants));
            assertThat(differencesBetweenHistoryAndPresent()).isEmpty();

            SettableClock.INSTANCE.advance(Duration.ofMinutes(47));
            liveOn(merchants);
        }
        assertThat(worker.value("select count(*) from reporting.audit_change where change = 'removed'"))
                .as("the merchants' life was long enough for every kind of change")
                .isNotEqualTo(0L);
        assertThat(worker.value("select count(distinct change) from reporting.audit_change"))
                .isEqualTo(7L);
        assertThat(worker.value("select count(distinct alert_id) from reporting.alert where type = 'category.expired'"))
                .isEqualTo(worker.value("""
                        select count(*) from reporting.audit_change
                        where change = 'expired' or change = 'added' and expired"""));
        assertThat(rejectionsOfTheHistory()).isEqualTo(rejectionAlerts());
        assertThat(reviews())
                .as("reviews last from the change that put the category under review to the decision")
                .isNotEmpty()
                .allSatisfy(review -> assertThat(review.get("recorded")).isEqualTo(review.get("found_again")));
    }

    private WalkReport firstWalk() {
        worker.readRoster();
        worker.awaitWalks();
        return worker.await((Long) worker.value("select walk_id from reporting.walk"));
    }

    private void liveOn(List<SimulatedMerchant> merchants) {
        for (int i = 0; i < 160; i++) {
            SimulatedMerchant merchant = merchants.get(random.nextInt(merchants.size()));
            List<SimulatedCategory> categories = merchant.truth().categories();
            if (categories.isEmpty()) {
                merchant.submit(8, 39);
                continue;
            }
            SimulatedCategory category = categories.get(random.nextInt(categories.size()));
            int first = category.first();
            int second = category.second();
            switch (random.nextInt(10)) {
                case 0 -> merchant.submit(8, 39);
                case 1 ->
                    merchant.decide(first, second, AuditDecision.approved().unannounced());
                case 2 ->
                    merchant.decide(
                            first, second, AuditDecision.rejected("资质不符 " + i).unannounced());
                case 3 -> merchant.put(category.with(SimulatedCategory.UNDER_REVIEW, ""));
                case 4 -> merchant.remove(first, second);
                case 5 -> categories.forEach(each -> merchant.remove(each.first(), each.second()));
                case 6 -> merchant.rename(first, second, category.firstName(), category.secondName() + "改");
                case 9 -> merchant.expire(first, second, !category.expired() && category.auditStatus() == 3);
                case 7 -> merchant.quota(new CategoryQuota(5, random.nextInt(6), 20));
                case 8 -> {
                    // Rarely: a ban and a withdrawal that no push tells of.
                    if (random.nextInt(4) == 0) {
                        merchant.standing(Standing.BANNED);
                    } else if (random.nextInt(4) == 0) {
                        merchant.unauthorize(Announcement.LOST);
                    } else {
                        merchant.put(category.with(category.auditStatus(), "另一个原因 " + i));
                    }
                }
                default -> throw new IllegalStateException();
            }
        }
    }

    private static final String CHANGES = """
            select merchant_appid, first_id, first_name, second_id, second_name, change, previous_status, audit_status,
              audit_reason, observed_at, previously_read_at, first_sight
            from reporting.audit_change where walk_id = ?
            """;

    private List<List<Object>> changes(long walkId) {
        return plain(worker.rows(CHANGES, walkId));
    }

    private static final String CATEGORY_AUDIT = """
            select component_appid, merchant_appid, merchant_name, principal_name, first_id, first_name, second_id,
              second_name, audit_status, audit_reason, status_since, confirmed_at, expired, expired_since
            from reporting.category_audit
            """;

    private List<Map<String, Object>> differencesBetweenHistoryAndPresent() {
        Timestamp now = Timestamp.from(SettableClock.INSTANCE.instant());
        return worker.rows("""
                (select to_jsonb(a) - 'confirmed_at' from reporting.category_audit a
                  except select to_jsonb(b) from reporting.category_audit_as_of(?) b)
                union all
                (select to_jsonb(b) from reporting.category_audit_as_of(?) b
                  except select to_jsonb(a) - 'confirmed_at' from reporting.category_audit a)
                """, now, now);
    }

    private List<List<Object>> categoryAudit() {
        return plain(worker.rows(CATEGORY_AUDIT));
    }

    private Object rejectionsOfTheHistory() {
        return worker.value("""
                select count(*) from reporting.audit_change
                where audit_status = 2 and change in ('added', 'status_changed')
                """);
    }

    private static final String REVIEWS = """
            select review_seconds as recorded, (
                select extract(epoch from decision.observed_at - max(beginning.observed_at))::integer
                from app.audit_change beginning
                where beginning.merchant_id = decision.merchant_id and beginning.first_id = decision.first_id
                  and beginning.second_id = decision.second_id and beginning.observed_at <= decision.observed_at
                  and beginning.change in ('added', 'status_changed') and beginning.audit_status = 1) as found_again
            from app.audit_change decision
            where change = 'status_changed' and previous_status = 1 and audit_status in (2, 3)
            """;

    private List<Map<String, Object>> reviews() {
        return worker.rows(REVIEWS);
    }

    private Object rejectionAlerts() {
        return worker.value(
                "select count(distinct change_id) from reporting.alert where type = 'category.audit.rejected'");
    }

    private static List<List<Object>> plain(List<Map<String, Object>> rows) {
        List<List<Object>> plain = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            List<Object> values = new ArrayList<>();
            row.values().forEach(value -> values.add(value instanceof Timestamp at ? at.toInstant() : value));
            plain.add(values);
        }
        return plain;
    }

    private static boolean isPublishTestAccount(SimulatedMerchant merchant) {
        return PublishTestAccounts.contains(new MerchantAppId(merchant.appid()));
    }
}
