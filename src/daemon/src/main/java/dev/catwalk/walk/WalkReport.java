package dev.catwalk.walk;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How far a walk is, or how it ended.
 *
 * @param state as in the view {@code reporting.walk}
 * @param merchants how many the scope holds
 * @param ledger merchants per outcome, so far
 */
public record WalkReport(
        long walkId,
        String state,
        Optional<String> stopReason,
        int merchants,
        Map<String, Integer> ledger,
        Instant startedAt,
        Optional<Instant> finishedAt) {
    public WalkReport {
        ledger = Map.copyOf(ledger);
    }

    public int visited() {
        return ledger.values().stream().mapToInt(Integer::intValue).sum();
    }

    public boolean isRunning() {
        return state.equals("running");
    }

    public boolean isStopped() {
        return state.equals("stopped");
    }
}
