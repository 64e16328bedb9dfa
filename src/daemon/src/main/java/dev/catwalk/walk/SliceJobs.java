package dev.catwalk.walk;

import dev.catwalk.platform.TraceSpan;
import dev.catwalk.schedule.JobLanes;
import dev.catwalk.visit.WalkScope;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.utils.Key;

/** Slices as Quartz jobs, which the cluster spreads over its nodes and runs again when a node dies. */
@Singleton
public class SliceJobs {
    private static final Logger LOG = Logger.getLogger(SliceJobs.class);
    /** Of the jobs; their triggers have a group for each scope, which {@link JobLanes} goes by. */
    static final String GROUP = "slice";

    /** Of a job, with the numbers of walk and slice; for SQL's {@code format} as well. */
    static final String NAME = "walk-%s-slice-%s";

    private static final Date LONG_AGO = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

    private static final TriggerKey NO_TRIGGER = TriggerKey.triggerKey("none", GROUP);

    private final Scheduler scheduler;

    SliceJobs(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Schedules these slices for now; joins the surrounding transaction, so that slices and jobs exist together. */
    public void schedule(long walkId, Collection<Integer> sliceNos, WalkScope scope) {
        Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
        for (int sliceNo : sliceNos) {
            JobDetail job = JobBuilder.newJob(SliceJob.class)
                    .withIdentity(key(walkId, sliceNo))
                    .usingJobData(SliceJob.WALK, Long.toString(walkId))
                    .usingJobData(SliceJob.SLICE, Integer.toString(sliceNo))
                    .usingJobData(SliceJob.TRACE, TraceSpan.current())
                    .requestRecovery()
                    .build();
            jobs.put(
                    job,
                    Set.of(atOnce().withIdentity(Key.createUniqueName(null), "slice-" + scope.code())
                            .build()));
        }
        try {
            scheduler.scheduleJobs(jobs, true);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the slices of walk " + walkId + " could not be scheduled", e);
        }
    }

    /** Schedules a slice whose job was lost, and deletes the rest of that job: a trigger in error stays for ever. */
    void scheduleAgain(long walkId, int sliceNo, WalkScope scope) {
        try {
            scheduler.deleteJob(key(walkId, sliceNo));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the lost job of walk " + walkId + " could not be deleted", e);
        }
        schedule(walkId, List.of(sliceNo), scope);
    }

    /**
     * A trigger that is due on every node: each goes by its own clock, and the one that schedules may be the one that is an hour
     * ahead, and die. So it is dated long ago, and late on no node.
     */
    public static TriggerBuilder<SimpleTrigger> atOnce() {
        return TriggerBuilder.newTrigger()
                .startAt(LONG_AGO)
                .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionIgnoreMisfires());
    }

    /**
     * Makes this node look for due jobs at once, to be called when the transaction that scheduled some has ended. Quartz looks
     * when they are scheduled, finds nothing since nothing is committed yet, and would look again up to a second later.
     */
    void wake() {
        try {
            // Asks for no trigger in particular: the call only signals the scheduler that something may have changed.
            scheduler.resumeTrigger(NO_TRIGGER);
        } catch (SchedulerException e) {
            LOG.debug("the scheduler was not woken; it checks by itself within a second", e);
        }
    }

    private static JobKey key(long walkId, int sliceNo) {
        return JobKey.jobKey(NAME.formatted(walkId, sliceNo), GROUP);
    }
}
