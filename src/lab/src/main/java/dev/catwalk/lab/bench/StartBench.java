package dev.catwalk.lab.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a daemon takes until it is ready, and at what cost. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts the daemon several times, the first time on an empty database: seconds from deploy/catwalk serve until it"
                    + " is ready, CPU seconds until then, memory.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  deploy/bench start",
            "      with the cache of deploy/aot-cache",
            "  JAVA_OPTS=-XX:AOTMode=off deploy/bench start",
            "      without it"
        })
final class StartBench implements Callable<Integer> {
    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "5",
            description = "after the one that makes the schema (default: ${DEFAULT-VALUE})")
    private int starts;

    @Override
    public Integer call() throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        try (BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/start"), 1)) {
            System.out.printf("%s%n%9s  %9s  %12s%n", Machine.here(), "ready, s", "CPU s", "peak RSS MiB");
            for (int start = 0; start <= starts; start++) {
                try (BenchDaemon daemon = site.serve(Map.of())) {
                    seconds.add(daemon.readyAfterSeconds());
                    cpu.add(ProcessorTime.of(daemon.process()).toMillis() / 1000.0);
                    double memory = MemoryFigures.of(BenchDaemon.NAME, daemon.process(), site.merchants())
                            .peakRss();
                    System.out.printf(
                            Locale.ROOT,
                            "%9.2f  %9.2f  %12.0f%s%n",
                            seconds.getLast(),
                            cpu.getLast(),
                            memory,
                            start == 0 ? "  on an empty database" : "");
                }
            }
        }
        if (starts > 0) {
            System.out.printf(Locale.ROOT, "%9.2f  %9.2f  median of the others%n", median(seconds), median(cpu));
        }
        return 0;
    }

    private static double median(List<Double> figures) {
        return figures.stream().skip(1).sorted().toList().get((figures.size() - 1) / 2);
    }
}
