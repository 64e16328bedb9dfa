package dev.catwalk.walk;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** This process as one of the Quartz cluster. Its row in {@code qrtz_scheduler_state} is there for as long as it lives. */
@Singleton
class ClusterNode {
    private static final Logger LOG = Logger.getLogger(ClusterNode.class);
    /** Behind the observers without a priority, which have 2500: Quarkus shuts Quartz down in one of them. */
    private static final int AFTER_QUARTZ = 3000;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Scheduler scheduler;
    private final Jdbi jdbi;

    ClusterNode(Scheduler scheduler, Jdbi jdbi) {
        this.scheduler = scheduler;
        this.jdbi = jdbi;
    }

    /** Another one after each start. */
    String name() {
        try {
            return scheduler.getSchedulerInstanceId();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler has no name", e);
        }
    }

    // While jobs of this node are left, only its silent row makes Quartz run them on another node.
    private static final String LEAVE = """
            delete from quartz.qrtz_scheduler_state s
            where instance_name = :self
              and not exists (select from quartz.qrtz_fired_triggers f where f.instance_name = s.instance_name)
            """;

    /**
     * Quartz leaves the row of a node that ends, and the others would count it for some seconds more. Quartz has ended by now,
     * so that no check-in writes the row again. A process whose start failed before there was a scheduler has no row.
     */
    void leave(
            @Observes(notifyObserver = Reception.IF_EXISTS)
                    @BeforeDestroyed(ApplicationScoped.class)
                    @Priority(AFTER_QUARTZ)
                    Object end)
            throws InterruptedException {
        // A database that hangs does not delay the end.
        Thread.ofVirtual().name("leave").start(this::deleteRow).join(PATIENCE);
    }

    private void deleteRow() {
        try {
            jdbi.useHandle(
                    handle -> handle.createUpdate(LEAVE).bind("self", name()).execute());
        } catch (RuntimeException e) {
            LOG.debugf(
                    "the other nodes count this one for some seconds more; failure=%s",
                    e.getClass().getSimpleName());
        }
    }
}
