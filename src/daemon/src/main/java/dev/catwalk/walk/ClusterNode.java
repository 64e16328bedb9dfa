package dev.catwalk.walk;

import jakarta.inject.Singleton;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** This process as one of the Quartz cluster. Its row in {@code qrtz_scheduler_state} is there for as long as it lives. */
@Singleton
class ClusterNode {
    private final Scheduler scheduler;

    ClusterNode(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Another one after each start. */
    String name() {
        try {
            return scheduler.getSchedulerInstanceId();
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler has no name", e);
        }
    }
}
