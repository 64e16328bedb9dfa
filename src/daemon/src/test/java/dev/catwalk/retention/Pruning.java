package dev.catwalk.retention;

import dev.catwalk.retention.Retention.Pruned;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Retention of one history, configured as a test wants it. */
@Singleton
public class Pruning {
    private final HistoryRows rows;
    private final Clock clock;

    Pruning(HistoryRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    public Retention of(History... histories) {
        return new Retention(List.of(histories), rows, clock);
    }

    /** A history that cannot be read. */
    public static History inTrouble(String name) {
        return new History(name, "catwalk.test.keep", new Keep("30d"), "select 1 / 0", List.of()) {};
    }

    public Pruned prune(History history) {
        return of(history).prune(Retention.TO_THE_END, () -> false).getFirst();
    }

    /** As {@link #prune}, and asked to end after so many pages. */
    public Pruned prunePages(History history, int pages) {
        AtomicInteger left = new AtomicInteger(pages);
        return of(history)
                .prune(Retention.TO_THE_END, () -> left.getAndDecrement() == 0)
                .getFirst();
    }

    public Pruned preview(History history) {
        return of(history).preview(() -> false).getFirst();
    }
}
