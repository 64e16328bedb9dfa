package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.database.DatabaseTrouble;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SchedulerReadinessTest {
    private static final String DISK_FULL =
            "do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$";

    @Inject
    @Readiness
    SchedulerReadiness readiness;

    @Inject
    Jdbi jdbi;

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

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(-1));

        // then
        assertThat(reasons()).doesNotContain("out of room");
    }

    private void fillDisk() {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(DISK_FULL)))
                .hasMessageContaining("could not extend file");
    }

    private String reasons() {
        return readiness.call().getData().orElse(Map.of()).toString();
    }
}
