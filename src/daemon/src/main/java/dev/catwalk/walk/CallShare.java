package dev.catwalk.walk;

import dev.catwalk.database.RepeatedWork;
import dev.catwalk.platform.CallRate;
import dev.catwalk.visit.WalkConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * This node's share of the calls per second: the cluster's limit over the nodes that Quartz counts alive. Counted every
 * second, so that the limit holds again within two when a node joins. A node that dies is counted for five seconds more, one
 * that ends is not, see {@link ClusterNode}.
 */
@Singleton
class CallShare {
    private static final Logger LOG = Logger.getLogger(CallShare.class);
    private static final Duration RECOUNT = Duration.ofSeconds(1);

    private final Jdbi jdbi;
    private final ClusterNode self;
    private final CallRate rate;
    private final WalkConfig config;

    CallShare(Jdbi jdbi, ClusterNode self, CallRate rate, WalkConfig config) {
        this.jdbi = jdbi;
        this.self = self;
        this.rate = rate;
        this.config = config;
    }

    // In milliseconds, by the database's clock: see schedule.CheckIns.
    private static final String OTHERS = """
            select count(*) from quartz.qrtz_scheduler_state
            where instance_name <> :self
              and last_checkin_time > extract(epoch from app.now()) * 1000 - greatest(5 * checkin_interval, 5000)
            """;

    /** Before anything calls the platform. */
    void begin(@Observes @Priority(1) StartupEvent start, RepeatedWork repeated) {
        rate.limitTo(config.maxCallsPerSecond());
        adjust();
        repeated.begin("call-share", RECOUNT, this::adjust);
    }

    private void adjust() {
        try {
            int others = jdbi.withHandle(handle -> handle.createQuery(OTHERS)
                    .bind("self", self.name())
                    .mapTo(Integer.class)
                    .one());
            rate.limitTo((double) config.maxCallsPerSecond() / (1 + others));
        } catch (RuntimeException e) {
            // With the database away the last share stays in force, and nothing is walked anyway.
            LOG.debugf("the nodes cannot be counted; failure=%s", e.getClass().getSimpleName());
        }
    }
}
