package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.StopSignals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drill}: one failure of the runbook, played on daemons, PostgreSQL and a simulated platform of its own. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays a failure of the runbook and shows what an operator would see: what breaks, the alert as members of a group"
                    + " chat read it, what to do, and that it clears. Without a name: lists the drills.",
            "No configuration at all, and nothing of an installation is touched: PostgreSQL, the simulated platform and real"
                    + " daemons, each a process, in a temporary folder and on free ports of 127.0.0.1. Every line says what"
                    + " was observed. Lasts a minute or two; ends on Ctrl-C."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was seen that the runbook promises",
            "1:something did not appear in time, or the drill was stopped before its end",
            "2:wrong usage"
        })
public final class DrillCommand implements Callable<Integer> {
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            converter = KnownDrill.Name.class,
            description = "one of those below")
    private KnownDrill drill;

    @Option(
            names = "--keep",
            description = "do not delete the folder with configuration and logs, also after a success")
    private boolean keep;

    /** The list in the help is the list there is. */
    @Spec
    void spec(CommandSpec spec) {
        this.spec = spec;
        Stream<String> example = Stream.of("", "Example:", "  catwalk drill " + KnownDrill.WHITELIST_LOSS);
        spec.usageMessage()
                .footerHeading("%nDrills:%n")
                .footer(Stream.concat(KnownDrill.lines().stream(), example).toArray(String[]::new));
    }

    @Override
    public Integer call() throws IOException {
        if (drill == null) {
            list(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        StopSignals.install();
        Path folder = Files.createTempDirectory("catwalk-drill-");
        Narration narration = new Narration(System.out);
        narration.note("drill " + drill + ": " + drill.summary() + "; in " + folder);
        boolean isKept = true;
        try {
            Ending ending = play(folder, narration);
            isKept = keep || ending == Ending.FAILED;
            return ending == Ending.SHOWN ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            tidyUp(folder, isKept, narration);
        }
    }

    private enum Ending {
        SHOWN,
        CANCELLED,
        FAILED
    }

    private Ending play(Path folder, Narration narration) throws IOException {
        Drill played = drill.drill();
        String shown;
        try (Stage stage = new Stage(folder, played.setting(), narration)) {
            try {
                stage.open(played);
                shown = played.play(stage);
                stage.alerts().requireNoMore();
            } catch (DidNotAppearException e) {
                narration.failed(e.getMessage());
                stage.logs().forEach(log -> narration.note("a daemon's log: " + log));
                return Ending.FAILED;
            } catch (CancelledException e) {
                narration.failed("ended by a signal before it was through");
                return Ending.CANCELLED;
            }
        }
        narration.shown(shown);
        return Ending.SHOWN;
    }

    private static void list(PrintWriter out) {
        KnownDrill.lines().forEach(out::println);
        out.flush();
    }

    private static void tidyUp(Path folder, boolean isKept, Narration narration) throws IOException {
        if (isKept) {
            narration.note("kept: " + folder);
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
