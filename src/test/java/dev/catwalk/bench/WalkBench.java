package dev.catwalk.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Merchants per second and CPU seconds per 1,000 merchants: walks over unchanged merchants with live tokens, one after the other. */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        description = "Walks over unchanged merchants: how many a second, and at what cost.")
final class WalkBench implements Callable<Integer> {
    @Option(names = "--merchants", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(
            names = "--latency",
            split = ",",
            defaultValue = "0,50",
            description = "of each call, in milliseconds; several separated by commas; default: ${DEFAULT-VALUE}")
    private List<Integer> latencies;

    @Option(names = "--concurrency", defaultValue = "256", description = "calls in flight; default: ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(names = "--walks", defaultValue = "3", description = "measured, after two; default: ${DEFAULT-VALUE}")
    private int walks;

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                "%d merchants, %d calls in flight, %d cores, Java %s%n%n",
                merchants, concurrency, Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"));
        System.out.println("latency  merchants/s  ideal  CPU s per 1,000 merchants: daemon  PostgreSQL  together");
        for (int latency : latencies) {
            try (BenchSite site = BenchSite.start(merchants, latency, settings())) {
                System.out.println(measure(latency, site));
            }
        }
        return 0;
    }

    private Map<String, String> settings() {
        return Map.of(
                // Due every second: one walk follows on the other.
                "CATWALK_WALK_SCHEDULE", "* * * * * ?",
                "CATWALK_WALK_CONCURRENCY", Integer.toString(concurrency),
                "CATWALK_WALK_MAX_CALLS_PER_SECOND", "1000000");
    }

    private String measure(int latency, BenchSite site) throws SQLException {
        ProcessHandle server = site.postmaster();
        // The first walk stores everything, the second warms the code up.
        long before = site.awaitWalks(2);
        Duration daemonBefore = ProcessorTime.of(site.daemon().toHandle());
        Duration serverBefore = ProcessorTime.of(server);
        long after = site.awaitWalks(before + walks);
        Duration daemonCost = ProcessorTime.of(site.daemon().toHandle()).minus(daemonBefore);
        Duration serverCost = ProcessorTime.of(server).minus(serverBefore);
        double thousands = (after - before) * merchants / 1000.0;
        double rate = site.number(RATE);
        return String.format(
                Locale.ROOT,
                "%4d ms  %11.0f  %5s  %32.3f  %10.3f  %8.3f",
                latency,
                rate,
                latency == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.0f%%", 100 * rate / (concurrency * 1000.0 / latency)),
                seconds(daemonCost) / thousands,
                seconds(serverCost) / thousands,
                seconds(daemonCost.plus(serverCost)) / thousands);
    }

    // The median over the measured walks, each from its own start to its own end.
    private static final String RATE = """
            select percentile_cont(0.5) within group (order by merchants / extract(epoch from finished_at - started_at))
            from (
              select * from reporting.walk
              where scope = 'all' and state = 'completed' and merchants > 0 order by walk_id offset 2) measured
            """;

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
