package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.database.DatabaseTrouble;
import dev.catwalk.schedule.ScheduleWatch;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SchedulerReadinessTest {
    private static final String DISK_FULL =
            "do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$";

    @Inject
    @Readiness
    SchedulerReadiness readiness;

    @Inject
    Worker worker;

    @Inject
    Scheduler scheduler;

    @Inject
    DatabaseTrouble trouble;

    @Inject
    ScheduleWatch watch;

    @Inject
    MeterRegistry metrics;

    @Inject
    Jdbi jdbi;

    /** Also lets the database's clock show again what the node's does. */
    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @Test
    void aDatabaseWhoseDiskIsFullIsSaidOnceAndKeepsTheNodeOutOfServiceForAMinute() {
        try (RecordedLog log = new RecordedLog(DatabaseTrouble.class)) {
            // when
            fillDisk();
            fillDisk();

            // then
            assertThat(log.lines(Level.WARNING))
                    .singleElement()
                    .asString()
                    .contains("failure=53100 ERROR: could not extend file");
        }
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(metrics.get("catwalk.scheduler.ready").gauge().value()).isZero();
        assertThat(reasons()).contains("the database is out of room: 53100 ERROR: could not extend file");

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));

        // then
        assertThat(reasons()).doesNotContain("out of room");
    }

    @Test
    void aShortageOfBeforeTheDatabasesClockWasSetBackKeepsNobodyOutOfService() {
        // given
        fillDisk();

        // then
        SettableClock.INSTANCE.setBack(
                Duration.ofHours(1), () -> assertThat(reasons()).doesNotContain("out of room"));
    }

    @Test
    void aNodeThatMissedTwoCheckInsIsOutOfServiceAndAfterTwoMinutesDead() {
        // given: a scheduler that checks in every second, and nothing that the database lacked in other tests
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        Awaitility.await("a check-in").atMost(Duration.ofSeconds(20)).until(() -> pulse(Duration.ZERO)
                .lastBeat()
                .filter(beat -> beat.age().abs().toMillis() < 10)
                .isPresent());

        // then
        assertThat(isReady(Duration.ofMillis(4_900))).isTrue();
        assertThat(isReady(Duration.ofMillis(5_100))).isFalse();
        assertThat(isAlive(Duration.ofSeconds(119))).isTrue();
        assertThat(isAlive(Duration.ofSeconds(121))).isFalse();
    }

    private boolean isReady(Duration later) {
        return isUp(new SchedulerReadiness(pulse(later), trouble, watch));
    }

    private boolean isAlive(Duration later) {
        SchedulerPulse pulse = pulse(later);
        pulse.lastBeat();
        return isUp(new SchedulerLiveness(pulse));
    }

    private SchedulerPulse pulse(Duration later) {
        return new SchedulerPulse(scheduler, jdbi, Clock.offset(SettableClock.INSTANCE, later));
    }

    private static boolean isUp(HealthCheck check) {
        return check.call().getStatus() == HealthCheckResponse.Status.UP;
    }

    @Test
    void aNodeWhoseCheckInAnotherOneDeletedIsDeadAfterTwoMinutesToo() {
        // given
        SchedulerPulse pulse = new SchedulerPulse(nodeElsewhere(), jdbi, SettableClock.INSTANCE);
        SchedulerLiveness liveness = new SchedulerLiveness(pulse);
        boolean beforeItsFirst = pulse.lastBeat().isEmpty() && isUp(liveness);
        checkInElsewhere();
        pulse.lastBeat();

        // when
        deleteNodeElsewhere();
        pulse.lastBeat();
        boolean atFirst = isUp(liveness);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(121));
        pulse.lastBeat();

        // then
        assertThat(List.of(beforeItsFirst, atFirst, isUp(liveness))).containsExactly(true, true, false);
    }

    private static final String READ_ONLY = """
            create function app.read_only() returns trigger language plpgsql as $$
            begin
              raise exception 'cannot execute UPDATE in a read-only transaction' using errcode = '25006';
            end $$;
            create trigger read_only before update on quartz.qrtz_scheduler_state
            for each row when (old.sched_name = 'elsewhere') execute function app.read_only();
            """;

    @Test
    void aNodeWhoseDatabaseTakesNoWritesIsOutOfServiceAndAlive() {
        // given
        SchedulerPulse pulse = new SchedulerPulse(nodeElsewhere(), jdbi, SettableClock.INSTANCE);
        checkInElsewhere();
        pulse.lastBeat();

        // when
        worker.jdbi().useHandle(handle -> handle.createScript(READ_ONLY).execute());
        try {
            SettableClock.INSTANCE.advance(Duration.ofHours(1));

            // then
            assertThat(isUp(new SchedulerReadiness(pulse, trouble, watch))).isFalse();
            assertThat(isUp(new SchedulerLiveness(pulse))).isTrue();
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.read_only cascade"));
        }
    }

    private void checkInElsewhere() {
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into quartz.qrtz_scheduler_state (sched_name, instance_name, last_checkin_time, checkin_interval)
                values ('elsewhere', 'node', extract(epoch from app.now()) * 1000, 1000)
                """));
    }

    private static Scheduler nodeElsewhere() {
        return (Scheduler) Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(),
                new Class<?>[] {Scheduler.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSchedulerName" -> "elsewhere";
                    case "getSchedulerInstanceId" -> "node";
                    case "isShutdown" -> false;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @AfterEach
    void deleteNodeElsewhere() {
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("delete from quartz.qrtz_scheduler_state where sched_name = 'elsewhere'"));
    }

    private void fillDisk() {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(DISK_FULL)))
                .hasMessageContaining("could not extend file");
    }

    private String reasons() {
        return readiness.call().getData().orElse(Map.of()).toString();
    }
}
