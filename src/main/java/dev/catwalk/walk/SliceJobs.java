package dev.catwalk.walk;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** Slices as Quartz jobs, which the cluster spreads over its nodes and runs again when a node dies. */
@Singleton
class SliceJobs {
    private static final String GROUP = "slice";

    private final Scheduler scheduler;

    SliceJobs(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Schedules these slices for now; joins the surrounding transaction, so that slices and jobs exist together. */
    void schedule(long walkId, Collection<Integer> sliceNos, WalkScope scope) {
        Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
        for (int sliceNo : sliceNos) {
            JobDetail job = JobBuilder.newJob(SliceJob.class)
                    .withIdentity(key(walkId, sliceNo))
                    .usingJobData(SliceJob.WALK, Long.toString(walkId))
                    .usingJobData(SliceJob.SLICE, Integer.toString(sliceNo))
                    .requestRecovery()
                    .build();
            Trigger now = TriggerBuilder.newTrigger()
                    .withPriority(priority(scope))
                    .startNow()
                    .build();
            jobs.put(job, Set.of(now));
        }
        try {
            scheduler.scheduleJobs(jobs, true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the slices of walk " + walkId + " could not be scheduled", e);
        }
    }

    /** Whether Quartz still knows of this slice: waiting, running, or to be recovered. */
    boolean exists(long walkId, int sliceNo) {
        try {
            return scheduler.checkExists(key(walkId, sliceNo));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the scheduler could not be asked for a slice of walk " + walkId, e);
        }
    }

    /** The small walks must not wait behind the long one. */
    private static int priority(WalkScope scope) {
        return switch (scope) {
            case ALL -> Trigger.DEFAULT_PRIORITY;
            case UNDER_REVIEW -> Trigger.DEFAULT_PRIORITY + 1;
            case MERCHANT -> Trigger.DEFAULT_PRIORITY + 2;
        };
    }

    private static JobKey key(long walkId, int sliceNo) {
        return JobKey.jobKey("walk-" + walkId + "-slice-" + sliceNo, GROUP);
    }
}
