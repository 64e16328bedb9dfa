package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/aot-cache} and what {@code deploy/catwalk} makes of its work, with the real java and the real jar. The cache serves
 * all tests that come later.
 */
class WarmStartIT {
    private static final String USED = "Using AOT-linked classes: true";
    /** Short lives: less compiling. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    /** Each of its steps has a limit of its own; a machine with other work takes minutes. */
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    @Test
    void trainingLeavesACacheThatTheDaemonUses() throws IOException {
        // given: settings that would stop a daemon, and must not reach the training
        TrainedCheckout checkout = TrainedCheckout.shared();
        CatwalkProcess training = run(
                checkout.script("aot-cache"),
                Map.of("CATWALK_WALK_CONCURRENCY", "many", "JAVA_OPTS", QUICK + " -Dcatwalk.walk.schedule=never"));

        // when
        int exitCode = training.awaitExit(TRAINING_LIMIT);

        // then
        assertThat(exitCode).as(training.output()).isZero();
        assertThat(training.out()).isEmpty();
        assertThat(training.err()).contains("aot-cache: made ", " MB, in ");
        assertThat(checkout.cache()).isRegularFile();

        // when
        try (Site site = Site.with(SimulatorOptions.builder().merchants(1))) {
            Path log = temp.resolve("aot.txt");
            Map<String, String> environment = new TreeMap<>(site.environment());
            // Split at spaces, hence no path of this test's own.
            environment.put("JAVA_OPTS", QUICK + " -Xlog:aot:file=" + log);
            try (CatwalkProcess daemon = run(checkout.script("catwalk"), environment, "serve")) {
                daemon.awaitOutput("up;");

                // then
                assertThat(log).content().contains(USED);
                assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
                assertThat(daemon.output()).doesNotContain("[aot");
            }
        }

        // when
        CatwalkProcess otherHeap = run(checkout.script("catwalk"), Map.of("JAVA_OPTS", "-XX:+UseZGC"), "--version");

        // then
        assertSaysItsVersionOnly(otherHeap);
    }

    @Test
    void brokenCacheKeepsNothingFromStartingAndSaysNothing() throws IOException {
        // given
        TrainedCheckout checkout = TrainedCheckout.at(temp.resolve("a checkout"));
        Files.writeString(checkout.cache(), "not a cache");

        // when
        CatwalkProcess script = run(checkout.script("catwalk"), Map.of(), "--version");

        // then
        assertSaysItsVersionOnly(script);
    }

    private static void assertSaysItsVersionOnly(CatwalkProcess script) {
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).matches("catwalk \\S+\n");
        assertThat(script.err()).isEmpty();
    }

    private static CatwalkProcess run(Path script, Map<String, String> environment, String... arguments) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        return CatwalkProcess.run(
                Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList(),
                all);
    }
}
