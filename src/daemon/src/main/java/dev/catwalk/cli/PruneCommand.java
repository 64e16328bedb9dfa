package dev.catwalk.cli;

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
        return ForegroundCommand.launch(spec, PruneRun.class, run -> run.run(dryRun));
    }
}
