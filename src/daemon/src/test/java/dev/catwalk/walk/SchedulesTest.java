package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.platform.Components;
import dev.catwalk.retention.Pruning;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Date;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/** What the daemon does without being asked begins at its start. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SchedulesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Worker worker;

    @Inject
    Schedules schedules;

    @Inject
    Scheduler scheduler;

    @Inject
    Components components;

    @Inject
    WalkConfig walkConfig;

    @Inject
    MerchantConfig merchantConfig;

    @Inject
    Pruning pruning;

    @AfterEach
    void runNothingDuringOtherTests() throws SchedulerException {
        scheduler.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"upkeep", "ticket-watch", "reminders", "resealing"})
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
        assertThat(scheduler.getJobDetail(on.getJobKey()).getJobClass()).isEqualTo(RetentionJob.class);
        assertThat(off).isNull();
    }

    private Schedules keeping(String keep) {
        return new Schedules(
                scheduler, components, walkConfig, merchantConfig, pruning.of(WalkHistoryTest.keeping(keep)));
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
