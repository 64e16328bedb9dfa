package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkConfig;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which walks are given up when they are old. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
public class WalkHistoryTest {
    @Inject
    Worker worker;

    @Inject
    Pruning pruning;

    @Test
    void walksThatEndedGoWithTheirLedgers() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        worker.walk(WalkScope.ALL);
        SettableClock.INSTANCE.advance(Duration.ofDays(31));
        worker.takeTicket();
        long young = worker.walk(WalkScope.ALL).walkId();

        // when
        Pruned pruned = pruning.prune(keeping("30d"));

        // then
        assertThat(pruned.rows()).isEqualTo(2);
        assertThat(worker.rows("select walk_id from reporting.walk")).containsExactly(Map.of("walk_id", young));
        assertThat(worker.rows("select walk_id, merchants from reporting.walk_ledger"))
                .containsExactly(Map.of("walk_id", young, "merchants", 3));
        assertThat(worker.walk(WalkScope.ALL).state()).isEqualTo("completed");
    }

    @Test
    void runningOnesAndTheLastCompletedOfEachScopeStay() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        List.of("all", "under_review", "merchant").forEach(scope -> {
            insert(scope, "completed");
            insert(scope, "completed");
            insert(scope, "skipped");
            insert(scope, "running");
        });
        insert("merchant", "stopped");
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.walk_stop (walk_id, component_appid, stopped_at, reason)
                select walk_id, component.component_appid, finished_at, 'secret refused' from app.walk, app.component
                where state = 'stopped'
                """));

        // when
        Pruned pruned = pruning.prune(keeping("30d"));

        // then
        assertThat(pruned.rows()).isEqualTo(3 * 2 + 1);
        assertThat(worker.rows("select scope, state, count(*) from reporting.walk group by 1, 2 order by 1, 2"))
                .extracting(row -> row.get("scope") + " " + row.get("state") + " " + row.get("count"))
                .containsExactly(
                        "all completed 1",
                        "all running 1",
                        "merchant completed 1",
                        "merchant running 1",
                        "under_review completed 1",
                        "under_review running 1");
        assertThat(worker.value("select count(*) from app.walk_stop")).isEqualTo(0L);
    }

    @Test
    void theEndOfAWalkShowsItsAge() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        insert("all", "stopped");
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.walk set finished_at = planned_at + interval '2 d'"));

        // then
        assertThat(pruning.preview(keeping("39d")).rows()).isZero();
        assertThat(pruning.preview(keeping("37d")).rows()).isEqualTo(1);
    }

    /** Planned forty days ago. */
    private void insert(String scope, String state) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        """
                        insert into app.walk (scope, state, planned_at, started_at, finished_at, stop_reason)
                        select scope, state, at, case when state <> 'skipped' then at end,
                          case when state <> 'running' then at end, case when state = 'stopped' then 'secret refused' end
                        from (values (?, ?, cast(? as timestamptz))) walk (scope, state, at)
                        """, scope, state, SettableClock.INSTANCE.instant().minus(Duration.ofDays(40))));
    }

    public static WalkHistory keeping(String keep) {
        return new WalkHistory(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(WalkConfig.class)
                .withDefaultValue("catwalk.walk.keep", keep)
                .build()
                .getConfigMapping(WalkConfig.class));
    }
}
