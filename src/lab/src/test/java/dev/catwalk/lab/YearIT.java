package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YearIT {
    /** Minutes; the machine may have much other work. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    private Path temp;

    /** In the zone of its schedules, clocks are set back on the twelfth day. */
    @Test
    void everyHourOfAFortnightIsJudgedRight() {
        // when
        try (CatwalkProcess year = CatwalkProcess.start(
                Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temp),
                "year",
                "--seed",
                "1",
                "--days",
                "14",
                "--merchants",
                "40")) {
            int exitCode = year.awaitExit(LIMIT);

            // then
            assertThat(exitCode).as(year.output()).isZero();
            assertThat(year.out()).contains("2027-10", "2027-11").containsPattern("judged hours: 33[0-9]");
        }
    }
}
