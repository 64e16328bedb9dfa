package dev.catwalk.schedule;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.retention.Retention;
import dev.catwalk.visit.WalkConfig;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.SliceJobs;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * What runs when, as Quartz triggers in the database: one node of the cluster fires each. A trigger that was missed, because
 * no node was up, fires once when one is. Cron expressions are read in {@link ScheduleConfig#scheduleZone()}, on any node.
 */
@Singleton
public class Schedules {
    private static final Logger LOG = Logger.getLogger(Schedules.class);

    /** Of every trigger that is installed at a start, here and elsewhere; and of every job that runs once at a time. */
    public static final String GROUP = "schedule";

    /** How the name of a trigger ends that fires once, because something asked for it. */
    static final String AT_ONCE = "-now";

    static final String AGAIN = "-again";

    /** The end of the name of a trigger that fires once. */
    public static final Pattern ONCE = Pattern.compile("(" + AT_ONCE + "|" + AGAIN + ")$");

    private static final String OFF = "off";

    /** Seconds, minutes, and any hour of any day. */
    private static final Pattern ANY_HOUR = Pattern.compile("\\S+\\s+\\S+\\s+\\*\\s+[*?]\\s+\\*\\s+[*?]");

    // Activities, and in the names of their triggers.
    static final String WALK = "walk";
    static final String ROSTER = "roster";
    static final String UPKEEP = "upkeep";
    static final String TICKET_WATCH = "ticket-watch";
    static final String REMINDERS = "reminders";
    static final String RE_ENCRYPTION = "re-encryption";
    static final String PRUNING = "retention";

    /** Looks after the inbox; each push is also taken up as soon as it was answered. */
    public static final String PUSH_INBOX = "push-inbox";

    // Data of jobs.
    static final String SCOPE = "scope";
    static final String COMPONENT = "component";
    static final String FAILURES = "failures";
    static final String FIRST_WALK = "first-walk";

    /** What runs again and again, and every how many seconds. */
    private static final Map<String, Integer> INTERVALS = Map.of(
            PUSH_INBOX, 5,
            UPKEEP, 5,
            TICKET_WATCH, 60,
            REMINDERS, 60 * 60,
            // Begins anew at each start: keys are rotated by restarting nodes, of which the last finds what others
            // left.
            RE_ENCRYPTION, 24 * 60 * 60);

    /** When most are asleep, and between the walks of the full hour. */
    private static final String RETENTION = "0 15 4 * * ?";

    private final Scheduler scheduler;
    private final Components components;
    private final ScheduleConfig config;
    private final WalkConfig walkConfig;
    private final MerchantConfig merchantConfig;
    private final Retention retention;

    Schedules(
            Scheduler scheduler,
            Components components,
            ScheduleConfig config,
            WalkConfig walkConfig,
            MerchantConfig merchantConfig,
            Retention retention) {
        this.scheduler = scheduler;
        this.components = components;
        this.config = config;
        this.walkConfig = walkConfig;
        this.merchantConfig = merchantConfig;
        this.retention = retention;
    }

    /**
     * Brings the triggers in line with the configuration. Idempotent; an unchanged trigger keeps its next fire time, unless a
     * clock that was ahead left it in the future: nobody else would notice, since upkeep is due again from now on.
     */
    public void install() {
        try {
            walk(WalkScope.ALL);
            walk(WalkScope.UNDER_REVIEW);
            for (Component component : components.all()) {
                cron(roster(component.appid()), merchantConfig.rosterSchedule());
            }
            for (var interval : INTERVALS.entrySet()) {
                every(interval.getValue(), interval.getKey());
            }
            cron(job(PRUNING, PRUNING).build(), pruning());
            removeRostersOfOthers();
            // By the clock that Quartz uses.
            int redated = redate(InstantSource.system().instant());
            if (redated > 0) {
                LOG.warnf(
                        "schedules were dated in the future by a clock that was ahead; their dates are corrected now; triggers=%d."
                                + " Synchronize the clocks of the nodes (NTP)",
                        redated);
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedules could not be installed", e);
        }
    }

    /** What belongs to components that left the configuration, would fire for nothing. */
    private void removeRostersOfOthers() throws SchedulerException {
        List<String> ours =
                components.appids().stream().map(Schedules::rosterName).toList();
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(GROUP))) {
            if (key.getName().startsWith(rosterName(""))
                    && !ours.contains(ONCE.matcher(key.getName()).replaceFirst(""))) {
                scheduler.unscheduleJob(key);
            }
        }
    }

    /** When upkeep is due by the clock of the node that fired it last; empty when it is not installed. */
    Optional<Instant> upkeepDueAt() {
        try {
            return Optional.ofNullable(scheduler.getTrigger(TriggerKey.triggerKey(UPKEEP, GROUP)))
                    .map(Trigger::getNextFireTime)
                    .map(Date::toInstant);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedules could not be read", e);
        }
    }

    /**
     * Dates anew what is dated later than it can be by this node's clock: jobs at intervals, cron expressions, slices, and
     * rosters that wait for longer than their longest pause.
     *
     * @return how many triggers
     */
    int redate(Instant now) {
        try {
            int redated = 0;
            for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
                Trigger trigger = scheduler.getTrigger(key);
                if (trigger != null && isDatedAhead(trigger, now)) {
                    scheduler.rescheduleJob(
                            key,
                            trigger.getTriggerBuilder().startAt(Date.from(now)).build());
                    redated++;
                }
            }
            return redated;
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedules could not be dated anew", e);
        }
    }

    private static boolean isDatedAhead(Trigger trigger, Instant now) {
        Instant latest = trigger instanceof SimpleTrigger simple ? now.plusMillis(simple.getRepeatInterval()) : now;
        if (trigger instanceof CronTrigger cron) {
            latest = dueAfter(now, cron.getCronExpression(), cron.getTimeZone());
        } else if (trigger.getKey().getName().endsWith(AGAIN)) {
            latest = now.plus(PAUSES.getLast());
        }
        return trigger.getNextFireTime() != null
                && trigger.getNextFireTime().toInstant().isAfter(latest.plusSeconds(1));
    }

    /** When a trigger with this cron expression is due next. */
    public static Instant dueAfter(Instant now, String cron, TimeZone zone) {
        try {
            CronExpression expression = new CronExpression(cron);
            expression.setTimeZone(zone);
            return expression.getNextValidTimeAfter(Date.from(now)).toInstant();
        } catch (ParseException e) {
            throw new IllegalStateException("stored cron expression " + cron, e);
        }
    }

    /** The zone of every cron expression. */
    public ZoneId zone() {
        return config.scheduleZone();
    }

    /** The triggers that {@link #install} leaves, by name: the cron expression, and nothing for what runs at intervals. */
    public Map<String, Optional<String>> wanted() {
        Map<String, String> crons = new TreeMap<>();
        crons.put(walkName(WalkScope.ALL), schedule(WalkScope.ALL));
        crons.put(walkName(WalkScope.UNDER_REVIEW), schedule(WalkScope.UNDER_REVIEW));
        components
                .all()
                .forEach(component -> crons.put(rosterName(component.appid()), merchantConfig.rosterSchedule()));
        crons.put(PRUNING, pruning());
        crons.values().removeIf(OFF::equals);

        Map<String, Optional<String>> wanted = new TreeMap<>();
        crons.forEach((name, cron) -> wanted.put(name, Optional.of(cron)));
        INTERVALS.keySet().forEach(name -> wanted.put(name, Optional.empty()));
        return wanted;
    }

    /**
     * The zone in which a trigger with this expression is stored. One that names no hour fires alike in every zone with whole
     * hours. It is stored in UTC where clocks are set back once a year: of the hour that comes twice then, Quartz leaves one out.
     */
    public ZoneId zoneOf(String cron) {
        boolean namesNoHour = ANY_HOUR.matcher(cron).matches();
        boolean hoursComeTwice = zone().getRules().getTransitionRules().stream()
                .anyMatch(rule -> rule.getOffsetAfter().getTotalSeconds() % 3600 == 0
                        && rule.getOffsetBefore().getTotalSeconds() % 3600 == 0);
        return namesNoHour && hoursComeTwice ? ZoneOffset.UTC : zone();
    }

    private String pruning() {
        return retention.isOn() ? RETENTION : OFF;
    }

    /** Whether walks of this scope have a schedule. */
    public boolean isOn(WalkScope scope) {
        return !OFF.equals(schedule(scope));
    }

    private String schedule(WalkScope scope) {
        return switch (scope) {
            case ALL -> walkConfig.schedule();
            case UNDER_REVIEW -> walkConfig.underReviewSchedule();
            case MERCHANT -> OFF;
        };
    }

    /** Of the trigger, and of its job. */
    public static String walkName(WalkScope scope) {
        return WALK + "-" + scope.code();
    }

    public static String rosterName(Object component) {
        return ROSTER + "-" + component;
    }

    /** Reads a component's roster as soon as a node is free; asked again meanwhile, that one reading serves. */
    public void readRosterNow(ComponentAppId component) {
        JobDetail roster = roster(component);
        TriggerKey key = TriggerKey.triggerKey(roster.getKey().getName() + AT_ONCE, GROUP);
        try {
            if (isAlive(key)) {
                return;
            }
            scheduler.unscheduleJob(key);
            scheduler.addJob(roster, true);
            scheduler.scheduleJob(
                    SliceJobs.atOnce().withIdentity(key).forJob(roster).build());
        } catch (ObjectAlreadyExistsException e) {
            // Another node was faster.
        } catch (SchedulerException e) {
            throw new IllegalStateException("the roster of " + component + " could not be scheduled", e);
        }
    }

    /** After each failure in a row; after the last of them the roster waits for its schedule. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(1));

    /**
     * Reads a component's roster again after a pause, on any node.
     *
     * @param failures in a row; with none it was broken off by the end of a process, and is read at once
     */
    void readRosterAgain(ComponentAppId component, int failures) {
        if (failures > PAUSES.size()) {
            return;
        }
        Duration pause = failures == 0 ? Duration.ZERO : PAUSES.get(failures - 1);
        again(roster(component), FAILURES, Integer.toString(failures), pause);
    }

    /** Tries after a pause, on any node, to start the walk that follows a first roster. */
    void startFirstWalkAgain() {
        again(walkJob(WalkScope.ALL), FIRST_WALK, "true", PAUSES.getFirst());
    }

    private void again(JobDetail job, String key, String value, Duration pause) {
        String name = job.getKey().getName() + AGAIN;
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(name, GROUP)
                .usingJobData(key, value)
                // By the clock that Quartz uses.
                .startAt(Date.from(InstantSource.system().instant().plus(pause)))
                .build();
        try {
            scheduler.scheduleJob(job, Set.of(trigger), true);
        } catch (SchedulerException e) {
            throw new IllegalStateException(name + " could not be scheduled", e);
        }
    }

    /** Whether a reading failed and the next one is scheduled. */
    boolean isRosterReadLater(ComponentAppId component) {
        try {
            return isAlive(TriggerKey.triggerKey(roster(component).getKey().getName() + AGAIN, GROUP));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule of the roster of " + component + " could not be read", e);
        }
    }

    private void walk(WalkScope scope) throws SchedulerException {
        cron(walkJob(scope), schedule(scope));
    }

    private static JobDetail walkJob(WalkScope scope) {
        return job(WALK, walkName(scope))
                .usingJobData(SCOPE, scope.name())
                .requestRecovery()
                .build();
    }

    /** In a lane of their own, see {@link JobLanes}: with many components they are many, and long. */
    private static JobDetail roster(ComponentAppId component) {
        return job(ROSTER, rosterName(component))
                .withIdentity(rosterName(component), ROSTER)
                .usingJobData(COMPONENT, component.value())
                .requestRecovery()
                .build();
    }

    /** From now on; installed again, it runs once at once. */
    private void every(int seconds, String name) throws SchedulerException {
        JobDetail job = job(name, name).build();
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(name, GROUP)
                .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever(seconds)
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
        scheduler.scheduleJob(job, Set.of(trigger), true);
    }

    private static JobBuilder job(String activity, String name) {
        return JobBuilder.newJob(ScheduledJob.class)
                .withIdentity(name, GROUP)
                .storeDurably()
                .usingJobData(ScheduledJob.ACTIVITY, activity);
    }

    /**
     * Whether there is a trigger that goes on by itself. Quartz gives one up for good, with state ERROR, when a node cannot load
     * the class of its job, as one of an older version may not.
     */
    private boolean isAlive(TriggerKey key) throws SchedulerException {
        return switch (scheduler.getTriggerState(key)) {
            case NORMAL, BLOCKED, COMPLETE -> true;
            case NONE, ERROR, PAUSED -> false;
        };
    }

    private void cron(JobDetail job, String schedule) throws SchedulerException {
        TriggerKey key = TriggerKey.triggerKey(job.getKey().getName(), GROUP);
        if (OFF.equals(schedule)) {
            scheduler.unscheduleJob(key);
            return;
        }
        TimeZone zone = TimeZone.getTimeZone(zoneOf(schedule));
        if (isAlive(key)
                && scheduler.getTrigger(key) instanceof CronTrigger cron
                && cron.getNextFireTime() != null
                && cron.getCronExpression().equals(schedule)
                && cron.getTimeZone().getID().equals(zone.getID())
                && cron.getJobKey().equals(job.getKey())) {
            scheduler.addJob(job, true);
            return;
        }
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .withSchedule(CronScheduleBuilder.cronSchedule(schedule)
                        .inTimeZone(zone)
                        .withMisfireHandlingInstructionFireAndProceed())
                .build();
        // Replacing what is there, since another node may install the same at this moment.
        scheduler.scheduleJob(job, Set.of(trigger), true);
    }
}
