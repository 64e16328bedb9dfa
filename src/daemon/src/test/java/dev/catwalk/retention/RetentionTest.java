package dev.catwalk.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How rows go: page by page, whatever the history. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RetentionTest {
    private static final int OLD = 12_000;
    private static final int STAYING = 6_000;
    private static final int YOUNG = 10;
    private static final History HISTORY = new Walks(new Keep("30d"));

    /** Walks stand for any history; those over all merchants stay, however old. */
    private static final class Walks extends History {
        Walks(Keep keep) {
            super("walk", "catwalk.test.keep", keep, """
                    select walk_id, planned_at, planned_at < :before and scope <> 'all' from app.walk
                    where walk_id > :after order by walk_id limit :limit
                    """, List.of("delete from app.walk where walk_id = any(:ids)"));
        }
    }

    @Inject
    Worker worker;

    @Inject
    Pruning pruning;

    private Instant now;

    @BeforeEach
    void makeHistory() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        now = SettableClock.INSTANCE.instant();
        insert(STAYING, "all", now.minus(Duration.ofDays(50)));
        insert(OLD, "merchant", now.minus(Duration.ofDays(40)));
        insert(YOUNG, "merchant", now.minus(Duration.ofDays(30)));
    }

    private static final String NOTE_BATCHES = """
            create table public.batch (rows integer, transaction text);
            create function public.note_batch() returns trigger language plpgsql security definer as $$
            begin
              insert into public.batch select count(*), pg_current_xact_id()::text from gone;
              return null;
            end
            $$;
            create trigger note_batch after delete on app.walk referencing old table as gone
              for each statement execute function public.note_batch()
            """;

    private static final String FAIL_AT_THE_SECOND = """
            create function public.fail_at_the_second() returns trigger language plpgsql security definer as $$
            begin
              if (select count(*) from app.walk where scope = 'merchant') < %d then
                raise exception 'cut off';
              end if;
              return null;
            end
            $$;
            create trigger fail_at_the_second after delete on app.walk
              for each statement execute function public.fail_at_the_second()
            """.formatted(OLD + YOUNG - Retention.PAGE);

    @AfterEach
    void dropTriggers() {
        worker.jdbi().useHandle(handle -> handle.createScript("""
                        drop table if exists public.batch;
                        drop function if exists public.note_batch() cascade;
                        drop function if exists public.fail_at_the_second() cascade
                        """).execute());
    }

    @Test
    void whatIsOldGoesAndWhatIsAsOldAsTheLimitStays() {
        // when
        Pruned pruned = pruning.prune(HISTORY);

        // then
        assertThat(pruned.rows()).isEqualTo(OLD);
        assertThat(pruned.complete()).isTrue();
        assertThat(pruned.oldestKept()).contains(now.minus(Duration.ofDays(50)));
        assertThat(count("all")).isEqualTo(STAYING);
        assertThat(count("merchant")).isEqualTo(YOUNG);
        assertThat(pruning.prune(HISTORY).rows()).isZero();
    }

    @Test
    void whatIsOldGoesThoughRowsOfAClockThatWasAheadAreBeforeIt() {
        // given
        insert(2 * Retention.PAGE, "merchant", now.plus(Duration.ofDays(365)));
        insert(YOUNG, "merchant", now.minus(Duration.ofDays(40)));

        // when
        Pruned pruned = pruning.prune(HISTORY);

        // then
        assertThat(pruned.rows()).isEqualTo(OLD + YOUNG);
        assertThat(pruned.complete()).isTrue();
    }

    @Test
    void offDeletesNothing() {
        // given
        History off = new Walks(new Keep("off"));

        // when
        Pruned pruned = pruning.prune(off);

        // then
        assertThat(pruned).isEqualTo(new Pruned(off, 0, Optional.empty(), true));
        assertThat(pruning.preview(off)).isEqualTo(pruned);
        assertThat(pruning.of(off).isOn()).isFalse();
        assertThat(pruning.of(HISTORY).isOn()).isTrue();
        assertThat(count("merchant")).isEqualTo(OLD + YOUNG);
    }

    @Test
    void aPreviewShowsWhatIsThenDeletedAndDeletesNothing() {
        // when
        Pruned preview = pruning.preview(HISTORY);

        // then
        assertThat(count("merchant")).isEqualTo(OLD + YOUNG);
        assertThat(pruning.prune(HISTORY)).isEqualTo(preview);
    }

    @Test
    void eachPageIsASmallTransactionOfItsOwn() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute(NOTE_BATCHES));

        // when
        pruning.prune(HISTORY);

        // then
        assertThat(worker.rows("select max(rows) as largest, sum(rows) as all_rows,"
                                + " count(*) - count(distinct transaction) as shared from public.batch")
                        .getFirst())
                .hasEntrySatisfying(
                        "largest", largest -> assertThat((Integer) largest).isBetween(1, Retention.PAGE))
                .containsEntry("all_rows", (long) OLD)
                .containsEntry("shared", 0L);
    }

    @Test
    void oneActivationEndsWithItsTimeAndSaysWhatItLeft() {
        // given: a page takes a minute
        Retention retention = pruning.of(HISTORY);
        BooleanSupplier pageByPage = () -> {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            return false;
        };

        // when
        Pruned first = retention.prune(Duration.ofMinutes(2), pageByPage).getFirst();
        Optional<String> left = retention.unfinished();
        Pruned second = retention.prune(Duration.ofMinutes(20), pageByPage).getFirst();

        // then
        assertThat(first.rows()).isBetween(1L, 2L * Retention.PAGE);
        assertThat(first.complete()).isFalse();
        assertThat(left).contains("walk");
        assertThat(second.rows()).isGreaterThanOrEqualTo(OLD - first.rows());
        assertThat(second.complete()).isTrue();
        assertThat(retention.unfinished()).isEmpty();
    }

    @Test
    void whoIsAskedToEndLeavesTheRestToTheNext() {
        // when
        Pruned first = pruning.prunePages(HISTORY, 2);
        Pruned second = pruning.prune(HISTORY);

        // then
        assertThat(first.complete()).isFalse();
        assertThat(first.rows()).isBetween(1L, 2L * Retention.PAGE);
        assertThat(second.rows()).isEqualTo(OLD - first.rows());
    }

    @Test
    void aHistoryInTroubleLosesThatPageOnlyAndIsLeftUnfinished() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute(FAIL_AT_THE_SECOND));

        // when
        Pruned pruned = pruning.prune(HISTORY);

        // then
        long gone = OLD + YOUNG - count("merchant");
        assertThat(gone).isBetween(1L, (long) Retention.PAGE);
        assertThat(pruned.rows()).isEqualTo(gone);
        assertThat(pruned.complete()).isFalse();
        assertThat(pruning.of(HISTORY).unfinished()).contains("walk");
        dropTriggers();
        assertThat(pruning.prune(HISTORY).rows()).isEqualTo(OLD - gone);
    }

    @Test
    void theTroubleOfOneHistoryKeepsNoOtherFromBeingPruned() {
        // given
        Retention retention = pruning.of(Pruning.inTrouble("alert"), HISTORY);

        // when
        List<Pruned> all = retention.prune(Retention.TO_THE_END, () -> false);

        // then
        assertThat(all)
                .extracting(Pruned::rows, Pruned::complete)
                .containsExactly(tuple(0L, false), tuple((long) OLD, true));
        assertThat(retention.unfinished()).contains("alert");
    }

    @Test
    void twoAtOnceDeleteEachRowOnce() throws Exception {
        // given
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Pruned> atOnce = () -> {
            both.await();
            return pruning.prune(HISTORY);
        };

        // when
        long rows = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Pruned> pruned : threads.invokeAll(List.of(atOnce, atOnce))) {
                rows += pruned.get().rows();
            }
        }

        // then
        assertThat(rows).isEqualTo(OLD);
        assertThat(count("merchant")).isEqualTo(YOUNG);
    }

    private void insert(int walks, String scope, Instant at) {
        worker.jdbi().useHandle(handle -> handle.execute("""
                        insert into app.walk (scope, planned_at, finished_at, state)
                        select ?, ?, ?, 'skipped' from generate_series(1, ?)
                        """, scope, at, at, walks));
    }

    private long count(String scope) {
        return (Long) worker.value("select count(*) from app.walk where scope = ?", scope);
    }
}
