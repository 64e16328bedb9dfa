package dev.catwalk.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.category.CategoryConfig;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which problems are given up when they are old. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ProblemHistoryTest {
    @Inject
    Worker worker;

    @Inject
    Pruning pruning;

    @Test
    void whatWasClosedLongAgoGoesWithItsActsButTheNewestOfEachCategoryAndWhatIsOpen() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.problem"));
        insert(1, "rejected", 90, 80);
        insert(1, "rejected", 70, 20);
        insert(1, "rejected", 60, 50);
        insert(1, "rejected", 55, null);
        insert(2, "rejected", 90, 80);
        insert(2, "expired", 90, 80);
        insert(2, "expired", 70, 60);

        // when
        Pruned pruned = pruning.prune(keeping("30d"));

        // then
        assertThat(pruned.rows()).isEqualTo(3);
        assertThat(worker.rows("""
                        select concat_ws(' ', second_id, kind, count(act_id)) as problem
                        from app.problem left join app.problem_act using (problem_id) group by problem_id order by problem_id"""))
                .extracting(row -> row.get("problem"))
                .containsExactly("1 rejected 1", "1 rejected 1", "2 rejected 1", "2 expired 1");
        assertThat(worker.value("select count(*) from app.problem_act")).isEqualTo(4L);
    }

    /** @param closed null: still open */
    private void insert(int category, String kind, int opened, Integer closed) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        """
                with problem as (
                  insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before, closed_at,
                    closed_because)
                  select merchant_id, 1, ?, ?, ?, ?, 0, ?, ? from app.merchant
                  returning problem_id)
                insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version)
                select problem_id, 'note', 'li', now(), '{}', '{}', 1 from problem""",
                        category,
                        kind,
                        kind.equals("rejected") ? "" : null,
                        daysAgo(opened),
                        closed == null ? null : daysAgo(closed),
                        closed == null ? null : "solved"));
    }

    private static Instant daysAgo(int days) {
        return SettableClock.INSTANCE.instant().minus(Duration.ofDays(days));
    }

    private static ProblemHistory keeping(String keep) {
        return new ProblemHistory(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CategoryConfig.class)
                .withDefaultValue("catwalk.category.keep-changes", keep)
                .build()
                .getConfigMapping(CategoryConfig.class));
    }
}
