package dev.catwalk.lab.bench;

import dev.catwalk.lab.bench.walk.WalkBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
public final class Bench {
    public static void main(String... args) {
        System.exit(new CommandLine(new Bench()).setUsageHelpAutoWidth(true).execute(args));
    }
}
