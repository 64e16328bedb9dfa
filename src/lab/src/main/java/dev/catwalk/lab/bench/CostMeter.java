package dev.catwalk.lab.bench;

import java.sql.SQLException;
import java.time.Duration;

/** Reads from outside what the processes of a site have used so far. */
public final class CostMeter {
    private final BenchSite site;
    private final ProcessHandle worker;

    public CostMeter(BenchSite site, ProcessHandle worker) {
        this.site = site;
        this.worker = worker;
    }

    public record Reading(Duration worker, Duration database, Duration platform, long walPosition, long refreshes) {}

    public Reading read() throws Exception {
        return new Reading(
                ProcessorTime.of(worker),
                ProcessorTime.of(site.database().postmaster()),
                ProcessorTime.of(site.platform().process()),
                site.database().walPosition(),
                site.platform().refreshes());
    }

    public Cost between(Reading before, Reading after) throws SQLException {
        return new Cost(
                seconds(before.worker(), after.worker()),
                seconds(before.database(), after.database()),
                seconds(before.platform(), after.platform()),
                after.walPosition() - before.walPosition(),
                site.database().fullPageBytes(before.walPosition(), after.walPosition()),
                after.refreshes() - before.refreshes());
    }

    private static double seconds(Duration before, Duration after) {
        return after.minus(before).toMillis() / 1000.0;
    }
}
