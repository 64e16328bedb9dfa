package dev.catwalk.push;

import jakarta.inject.Singleton;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/**
 * Looks after the inbox every few seconds, on one node of the cluster at a time; each push is also taken up as soon as it
 * was answered. Not an annotation's schedule: of two nodes that start for the first time at once, one would fail.
 */
@Singleton
public class PushSchedule {
    /** Of its trigger. */
    public static final String NAME = "push-inbox";

    private static final String GROUP = "schedule";
    private static final int SECONDS = 5;

    private final Scheduler scheduler;

    PushSchedule(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Idempotent, on any number of nodes. */
    public void install() {
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(NAME, GROUP)
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(SECONDS)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
        try {
            scheduler.scheduleJob(
                    JobBuilder.newJob(PushSweepJob.class)
                            .withIdentity(NAME, GROUP)
                            .build(),
                    Set.of(trigger),
                    true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the sweep of the inbox could not be scheduled", e);
        }
    }
}
