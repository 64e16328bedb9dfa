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

    /** Its fortnight has 27 of the 40 kinds of weather: two nodes, a full disk, frozen connections, a restore and a wrong clock as well. */
    private static final String SEED = "6613";

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
                SEED,
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
