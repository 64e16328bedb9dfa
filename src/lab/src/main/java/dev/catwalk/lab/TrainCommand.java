package dev.catwalk.lab;

import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.lab.surroundings.StopSignals;
import dev.catwalk.simulator.call.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/**
 * {@code train}: lets java watch what a daemon does all day, in the order of its first minutes: a probe that waits until it is
 * ready, a ticket, walks, a look at its metrics, its end.
 */
@Command(
        name = "train",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "What deploy/aot-cache runs: a daemon with everything it needs around it, for a few walks.",
        footerHeading = "%nExample:%n",
        footer = "  deploy/aot-cache")
final class TrainCommand implements Callable<Integer> {
    /** Enough walks for the methods of a visit to count as busy, which is what makes the next daemon compile them at once. */
    private static final int VISITS = 4_000;

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Parameters(paramLabel = "FOLDER", description = "Where its data goes; an empty one.")
    private Path folder;

    @Parameters(paramLabel = "CACHE", description = "The file that is to be made.")
    private Path cache;

    @Override
    public Integer call() throws IOException {
        StopSignals.install();
        try (Installation installation = Installation.start(Ports.free(), folder.toAbsolutePath(), _ -> {})) {
            Node daemon = installation.daemon();
            daemon.configure("catwalk.walk.schedule", "0/2 * * * * ?");
            daemon.startTraining(cache.toAbsolutePath(), System.getenv().getOrDefault("JAVA_OPTS", ""));
            boolean seen = appears("the daemon is ready", daemon, daemon::isReady)
                    && installation.platform().component().pushTicketNow().join() != null
                    && appears(
                            VISITS + " visits",
                            daemon,
                            () -> installation.platform().calls().count(Api.GET_CATEGORY) >= VISITS)
                    && appears("metrics", daemon, () -> daemon.metrics().isPresent());
            return seen && daemon.terminate(LIMIT) == ExitCode.OK ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private static boolean appears(String what, Node daemon, BooleanSupplier condition) {
        long endsAt = System.nanoTime() + LIMIT.toNanos();
        boolean seen = StopSignals.awaitUnlessAsked(condition, () -> daemon.isRunning() && System.nanoTime() < endsAt);
        if (!seen) {
            System.err.println("catwalk: did not appear within " + LIMIT.toMinutes() + " minutes: " + what);
        }
        return seen;
    }
}
