package dev.catwalk.retention;

import dev.catwalk.retention.HistoryRows.Row;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Deletes what is older than its history is kept. A history without a limit is left alone. */
@Singleton
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);

    /** Rows that are looked at, and those of them that go deleted, in one transaction: a fraction of a second. */
    static final int PAGE = 5000;

    /** Longer than anything takes. */
    public static final Duration TO_THE_END = Duration.ofDays(36_500);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final List<History> histories;
    private final HistoryRows rows;
    private final Clock clock;

    Retention(@All List<History> histories, HistoryRows rows, Clock clock) {
        this.histories =
                histories.stream().sorted(Comparator.comparing(History::name)).toList();
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * What became of one history.
     *
     * @param rows how many were deleted, or would be; of a history with parts, such as alerts with their deliveries, the wholes
     * @param oldestKept the time of the oldest row that stays; empty when none was seen, as when the history is not pruned at all
     * @param complete false when the activation ended, or had trouble, before the end of the history; the next one finds the rest
     */
    public record Pruned(History history, long rows, Optional<Instant> oldestKept, boolean complete) {}

    /** Whether any history has a limit. */
    public boolean isOn() {
        return histories.stream().anyMatch(history -> history.keep().time().isPresent());
    }

    /**
     * Deletes what may go.
     *
     * @param longest time for each history, so that none waits for another; the rest waits for the next activation
     * @param stopping asked before each page: whether to leave the rest
     * @return one for each history, also for those without a limit
     */
    public List<Pruned> prune(Duration longest, BooleanSupplier stopping) {
        List<Pruned> all = histories.stream()
                .map(history -> prune(history, longest, stopping))
                .toList();
        String unfinished = all.stream()
                .filter(pruned -> !pruned.complete())
                .map(pruned -> pruned.history().name())
                .collect(Collectors.joining(", "));
        rows.recordUnfinished(unfinished.isEmpty() ? null : unfinished);
        return all;
    }

    /** The histories of which the last activation left old rows; empty when of none. */
    public Optional<String> unfinished() {
        return rows.unfinished();
    }

    private Pruned prune(History history, Duration longest, BooleanSupplier stopping) {
        Pruned pruned = activate(history, longest, stopping, this::deleteFrom);
        if (pruned.rows() > 0) {
            LOG.infof(
                    "history pruned; history=%s keep=%s rows=%d complete=%s",
                    history.name(), history.keep(), pruned.rows(), pruned.complete());
        }
        return pruned;
    }

    /** What {@link #prune} would delete, without a bound. Deletes nothing. */
    public List<Pruned> preview(BooleanSupplier stopping) {
        return histories.stream()
                .map(history -> activate(history, TO_THE_END, stopping, rows::page))
                .toList();
    }

    private interface Step {
        /** @return the rows it looked at */
        List<Row> page(History history, long after, int limit, Instant before);
    }

    private List<Row> deleteFrom(History history, long after, int limit, Instant before) {
        return QuarkusTransaction.requiringNew().call(() -> {
            rows.lock();
            List<Row> page = rows.page(history, after, limit, before);
            rows.delete(history, page.stream().filter(Row::goes).toList());
            return page;
        });
    }

    private Pruned activate(History history, Duration longest, BooleanSupplier stopping, Step step) {
        Optional<Duration> time = history.keep().time();
        if (time.isEmpty()) {
            return new Pruned(history, 0, Optional.empty(), true);
        }
        Instant now = clock.instant();
        Instant before = now.minus(time.get());
        Instant future = now.plus(CLOCKS_DIFFER);
        Instant end = now.plus(longest);
        Optional<Instant> oldestKept = Optional.empty();
        long after = 0;
        long gone = 0;
        // Ends with the old rows, or with the last: ids only ascend.
        while (clock.instant().isBefore(end) && !stopping.getAsBoolean()) {
            List<Row> page;
            try {
                page = step.page(history, after, PAGE, before);
            } catch (RuntimeException e) {
                // One history's trouble keeps no other from being pruned.
                LOG.warnf(
                        e,
                        "history not pruned to its end, the next activation finds the rest; history=%s",
                        history.name());
                break;
            }
            gone += page.stream().filter(Row::goes).count();
            oldestKept = oldest(oldestKept, page);
            // Ids ascend with time, but for the length of a transaction: what is left is younger, or deleted next time.
            // Rows of the future, from when the database's clock was ahead, say nothing about those behind them.
            if (page.stream()
                    .noneMatch(row -> row.at().isBefore(before) || row.at().isAfter(future))) {
                return new Pruned(history, gone, oldestKept, true);
            }
            after = page.getLast().id();
        }
        return new Pruned(history, gone, oldestKept, false);
    }

    private static Optional<Instant> oldest(Optional<Instant> known, List<Row> page) {
        return Stream.concat(
                        known.stream(), page.stream().filter(row -> !row.goes()).map(Row::at))
                .min(Comparator.naturalOrder());
    }
}
