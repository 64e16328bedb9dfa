package dev.catwalk.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.walk.WalkPlan;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process that died left behind goes on elsewhere, and what a living one works on is left to it. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class UpkeepTest {
    @Inject
    Worker worker;

    @Inject
    WalkPlan plan;

    @Inject
    Upkeep upkeep;

    @Inject
    ForgottenTriggers forgotten;

    private long walk;

    @BeforeEach
    void aOneMerchantWalkIsUnderWay() {
        var platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        walk = plan.planWithoutJob(
                worker.ref(platform.component().merchants(0, 1).getFirst()));
    }

    @Test
    void theWalkOfANodeThatIsGoneGoesOnAtOnce() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("update app.walk_slice set node = 'gone'"));

        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(1, 0, 0));
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void theWalkOfALivingNodeIsLeftToIt() {
        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(0, 0, 0));
        assertThat(worker.value("select state from reporting.walk where walk_id = ?", walk))
                .isEqualTo("running");
    }

    @Test
    void theWalkThatALivingNodeForgotGoesOnAfterAWhile() {
        // given
        SettableClock.INSTANCE.advance(Duration.ofMinutes(3));

        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(1, 0, 0));
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void theWalkOfANodeThatDiedBeforeItCouldCloseItIsClosed() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("update app.walk_slice set position = merchants"));

        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(0, 1, 0));
        assertThat(worker.value("select state from reporting.walk where walk_id = ?", walk))
                .isEqualTo("completed");
    }

    private static final String JOB = """
            insert into quartz.qrtz_job_details
              (sched_name, job_name, job_group, job_class_name, is_durable, is_nonconcurrent, is_update_data, requests_recovery)
            values (?, ?, ?, 'none', false, false, false, false)
            """;

    private static final String TRIGGER = """
            insert into quartz.qrtz_triggers
              (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time, trigger_state, trigger_type, start_time)
            values (?, 'lost', 'test', ?, ?, 0, ?, 'SIMPLE', 0)
            """;

    private static final String TAKEN = """
            insert into quartz.qrtz_fired_triggers
              (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time, sched_time, priority, state)
            values (?, 'entry', 'lost', 'test', 'node', 0, 0, 5, 'ACQUIRED')
            """;

    @ParameterizedTest
    @ValueSource(strings = {"COMPLETE", "ERROR"})
    void theSliceWhoseOnlyTriggerIsInErrorOrCompleteAlthoughItDoesNotRunGoesOn(String state) {
        // given
        String job = "walk-" + walk + "-slice-1";
        worker.jdbi().useHandle(handle -> {
            handle.execute("update app.walk_slice set node = null");
            handle.execute(JOB, "elsewhere", job, "slice");
            handle.execute(TRIGGER, "elsewhere", job, "slice", "WAITING");
        });

        // when
        Upkeep.Summary waiting = upkeep.activate();
        worker.jdbi()
                .useHandle(h ->
                        h.execute("update quartz.qrtz_triggers set trigger_state = ? where job_name = ?", state, job));
        Upkeep.Summary lost = upkeep.activate();

        // then
        assertThat(waiting.slices()).isZero();
        assertThat(lost.slices()).isEqualTo(1);
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    /** As when the answer to the transaction that took it was lost with the connection. */
    @Test
    void aTriggerThatTheSchedulerTookAndDoesNotKnowOfIsGivenBack() {
        // given
        worker.jdbi().useHandle(handle -> {
            handle.execute(JOB, "elsewhere", "job", "test");
            handle.execute(TRIGGER, "elsewhere", "job", "test", "ACQUIRED");
            handle.execute(TAKEN, "elsewhere");
        });

        // when
        int atFirstSight = forgotten.activate();
        int halfAMinuteLater = forgotten.activate();

        // then
        assertThat(atFirstSight).isZero();
        assertThat(halfAMinuteLater).isEqualTo(1);
        assertThat(worker.value("select trigger_state from quartz.qrtz_triggers where trigger_name = 'lost'"))
                .isEqualTo("WAITING");
        assertThat(worker.value("select count(*) from quartz.qrtz_fired_triggers where entry_id = 'entry'"))
                .isEqualTo(0L);
    }

    @Test
    void quartzRecoversWhatANodeFiredThatHasNoCheckIn() {
        // given
        worker.jdbi().useHandle(handle -> {
            handle.execute(JOB, "elsewhere", "job", "test");
            handle.execute(TRIGGER, "elsewhere", "job", "test", "COMPLETE");
            handle.execute(TAKEN, "elsewhere");
            handle.execute("update quartz.qrtz_fired_triggers set state = 'EXECUTING' where sched_name = 'elsewhere'");
        });

        String reported = "select count(*) from quartz.qrtz_scheduler_state where sched_name = 'elsewhere'"
                + " and instance_name = 'node' and last_checkin_time = 0";

        // when
        forgotten.reportDead();
        Object atFirstSight = worker.value(reported);
        forgotten.reportDead();

        // then
        assertThat(atFirstSight).isEqualTo(0L);
        assertThat(worker.value(reported)).isEqualTo(1L);
    }

    @AfterEach
    void forgetScheduler() {
        worker.jdbi().useHandle(handle -> {
            handle.execute("delete from quartz.qrtz_fired_triggers where sched_name = 'elsewhere'");
            handle.execute("delete from quartz.qrtz_scheduler_state where sched_name = 'elsewhere'");
            handle.execute("delete from quartz.qrtz_triggers where sched_name = 'elsewhere'");
            handle.execute("delete from quartz.qrtz_job_details where sched_name = 'elsewhere'");
        });
    }
}
