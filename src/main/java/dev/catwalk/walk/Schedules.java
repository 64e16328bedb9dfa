package dev.catwalk.walk;

import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.platform.Component;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.Components;
import dev.catwalk.retention.Retention;
import jakarta.inject.Singleton;
import java.util.Set;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/**
 * What runs when, as Quartz triggers in the database: one node of the cluster fires each. A trigger that was missed, because
 * no node was up, fires once when one is.
 */
@Singleton
public class Schedules {
    private static final String GROUP = "schedule";
    private static final String OFF = "off";
    private static final int UPKEEP_SECONDS = 5;
    private static final int TICKET_WATCH_SECONDS = 60;
    private static final int REMINDERS_SECONDS = 60 * 60;
    /** Each start begins anew: keys are rotated by restarting nodes, and the last of them finds what the others left. */
    private static final int RESEALING_SECONDS = 24 * 60 * 60;
    /** When most are asleep, and between the walks of the full hour. */
    private static final String RETENTION = "0 15 4 * * ?";

    private final Scheduler scheduler;
    private final Components components;
    private final WalkConfig walkConfig;
    private final MerchantConfig merchantConfig;
    private final Retention retention;

    Schedules(
            Scheduler scheduler,
            Components components,
            WalkConfig walkConfig,
            MerchantConfig merchantConfig,
            Retention retention) {
        this.scheduler = scheduler;
        this.components = components;
        this.walkConfig = walkConfig;
        this.merchantConfig = merchantConfig;
        this.retention = retention;
    }

    /** Brings the triggers in line with the configuration. Idempotent; an unchanged trigger keeps its next fire time. */
    public void install() {
        try {
            walk(WalkScope.ALL, walkConfig.schedule());
            walk(WalkScope.UNDER_REVIEW, walkConfig.underReviewSchedule());
            for (Component component : components.all()) {
                cron(roster(component.appid()), merchantConfig.rosterSchedule());
            }
            every(UPKEEP_SECONDS, UpkeepJob.class, "upkeep");
            every(TICKET_WATCH_SECONDS, TicketWatchJob.class, "ticket-watch");
            every(REMINDERS_SECONDS, RemindersJob.class, "reminders");
            every(RESEALING_SECONDS, ResealingJob.class, "resealing");
            cron(job(RetentionJob.class, "retention").build(), retention.isOn() ? RETENTION : OFF);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedules could not be installed", e);
        }
    }

    /** Reads a component's roster as soon as a node is free; asked again meanwhile, that one reading serves. */
    public void readRosterNow(ComponentAppId component) {
        JobDetail roster = roster(component);
        TriggerKey key = TriggerKey.triggerKey(roster.getKey().getName() + "-now", GROUP);
        try {
            if (scheduler.checkExists(key)) {
                return;
            }
            scheduler.addJob(roster, true);
            scheduler.scheduleJob(TriggerBuilder.newTrigger()
                    .withIdentity(key)
                    .forJob(roster)
                    .withPriority(Trigger.DEFAULT_PRIORITY + 3)
                    .startNow()
                    .build());
        } catch (ObjectAlreadyExistsException e) {
            // Another node was faster.
        } catch (SchedulerException e) {
            throw new IllegalStateException("the roster of " + component + " could not be scheduled", e);
        }
    }

    private void walk(WalkScope scope, String schedule) throws SchedulerException {
        cron(
                job(WalkJob.class, "walk-" + scope.sql())
                        .usingJobData(WalkJob.SCOPE, scope.name())
                        .requestRecovery()
                        .build(),
                schedule);
    }

    private static JobDetail roster(ComponentAppId component) {
        return job(RosterJob.class, "roster-" + component)
                .usingJobData(RosterJob.COMPONENT, component.value())
                .requestRecovery()
                .build();
    }

    /** From now on; installed again, it runs once at once. */
    private void every(int seconds, Class<? extends Job> type, String name) throws SchedulerException {
        JobDetail job = job(type, name).build();
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(name, GROUP)
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(seconds)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .withPriority(Trigger.DEFAULT_PRIORITY + 3)
                .build();
        scheduler.scheduleJob(job, Set.of(trigger), true);
    }

    private static JobBuilder job(Class<? extends Job> type, String name) {
        return JobBuilder.newJob(type).withIdentity(name, GROUP).storeDurably();
    }

    private void cron(JobDetail job, String schedule) throws SchedulerException {
        TriggerKey key = TriggerKey.triggerKey(job.getKey().getName(), GROUP);
        if (OFF.equals(schedule)) {
            scheduler.unscheduleJob(key);
            return;
        }
        if (scheduler.getTrigger(key) instanceof CronTrigger cron
                && cron.getCronExpression().equals(schedule)) {
            scheduler.addJob(job, true);
            return;
        }
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .withSchedule(CronScheduleBuilder.cronSchedule(schedule).withMisfireHandlingInstructionFireAndProceed())
                .withPriority(Trigger.DEFAULT_PRIORITY + 3)
                .build();
        // Replacing what is there, since another node may install the same at this moment.
        scheduler.scheduleJob(job, Set.of(trigger), true);
    }
}
