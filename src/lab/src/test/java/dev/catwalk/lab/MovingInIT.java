package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.wxjava.OldSystem;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The move from a WxJava application and back, as the drill plays it: it ends with 1 when a count at the platform is wrong. */
class MovingInIT {
    /** Each of its steps has a limit of its own; a machine with other work comes close to some. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    @Test
    void movesInFourStepsAndBackWithoutALostTokenOrPush() {
        // when
        try (CatwalkProcess drill =
                CatwalkProcess.start(Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temp), "drill", "moving-in")) {
            int exitCode = drill.awaitExit(LIMIT);

            // then
            assertThat(exitCode).as(drill.output()).isZero();
            assertThat(drill.out())
                    .containsSubsequence(
                            "step 1",
                            "gives a component token",
                            "40 unchanged of 40",
                            "step 2",
                            "handed tokens of 40 merchants",
                            "step 3",
                            "configured, reached directly",
                            "step 4",
                            "arrived 0 min ago",
                            "back to step 3",
                            "gives a component token",
                            "back to step 2",
                            "back to step 1",
                            "back to the beginning",
                            "shown");
            assertThat(drill.err()).isEmpty();
            Secrets.assertNoneIn(drill.output(), ComponentCredentials.DEFAULT);
            assertThat(drill.output()).doesNotContain("cwk_", OldSystem.KEY);
        }
    }
}
