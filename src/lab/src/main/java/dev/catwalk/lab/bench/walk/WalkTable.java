package dev.catwalk.lab.bench.walk;

import java.io.PrintStream;
import java.util.Locale;

/** The figures of walks as lines, each printed as soon as it is known. */
final class WalkTable {
    private static final String HEAD = """
                                                                     CPU s per 1,000 merchants                 WAL bytes a merchant    refreshes
            merchants  latency  walk       worker    merchants/s  ideal  worker  PostgreSQL  together  platform      all  beyond pages  a merchant
            """;

    private final PrintStream out;
    private final int concurrency;

    WalkTable(PrintStream out, int concurrency) {
        this.out = out;
        this.concurrency = concurrency;
        out.print(HEAD);
    }

    void add(WalkFigures walk) {
        out.println(line(walk));
    }

    private String line(WalkFigures walk) {
        WalkFigures.Subject of = walk.of();
        return String.format(
                Locale.ROOT,
                "%,9d  %4d ms  %-9s  %-8s  %,11.0f  %5s  %6.3f  %10.3f  %8.3f  %8.3f  %,7.0f  %,12.0f  %10.2f",
                of.merchants(),
                of.latencyMillis(),
                of.kind(),
                of.worker(),
                walk.perSecond(),
                ideal(walk),
                walk.workerCpu(),
                walk.databaseCpu(),
                walk.cpu(),
                walk.platformCpu(),
                walk.walBytes(),
                walk.leanWalBytes(),
                walk.refreshes());
    }

    private String ideal(WalkFigures walk) {
        boolean known = walk.of().latencyMillis() > 0 && walk.of().kind() != WalkKind.FIRST;
        return known ? String.format(Locale.ROOT, "%.0f%%", 100 * walk.shareOfIdeal(concurrency)) : "-";
    }
}
