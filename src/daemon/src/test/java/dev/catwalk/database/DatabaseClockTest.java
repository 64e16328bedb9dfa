package dev.catwalk.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catwalk.doctor.ClockExamination;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.DatabaseTime;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.quartz.runtime.QuartzSchedulerImpl;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a machine's clock shows, its node goes by the database's, and doctor says how far it is off. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class DatabaseClockTest {
    @Inject
    Worker worker;

    @Inject
    DatabaseTime database;

    @Inject
    Jdbi jdbi;

    @Inject
    DataSource dataSource;

    @Inject
    BeanManager beans;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @Test
    void theTimeIsAskedForBeforeQuartzRunsAnything() {
        // when
        Map<Class<?>, Integer> startedAt = beans.resolveObserverMethods(new StartupEvent()).stream()
                .collect(Collectors.toMap(ObserverMethod::getBeanClass, ObserverMethod::getPriority, Math::min));

        // then
        assertThat(startedAt.get(DatabaseClock.class)).isLessThan(startedAt.get(QuartzSchedulerImpl.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT11S", "PT-11S", "PT1M", "PT-1M", "PT1H", "PT-1H"})
    void aNodeShowsTheDatabasesTimeHoweverFarItsMachineIsOff(Duration off) {
        // given
        DatabaseClock clock = new DatabaseClock(jdbi, Clock.offset(SettableClock.INSTANCE, off));
        Instant before = clock.instant();

        // when
        boolean followed = clock.follow();

        // then
        Instant now = SettableClock.INSTANCE.instant();
        assertThat(before).isEqualTo(now.plus(off));
        assertThat(followed).isTrue();
        assertThat(clock.instant()).isCloseTo(now, within(1, ChronoUnit.SECONDS));
        assertThat(clock.machineAhead()).isCloseTo(off, Duration.ofSeconds(1));
    }

    @Test
    void aNodeFollowsADatabaseWhoseTimeJumps() {
        // given
        DatabaseClock clock = new DatabaseClock(jdbi, SettableClock.INSTANCE);
        clock.follow();

        for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
            // when
            database.runAhead(jump);
            clock.follow();

            // then
            assertThat(clock.instant())
                    .isCloseTo(SettableClock.INSTANCE.instant().plus(jump), within(1, ChronoUnit.SECONDS));
        }
    }

    @Test
    void nodesCheckInWithQuartzByTheDatabasesClock() {
        // when: far from this machine's time
        database.runAhead(Duration.ofHours(5));

        // then
        Awaitility.await("a check-in, one a second")
                .atMost(Duration.ofSeconds(20))
                .until(() -> worker.value("""
                        select bool_and(last_checkin_time = floor(extract(epoch from app.now()) * 1000))
                        from quartz.qrtz_scheduler_state
                        """).equals(true));
    }

    @Test
    void withoutADatabaseTheTimeGoesOn() {
        // given
        DatabaseClock never = new DatabaseClock(
                Jdbi.create(() -> {
                    throw new IllegalStateException("away");
                }),
                SettableClock.INSTANCE);

        // then
        assertThat(never.follow()).isFalse();
        assertThat(never.instant()).isEqualTo(SettableClock.INSTANCE.instant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT11S", "PT-11S", "PT1M", "PT-1M", "PT1H", "PT-1H"})
    void doctorSaysHowFarTheMachinesClockIsOff(Duration off) throws Exception {
        // given
        Finding inStep = examine(InstantSource.system());

        // when
        Finding finding = examine(InstantSource.offset(InstantSource.system(), off));

        // then
        assertThat(inStep).isEqualTo(Finding.ok("clock", "in step with the database's, to 2 s"));
        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.seen())
                .matches("\\d+\\.\\d s " + (off.isNegative() ? "behind" : "ahead of") + " the database's");
        assertThat(Double.parseDouble(finding.seen().split(" ", 2)[0]))
                .isCloseTo(off.abs().toSeconds(), within(1.0));
        assertThat(finding.advice()).contains("NTP");
    }

    private Finding examine(InstantSource machine) throws Exception {
        try (var connection = dataSource.getConnection()) {
            return new ClockExamination(connection, machine).make().getFirst();
        }
    }
}
