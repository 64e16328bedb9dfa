package dev.catwalk.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.visit.WalkConfig;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.RosterRun;
import dev.catwalk.walk.SliceJobs;
import dev.catwalk.walk.WalkHistoryTest;
import dev.catwalk.watch.TicketWatch;
import io.quarkus.arc.ClientProxy;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobDataMap;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.StdScheduler;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.LoggerFactory;

/** What the daemon does without being asked begins at its start. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SchedulesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    @Any
    Instance<ScheduledJob.Activity> activities;

    @Inject
    Worker worker;

    @Inject
    Schedules schedules;

    @Inject
    Upkeep upkeep;

    @Inject
    Scheduler scheduler;

    @Inject
    Components components;

    @Inject
    WalkConfig walkConfig;

    @Inject
    ScheduleConfig config;

    @Inject
    MerchantConfig merchantConfig;

    @Inject
    Pruning pruning;

    @Inject
    Retention retention;

    @Inject
    RosterRun roster;

    @Inject
    Shutdown stopping;

    @Inject
    ScheduleWatch watch;

    @Inject
    TicketWatch tickets;

    @Inject
    Stored stored;

    @Inject
    SliceJobs sliceJobs;

    @Inject
    Jdbi jdbi;

    @AfterEach
    void runNothingDuringOtherTests() throws SchedulerException {
        scheduler.clear();
        for (String table : List.of("fired_triggers", "triggers", "job_details")) {
            worker.jdbi()
                    .useHandle(handle ->
                            handle.execute("delete from quartz.qrtz_" + table + " where sched_name = 'test'"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"upkeep", "ticket-watch", "reminders", "re-encryption"})
    void whatRunsAtIntervalsRunsAtOnceAndGoesOn(String name) throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        TriggerKey key = TriggerKey.triggerKey(name, "schedule");

        // when
        schedules.install();
        schedules.install();
        Awaitility.await("the first run of " + name)
                .atMost(LIMIT)
                .until(() -> scheduler.getTrigger(key).getPreviousFireTime() != null);

        // then
        assertThat(scheduler.getTriggerState(key)).isNotEqualTo(Trigger.TriggerState.ERROR);
        assertThat(scheduler.getTrigger(key).getNextFireTime()).isNotNull();
    }

    @Test
    void whatEveryTriggerStartsIsThere() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        keeping("30d").install();

        // then
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            String activity = scheduler
                    .getJobDetail(scheduler.getTrigger(key).getJobKey())
                    .getJobDataMap()
                    .getString("activity");
            assertThat(activities.select(NamedLiteral.of(activity)).isResolvable())
                    .as("%s of %s", activity, key)
                    .isTrue();
        }
    }

    @Test
    void historiesArePrunedEachNightWhenOneHasALimit() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        TriggerKey key = TriggerKey.triggerKey("retention", "schedule");

        // when
        keeping("30d").install();
        Trigger on = scheduler.getTrigger(key);
        keeping("off").install();
        Trigger off = scheduler.getTrigger(key);

        // then
        assertThat(on.getNextFireTime()).isBefore(new Date(System.currentTimeMillis() + 86_400_000));
        assertThat(scheduler.getJobDetail(on.getJobKey()).getJobDataMap()).containsEntry("activity", "retention");
        assertThat(off).isNull();
    }

    @Test
    void whatIsOlderThanItIsKeptIsPrunedWhenThatIsDue() {
        // given: the last that was completed stays
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.walk (scope, state, planned_at, started_at, finished_at)
                select 'merchant', 'completed', at, at, at
                from (select app.now() - age * interval '1 day' as at from generate_series(42, 40, -1) age) walk
                """));

        // when
        new Activities()
                .retention(pruning.of(WalkHistoryTest.keeping("30d")), stopping)
                .run(null, null);

        // then
        assertThat(worker.value("select count(*) from app.walk")).isEqualTo(1L);
    }

    @Test
    void inTheNightWhenClocksAreSetBackEveryHourIsWalked() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        new Schedules(scheduler, components, () -> ZoneId.of("Europe/Berlin"), walkConfig, merchantConfig, retention)
                .install();
        Trigger walk = scheduler.getTrigger(TriggerKey.triggerKey("walk-all", "schedule"));
        List<Instant> night = Stream.iterate(
                        walk.getFireTimeAfter(Date.from(Instant.parse("2027-10-30T22:30:00Z"))), walk::getFireTimeAfter)
                .limit(4)
                .map(Date::toInstant)
                .toList();

        // then
        assertThat(night)
                .containsExactly(
                        Instant.parse("2027-10-30T23:00:00Z"),
                        Instant.parse("2027-10-31T00:00:00Z"),
                        Instant.parse("2027-10-31T01:00:00Z"),
                        Instant.parse("2027-10-31T02:00:00Z"));
    }

    @Test
    void everyCronExpressionIsReadInTheConfiguredZone() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        TriggerKey key = TriggerKey.triggerKey("roster-" + Worker.COMPONENT, "schedule");
        new Schedules(scheduler, components, () -> ZoneId.of("UTC"), walkConfig, merchantConfig, retention).install();
        Date before = scheduler.getTrigger(key).getNextFireTime();

        // when
        schedules.install();
        Date after = scheduler.getTrigger(key).getNextFireTime();
        schedules.install();

        // then
        assertThat(before.toInstant().atZone(ZoneId.of("UTC")).toLocalTime()).isEqualTo(LocalTime.of(3, 30));
        assertThat(after.toInstant().atZone(ZoneId.of("Asia/Shanghai")).toLocalTime())
                .isEqualTo(LocalTime.of(3, 30));
        assertThat(scheduler.getTrigger(key).getNextFireTime()).isEqualTo(after);
    }

    @Test
    void theRosterOfAComponentThatLeftTheConfigurationIsNotScheduledAnyMore() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        schedules.install();
        ComponentAppId gone = new ComponentAppId("wx0123456789abcdef");
        for (String name :
                List.of("roster-" + gone, "roster-" + gone + Schedules.AT_ONCE, "roster-" + gone + Schedules.AGAIN)) {
            scheduler.scheduleJob(TriggerBuilder.newTrigger()
                    .withIdentity(name, Schedules.GROUP)
                    .forJob("roster-" + Worker.COMPONENT, "roster")
                    .startAt(new Date(System.currentTimeMillis() + 3_600_000))
                    .build());
        }

        // when
        schedules.install();

        // then
        assertThat(scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(Schedules.GROUP)))
                .extracting(TriggerKey::getName)
                .contains("roster-" + Worker.COMPONENT)
                .noneMatch(name -> name.contains(gone.value()));
    }

    /** Of its name for the job store, Quartz takes no notice, and waits for 15 seconds. */
    @Test
    void quartzTriesAgainFiveSecondsAfterTheDatabaseFailedIt() throws ReflectiveOperationException {
        // given
        Field ofScheduler = StdScheduler.class.getDeclaredField("sched");
        Field ofResources = QuartzScheduler.class.getDeclaredField("resources");
        ofScheduler.setAccessible(true);
        ofResources.setAccessible(true);

        // when
        QuartzSchedulerResources resources =
                (QuartzSchedulerResources) ofResources.get(ofScheduler.get(ClientProxy.unwrap(scheduler)));

        // then
        assertThat(((JobStoreSupport) resources.getJobStore()).getDbRetryInterval())
                .isEqualTo(5000);
    }

    @Test
    void schedulesThatAClockLeftAnHourAheadGoOnWithinSomeLooks() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        // Else what is installed here would run at once and be dated by this clock.
        scheduler.standby();
        schedules.install();
        TriggerKey walk = TriggerKey.triggerKey("walk-all", "schedule");
        worker.jdbi().useHandle(handle -> handle.execute("""
                update quartz.qrtz_triggers set next_fire_time = next_fire_time + 3600000, trigger_state = 'WAITING'
                """));

        // when
        for (int look = 0; look < 4; look++) {
            watch.look(Instant.now());
        }
        scheduler.start();

        // then
        assertThat(watch.redatedAt()).isPresent();
        Trigger dated = scheduler.getTrigger(walk);
        assertThat(dated.getNextFireTime()).isEqualTo(dated.getFireTimeAfter(new Date()));
        assertThat(scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(Schedules.GROUP)))
                .allSatisfy(key -> assertThat(scheduler.getTrigger(key).getNextFireTime())
                        .isBefore(new Date(System.currentTimeMillis() + 86_400_000 + 5000)));
        Awaitility.await("upkeep runs again").atMost(LIMIT).until(() -> schedules
                .upkeepDueAt()
                .filter(due -> due.isAfter(Instant.now().plusSeconds(1))
                        && due.isBefore(Instant.now().plusSeconds(6)))
                .isPresent());
    }

    @Test
    void ticketsAreNotMissedWhileTheDatabaseTakesNoWrites() throws SchedulerException {
        // given: nothing fires, since each firing is written
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.takeTicket();
        tickets.activate();
        scheduler.standby();
        schedules.install();

        // when
        Instant machine = Instant.now();
        for (int minute = 1; minute <= 40; minute++) {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            watch.look(machine.plus(Duration.ofMinutes(minute)));
        }
        tickets.activate();

        // then
        assertThat(stored.alerts("platform.ticket_overdue")).isZero();
    }

    @Test
    void schedulesThatAClockLeftADayAheadAreDatedAnewAtTheNextStart() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        scheduler.standby();
        schedules.install();
        schedules.readRosterAgain(Worker.COMPONENT, 1);
        worker.jdbi().useHandle(handle -> handle.execute("""
                update quartz.qrtz_triggers set next_fire_time = next_fire_time + 86400000, trigger_state = 'WAITING'
                """));

        // when
        Date before = new Date();
        schedules.install();
        Trigger walk = scheduler.getTrigger(TriggerKey.triggerKey("walk-all", Schedules.GROUP));
        Trigger roster = scheduler.getTrigger(
                TriggerKey.triggerKey("roster-" + Worker.COMPONENT + Schedules.AGAIN, Schedules.GROUP));
        scheduler.clear();
        scheduler.start();

        // then
        assertThat(walk.getNextFireTime()).isIn(walk.getFireTimeAfter(before), walk.getFireTimeAfter(new Date()));
        assertThat(roster.getNextFireTime()).isBeforeOrEqualTo(new Date());
    }

    @Test
    void aRosterThatWaitsForItsPauseKeepsItWhenSchedulesAreDatedAnew() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        scheduler.standby();
        schedules.readRosterAgain(Worker.COMPONENT, 3);
        TriggerKey again = TriggerKey.triggerKey("roster-" + Worker.COMPONENT + Schedules.AGAIN, Schedules.GROUP);
        Date due = scheduler.getTrigger(again).getNextFireTime();

        // when
        int redated = schedules.redate(Instant.now());
        Date kept = scheduler.getTrigger(again).getNextFireTime();
        int redatedByAClockOfTheDayBefore = schedules.redate(Instant.now().minus(Duration.ofDays(1)));
        scheduler.clear();
        scheduler.start();

        // then
        assertThat(List.of(redated, redatedByAClockOfTheDayBefore)).containsExactly(0, 1);
        assertThat(kept).isEqualTo(due);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "PAUSED"})
    void aWalkThatQuartzDoesNotFireAnyMoreIsScheduledAnewAtTheNextStart(String state) throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        schedules.install();
        setTriggers(state, "walk-all");

        // when
        schedules.install();

        // then
        assertThat(scheduler.getTriggerState(TriggerKey.triggerKey("walk-all", Schedules.GROUP)))
                .isEqualTo(Trigger.TriggerState.NORMAL);
    }

    @Test
    void aRosterThatQuartzGaveUpIsReadAllTheSame() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        scheduler.standby();
        schedules.readRosterAgain(Worker.COMPONENT, 1);
        schedules.readRosterNow(Worker.COMPONENT);
        setTriggers("ERROR", "roster-%");

        // when
        boolean later = schedules.isRosterReadLater(Worker.COMPONENT);
        schedules.readRosterNow(Worker.COMPONENT);
        Trigger.TriggerState state = scheduler.getTriggerState(
                TriggerKey.triggerKey("roster-" + Worker.COMPONENT + Schedules.AT_ONCE, Schedules.GROUP));
        scheduler.clear();
        scheduler.start();

        // then
        assertThat(later).isFalse();
        assertThat(state).isEqualTo(Trigger.TriggerState.NORMAL);
    }

    private void setTriggers(String state, String names) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update quartz.qrtz_triggers set trigger_state = ? where trigger_name like ?", state, names));
    }

    @Test
    void noMoreJobsOfAGroupAreTakenThanItsLaneHolds() throws Exception {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        JobLanes lanes = new JobLanes();
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into quartz.qrtz_job_details (sched_name, job_name, job_group, job_class_name, is_durable,
                  is_nonconcurrent, is_update_data, requests_recovery)
                select 'test', n::text, lane, 'none', true, true, true, true
                from generate_series(1, 20) n, unnest(array['slice-all', 'slice-under_review', 'schedule']) lane
                """));
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into quartz.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time,
                  trigger_state, trigger_type, start_time, misfire_instr)
                select 'test', job_group || job_name, 'any', job_name, job_group,
                  case job_group when 'slice-all' then 1 else 2 end, 'WAITING', 'SIMPLE', 1, -1
                from quartz.qrtz_job_details where sched_name = 'test'
                """));
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into quartz.qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group, instance_name,
                  fired_time, sched_time, priority, state, job_name, job_group)
                select 'test', node || n, 'x', 'any', node, 1, 1, 5, 'EXECUTING', n::text, 'slice-all'
                from generate_series(1, 3) n, unnest(array['this', 'another']) node
                """));
        lanes.initialize(LoggerFactory.getLogger(JobLanes.class), "quartz.qrtz_", "test", "this", null, false, "");

        // when
        List<TriggerKey> taken =
                worker.jdbi().withHandle(handle -> lanes.selectTriggerToAcquire(handle.getConnection(), 3, 0, 100));

        // then
        Map<String, Long> byLane = taken.stream()
                .collect(Collectors.groupingBy(key -> key.getName().replaceAll("\\d", ""), Collectors.counting()));
        assertThat(byLane).isEqualTo(Map.of("slice-all", 5L, "slice-under_review", 8L, "schedule", 20L));
    }

    @Test
    void aSliceIsDueOnANodeWhoseClockIsADayBehindThatOfTheOneThatPlannedIt() throws Exception {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        JobLanes lanes = new JobLanes();
        lanes.initialize(
                LoggerFactory.getLogger(JobLanes.class),
                "quartz.qrtz_",
                scheduler.getSchedulerName(),
                "another",
                null,
                false,
                "");
        long now = System.currentTimeMillis() - Duration.ofDays(1).toMillis();

        // when
        QuarkusTransaction.begin();
        List<TriggerKey> due;
        try {
            sliceJobs.schedule(1, List.of(1, 2), WalkScope.ALL);
            due = jdbi.withHandle(
                    handle -> lanes.selectTriggerToAcquire(handle.getConnection(), now, now - 60_000, 100));
        } finally {
            QuarkusTransaction.rollback();
        }

        // then
        assertThat(due).extracting(TriggerKey::getGroup).containsExactly("slice-all", "slice-all");
    }

    private Schedules keeping(String keep) {
        return new Schedules(
                scheduler, components, config, walkConfig, merchantConfig, pruning.of(WalkHistoryTest.keeping(keep)));
    }

    @Test
    void aRosterThatCannotBeReadIsReadAgainThreeTimesBeforeItsSchedule() throws SchedulerException {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder().merchants(1));
        worker.takeTicket();
        platform.faults().add(Fault.of(new FaultEffect.HtmlBody()).on(Api.AUTHORIZER_LIST));
        JobDataMap data = new JobDataMap(Map.of(Schedules.COMPONENT, Worker.COMPONENT.value()));
        TriggerKey key = TriggerKey.triggerKey("roster-" + Worker.COMPONENT + Schedules.AGAIN, Schedules.GROUP);
        List<Duration> pauses = new ArrayList<>();

        // when
        for (int attempt = 1; attempt <= 4; attempt++) {
            Instant before = Instant.now();
            activity("roster").run(data, before);
            Trigger again = scheduler.getTrigger(key);
            pauses.add(Duration.between(before, again.getNextFireTime().toInstant())
                    .plusSeconds(30)
                    .truncatedTo(ChronoUnit.MINUTES));
            data.putAll(again.getJobDataMap());
        }

        // then
        assertThat(pauses.subList(0, 3))
                .containsExactly(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(1));
        assertThat(data.getString(Schedules.FAILURES)).isEqualTo("3");
    }

    @Test
    void aFirstRosterThatIsRefusedIsNotReadAgainByEachUpkeep() {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder().merchants(1));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(40125).on(Api.COMPONENT_TOKEN));
        JobDataMap data = new JobDataMap(Map.of(Schedules.COMPONENT, Worker.COMPONENT.value()));

        // when
        activity("roster").run(data, Instant.now());

        // then
        assertThat(upkeep.activate().firstRosters()).isZero();
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
    }

    @Test
    void aRosterOfWhichOnlyTheListCouldBeReadIsReadAgain() throws SchedulerException {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder().merchants(1));
        worker.takeTicket();
        platform.faults().add(Fault.errcode(-1).on(Api.AUTHORIZER_INFO));
        TriggerKey again = TriggerKey.triggerKey("roster-" + Worker.COMPONENT + Schedules.AGAIN, Schedules.GROUP);

        // when
        activity("roster").run(new JobDataMap(Map.of(Schedules.COMPONENT, Worker.COMPONENT.value())), Instant.now());

        // then
        assertThat(scheduler.getTrigger(again)).isNotNull();
    }

    @Test
    void aRosterThatTheEndOfItsProcessBreaksOffIsReadAgainAtOnce() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(1));
        worker.takeTicket();
        List<Integer> again = new ArrayList<>();
        Schedules elsewhere = new Schedules(scheduler, components, config, walkConfig, merchantConfig, retention) {
            @Override
            void readRosterAgain(ComponentAppId component, int failures) {
                again.add(failures);
            }
        };
        Shutdown ending = new Shutdown(scheduler) {
            @Override
            public boolean isStopping() {
                return true;
            }
        };
        JobDataMap data = new JobDataMap(Map.of(Schedules.COMPONENT, Worker.COMPONENT.value()));

        // when
        new Activities().roster(roster, components, elsewhere, ending).run(data, Instant.now());

        // then
        assertThat(again).containsExactly(0);
    }

    @Test
    void aWalkThatIsDueWhileTheDatabaseFailsIsStartedWhenItServesAgain() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        Instant dueAt = SettableClock.INSTANCE.instant();
        JobDataMap data = new JobDataMap(Map.of(Schedules.SCOPE, WalkScope.ALL.name()));
        worker.jdbi().useHandle(handle -> handle.execute("alter table app.walk rename to walk_away"));
        CompletableFuture<Void> due;

        // when
        try (RecordedLog log = new RecordedLog(Activities.class)) {
            due = CompletableFuture.runAsync(() -> activity("walk").run(data, dueAt));
            Awaitility.await("a failure").atMost(LIMIT).until(() -> !log.lines(Level.WARNING)
                    .isEmpty());
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("alter table app.walk_away rename to walk"));
        }

        // then
        due.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        assertThat(worker.value("select planned_at from app.walk where scope = 'all' order by walk_id desc limit 1"))
                .isEqualTo(Timestamp.from(dueAt));
    }

    @Test
    void theWalkThatFollowsAFirstRosterStartsOnceTheOneThatRunsHasEnded() throws SchedulerException {
        // given
        worker.begin(SimulatorOptions.builder().merchants(1));
        worker.takeTicket();
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.walk (scope, planned_at, started_at, state) values ('all', now(), now(), 'running')
                """));
        TriggerKey key = TriggerKey.triggerKey("walk-all" + Schedules.AGAIN, Schedules.GROUP);

        // when
        activity("roster").run(new JobDataMap(Map.of(Schedules.COMPONENT, Worker.COMPONENT.value())), Instant.now());
        JobDataMap data = scheduler.getTrigger(key).getJobDataMap();
        scheduler.unscheduleJob(key);
        activity("walk").run(data, Instant.now());
        Trigger again = scheduler.getTrigger(key);
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.walk set state = 'completed', finished_at = now()"));
        activity("walk").run(data, Instant.now());
        worker.awaitWalks();

        // then
        assertThat(again).isNotNull();
        assertThat(worker.rows("select state, merchants from app.walk order by walk_id"))
                .containsExactly(
                        Map.of("state", "completed", "merchants", 0), Map.of("state", "completed", "merchants", 1));
    }

    private ScheduledJob.Activity activity(String name) {
        return activities.select(NamedLiteral.of(name)).get();
    }

    @Test
    void theTicketWatchLooksAtTheConfiguredComponents() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        schedules.install();

        // then
        Awaitility.await("the ticket watch has looked")
                .atMost(LIMIT)
                .until(() -> worker.value("select ticket_watched_at from app.component") != null);
    }
}
