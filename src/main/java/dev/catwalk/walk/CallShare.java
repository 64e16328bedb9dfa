package dev.catwalk.walk;

import dev.catwalk.platform.CallRate;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/** This node's share of the calls per second: the cluster's limit over the nodes that Quartz counts alive. */
@Singleton
class CallShare {
    private static final long RECOUNT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Jdbi jdbi;
    private final CallRate rate;
    private final WalkConfig config;
    private long countedAt = System.nanoTime() - 2 * RECOUNT_AFTER_NANOS;

    CallShare(Jdbi jdbi, CallRate rate, WalkConfig config) {
        this.jdbi = jdbi;
        this.rate = rate;
        this.config = config;
    }

    // Quartz stamps its rows with the nodes' own clocks, in milliseconds.
    private static final String NODES = """
            select count(*) from quartz.qrtz_scheduler_state
            where last_checkin_time > extract(epoch from clock_timestamp()) * 1000 - greatest(5 * checkin_interval, 5000)
            """;

    synchronized void adjust() {
        if (System.nanoTime() - countedAt < RECOUNT_AFTER_NANOS) {
            return;
        }
        int nodes = jdbi.withHandle(
                handle -> handle.createQuery(NODES).mapTo(Integer.class).one());
        rate.limitTo((double) config.maxCallsPerSecond() / Math.max(1, nodes));
        countedAt = System.nanoTime();
    }
}
