package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One drill in every run; the others, some minutes together, with {@code -Pall}. */
class DrillIT {
    /** Each of its steps has a limit of its own; a machine with other work comes close to some. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    @Test
    void whitelistLossIsShownFromItsBeginningToItsEnd() throws IOException {
        // when
        try (CatwalkProcess drill = drill("whitelist-loss")) {
            int exitCode = drill.awaitExit(LIMIT);

            // then
            assertThat(exitCode).as(drill.output()).isZero();
            assertThat(drill.out())
                    .containsSubsequence(
                            "FAILURE",
                            "alert platform.stopped",
                            "61004",
                            "catwalk doctor",
                            "FAIL  egress address",
                            "fixed",
                            "alert platform.recovered",
                            "40 unchanged of 40",
                            "shown");
            assertWasPlayed(drill);
        }
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "catwalk.test.drills", matches = "true")
    @ValueSource(
            strings = {
                "ticket-silence",
                "secret-reset",
                "quota-night",
                "revoked-merchants",
                "database-restart",
                "dead-node"
            })
    void everyOtherDrillIsShownFromItsBeginningToItsEnd(String name) throws IOException {
        // when
        try (CatwalkProcess drill = drill(name)) {
            int exitCode = drill.awaitExit(LIMIT);

            // then
            assertThat(exitCode).as(drill.output()).isZero();
            assertWasPlayed(drill);
        }
    }

    @Test
    void aSignalEndsItWithEverythingItStarted() throws IOException {
        // given
        try (CatwalkProcess drill = drill("ticket-silence")) {
            drill.awaitOutput("is ready");

            // when
            CatwalkProcess.Ending ending = drill.terminate();

            // then
            assertThat(ending.exitCode()).as(drill.output()).isEqualTo(1);
            assertThat(drill.out()).contains("ended by a signal").doesNotContain("shown");
            assertNothingIsLeft();
        }
    }

    private void assertWasPlayed(CatwalkProcess drill) throws IOException {
        List<String> kinds = drill.out()
                .lines()
                .filter(line -> line.matches("\\s*\\d+\\.\\d s  .*"))
                .map(line -> line.strip().split("\\s+")[2])
                .toList();
        assertThat(kinds)
                .containsSubsequence("note", "well", "FAILURE", "seen", "do", "fixed", "cleared", "shown")
                .doesNotContain("FAILED")
                .last()
                .isEqualTo("shown");
        assertThat(drill.err()).isEmpty();
        assertNothingIsLeft();
        Secrets.assertNoneIn(drill.output(), ComponentCredentials.DEFAULT);
    }

    /** Its temporary folder is in ours. */
    private CatwalkProcess drill(String name) {
        return CatwalkProcess.start(Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temp), "drill", name);
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("catwalk-drill"));
        }
        // PostgreSQL names its folder, a daemon works in one.
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(temp.toString()))
                                        .isPresent()
                                || worksBelow(temp, process)))
                .isEmpty();
    }

    private static boolean worksBelow(Path folder, ProcessHandle process) {
        try {
            return Path.of("/proc", Long.toString(process.pid()), "cwd")
                    .toRealPath()
                    .startsWith(folder.toRealPath());
        } catch (IOException e) {
            // It has ended, or belongs to another user.
            return false;
        }
    }
}
