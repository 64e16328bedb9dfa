package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.schedule.Schedules;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** The triggers in the database against the configuration. The scheduler of these tests checks in and fires, by real time. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SchedulesExaminationTest {
    @Inject
    Worker worker;

    @Inject
    Schedules schedules;

    @Inject
    Scheduler scheduler;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void install() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        schedules.install();
    }

    @AfterEach
    void runNothingDuringOtherTests() throws SchedulerException {
        scheduler.clear();
    }

    @Test
    void whatIsInstalledIsWhatIsWanted() {
        // when
        List<Finding> findings = examine();

        // then
        assertThat(findings).extracting(Finding::subject).containsExactly("daemon", "schedules");
        assertThat(findings).as(findings.toString()).extracting(Finding::status).containsOnly(Status.OK);
        assertThat(findings.getLast().seen()).contains(" as configured; next in Asia/Shanghai: walk-");
    }

    @Test
    void aTriggerThatQuartzGaveUpIsAFailure() {
        // given
        update("update quartz.qrtz_triggers set trigger_state = 'ERROR' where trigger_name = 'walk-all'");

        // then
        assertWrong(Status.FAIL, "walk-all: Quartz gave it up");
    }

    @Test
    void aTriggerThatIsNotThereIsAFailureWhileADaemonRuns() {
        // given
        update("delete from quartz.qrtz_cron_triggers where trigger_name = 'walk-under_review'");
        update("delete from quartz.qrtz_triggers where trigger_name = 'walk-under_review'");

        // then
        assertWrong(Status.FAIL, "walk-under_review: is not installed");
    }

    @Test
    void anotherCronExpressionIsReported() {
        // given
        update("update quartz.qrtz_cron_triggers set cron_expression = '0 0 5 * * ?' where trigger_name = 'walk-all'");

        // then
        assertWrong(Status.WARN, "walk-all: installed with 0 0 5 * * ?, this configuration says 0 0 * * * ?");
    }

    @Test
    void anotherZoneIsReported() {
        // given
        update("update quartz.qrtz_cron_triggers set time_zone_id = 'UTC' where trigger_name = 'walk-all'");

        // then
        assertWrong(Status.WARN, "walk-all: installed in zone UTC, this configuration says Asia/Shanghai");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upkeep", "walk-all"})
    void aTriggerThatAClockLeftAheadIsReported(String name) {
        // given: Quartz would write over it what is due at this moment
        Awaitility.await().until(() -> worker.rows("""
                        select from quartz.qrtz_triggers
                        where trigger_name = '%s' and next_fire_time <= extract(epoch from clock_timestamp()) * 1000
                        """.formatted(name)).isEmpty());
        long inTwoHours = System.currentTimeMillis() + 7_200_000;
        update("update quartz.qrtz_triggers set next_fire_time = " + inTwoHours + " where trigger_name = '" + name
                + "'");

        // then
        assertWrong(Status.WARN, name + ": is dated ahead, at ");
    }

    @Test
    void aTriggerThatIsOffAndInstalledIsReported() {
        // given
        update("""
                insert into quartz.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, trigger_state,
                  trigger_type, start_time, next_fire_time)
                select sched_name, 'walk-of-long-ago', trigger_group, job_name, job_group, 'BLOCKED', trigger_type, start_time,
                  next_fire_time
                from quartz.qrtz_triggers where trigger_name = 'walk-all'
                """);

        // then
        assertWrong(Status.WARN, "walk-of-long-ago: is installed, and off");
    }

    @Test
    void aTriggerThatDoesNotFireWhenItIsDueIsReported() {
        // given
        long longAgo = System.currentTimeMillis() - 600_000;
        // Blocked, so that nobody fires it meanwhile.
        update("update quartz.qrtz_triggers set trigger_state = 'BLOCKED', next_fire_time = " + longAgo
                + " where trigger_name = 'walk-all'");

        // then
        assertWrong(Status.WARN, "walk-all: is due since");
    }

    private void assertWrong(Status status, String seen) {
        List<Finding> findings = examine();
        assertThat(findings).as(findings.toString()).anySatisfy(finding -> {
            assertThat(finding.status()).isEqualTo(status);
            assertThat(finding.seen()).startsWith(seen);
        });
    }

    /** Quartz goes by real time. */
    private List<Finding> examine() {
        QuartzRows quartz = new QuartzRows(scheduler, jdbi, Clock.systemUTC());
        return new SchedulesExamination(schedules, quartz, Clock.systemUTC()).make();
    }

    private void update(String sql) {
        worker.jdbi().useHandle(handle -> handle.execute(sql));
    }
}
