package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.reporting.Fleet;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A walk over ten millions must begin and end: its statements do not read all merchants at once. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class WalkPlanTest {
    /** Enough that the planner decides as it does about millions. */
    private static final int MERCHANTS = 10_000;

    @Inject
    Worker worker;

    @Test
    void noStatementSortsMerchantsOrLooksUpEachOfASlice() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        Fleet.fill(worker.jdbi(), MERCHANTS);

        // then
        assertThat(plan(WalkPlan.ALL)).doesNotContain("Sort", "Seq Scan");
        assertThat(plan(WalkPlan.UNDER_REVIEW))
                .contains("category_not_approved")
                .doesNotContain("Sort Key: c.", "Seq Scan");
        assertThat(plan(WalkRows.CLOSE)).contains("merchant_visit_failed").doesNotContain("unnest");
    }

    private String plan(String sql) {
        String bound = sql.replace(":component", "'wxf1ee7f1ee7f1ee7f'")
                .replace(":after", "1000")
                .replace(":limit", "156")
                .replace(":walk", "9000")
                .replace(":now", "now()");
        return worker
                .jdbi()
                .withHandle(handle -> handle.createQuery("explain " + bound)
                        .mapTo(String.class)
                        .list())
                .stream()
                .collect(Collectors.joining("\n"));
    }
}
