package dev.catwalk.cli;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.retention.Retention;
import dev.catwalk.retention.Retention.Pruned;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Retention on the terminal. */
@Singleton
@Unremovable
class PruneRun {
    private final Retention retention;

    PruneRun(Retention retention) {
        this.retention = retention;
    }

    int run(boolean preview) {
        List<Pruned> histories = preview
                ? retention.preview(StopSignals::requested)
                : retention.prune(Retention.TO_THE_END, StopSignals::requested);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("history", "property", "keeps", preview ? "would delete" : "deleted", "oldest kept"));
        histories.forEach(history -> rows.add(line(history)));
        System.out.println(TextTable.of(rows));
        if (histories.stream().allMatch(Pruned::complete)) {
            return ExitCode.DONE;
        }
        if (StopSignals.requested()) {
            System.err.println("Stopped; the next run deletes the rest.");
            return ExitCode.DONE;
        }
        System.err.println("Some histories had trouble, which the log tells; the next run deletes their rest.");
        return ExitCode.SOME_FAILED;
    }

    private static List<String> line(Pruned pruned) {
        boolean off = pruned.history().keep().time().isEmpty();
        return List.of(
                pruned.history().name(),
                pruned.history().property(),
                pruned.history().keep().text(),
                off ? "-" : Long.toString(pruned.rows()),
                pruned.oldestKept()
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse("-"));
    }
}
