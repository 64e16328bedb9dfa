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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prune}. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Deletes old history now. How long it is kept is set by catwalk.category.keep-snapshots, catwalk.category.keep-changes,"
                    + " catwalk.merchant.keep-events, catwalk.walk.keep, catwalk.alert.keep and catwalk.api.keep-handouts; what has no"
                    + " such limit is kept for ever.",
            "A running daemon does the same each night, for up to ten minutes per history; this command has no such limit,"
                    + " and may run beside daemons. Current data is never deleted. Ctrl-C or SIGTERM stops it; the next run deletes the"
                    + " rest. Pushes older than catwalk.push.keep are deleted by the daemons, all the time."
        },
        footer = {
            "  catwalk prune --dry-run",
            "      shows how much would be deleted; deletes nothing",
            "  CATWALK_WALK_KEEP=90d catwalk prune --dry-run",
            "      the same, as if walks were kept for 90 days"
        })
public final class PruneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--dry-run", description = "say how much would be deleted, and delete nothing")
    private boolean dryRun;

    @Override
    public Integer call() {
        return ForegroundCommand.launch(spec, Run.class, run -> run.run(dryRun));
    }

    /** Retention on the terminal. */
    @Singleton
    @Unremovable
    static class Run {
        private final Retention retention;

        Run(Retention retention) {
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
}
