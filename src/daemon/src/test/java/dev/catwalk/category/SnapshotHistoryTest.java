package dev.catwalk.category;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.retention.Keep;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which snapshots are given up when they are old. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SnapshotHistoryTest {
    private static final Duration KEPT = Duration.ofDays(60);

    @Inject
    Worker worker;

    @Inject
    RandomHistory life;

    @Inject
    Pruning pruning;

    @BeforeEach
    void live() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        life.live(new Random(6), 20, 50, Duration.ofHours(48));
    }

    @Test
    void whatWasReplacedWithinTheLimitAndWhatIsCurrentStays() {
        // given
        Instant limit = SettableClock.INSTANCE.instant().minus(KEPT);
        List<Map<String, Object>> staying = worker.rows("""
                select to_jsonb(s)::text as snapshot from app.category_snapshot s
                where last_seen_at is null or last_seen_at >= ? order by snapshot_id
                """, limit);
        Object all = worker.value("select count(*) from app.category_snapshot");
        Pruned preview = pruning.preview(keeping("60d"));

        // when
        Pruned pruned = pruning.prune(keeping("60d"));

        // then
        assertThat(snapshots()).isEqualTo(staying);
        assertThat(pruned)
                .extracting(Pruned::rows, Pruned::oldestKept)
                .containsExactly(preview.rows(), preview.oldestKept());
        assertThat(all).isEqualTo(staying.size() + pruned.rows());
        assertThat(pruned.rows()).isGreaterThan(50);
    }

    @Test
    void aMerchantThatNeverChangedKeepsItsOnlySnapshot() {
        // given
        SettableClock.INSTANCE.advance(Duration.ofDays(100));

        // when
        pruning.prune(keeping("1d"));

        // then
        assertThat(worker.rows("select merchant_id, snapshot_id from app.category_snapshot order by merchant_id"))
                .hasSize(20)
                .isEqualTo(worker.rows("select merchant_id, snapshot_id from app.merchant_visit order by merchant_id"));
    }

    @Test
    void theNewestStaysEvenIfItHadAnEnd() {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.category_snapshot set last_seen_at = first_seen_at where last_seen_at is null"));
        SettableClock.INSTANCE.advance(Duration.ofDays(100));

        // when
        pruning.prune(keeping("1d"));

        // then
        assertThat(worker.value("select count(*) from app.category_snapshot")).isEqualTo(20L);
    }

    @Test
    void theDatabaseItselfHoldsWhatIsCurrent() {
        assertThatThrownBy(
                        () -> worker.jdbi()
                                .useHandle(
                                        handle -> handle.execute(
                                                "delete from app.category_snapshot where snapshot_id = (select max(snapshot_id) from app.merchant_visit)")))
                .hasMessageContaining("merchant_visit_snapshot_id_fkey");
    }

    @Test
    void changesOutliveTheSnapshotsThatBroughtThem() {
        // given
        List<Map<String, Object>> changes = worker.rows("select * from reporting.audit_change order by change_id");

        // when
        pruning.prune(keeping("60d"));

        // then
        assertThat(worker.rows("select * from reporting.audit_change order by change_id"))
                .isEqualTo(changes);
    }

    private List<Map<String, Object>> snapshots() {
        return worker.rows("select to_jsonb(s)::text as snapshot from app.category_snapshot s order by snapshot_id");
    }

    private static SnapshotHistory keeping(String keep) {
        return new SnapshotHistory(new ChangeHistoryTest.Kept(new Keep(keep), new Keep("off")));
    }
}
