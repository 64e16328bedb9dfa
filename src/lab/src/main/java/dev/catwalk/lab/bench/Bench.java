package dev.catwalk.lab.bench;

import dev.catwalk.lab.bench.walk.WalkBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deploy/bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the daemon against the simulated platform, on this machine and nothing else.",
        subcommands = {
            StartBench.class,
            WalkBench.class,
            AlertBench.class,
            UpkeepBench.class,
            ReportBench.class,
            ConsoleBench.class,
            PushBench.class,
            RelayBench.class,
            ApiBench.class
        })
public final class Bench implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which one? bench start, bench walk, bench alerts, bench upkeep, bench reports, bench console, bench push, bench relay, bench api");
    }
}
