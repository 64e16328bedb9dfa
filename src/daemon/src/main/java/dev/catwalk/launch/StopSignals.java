package dev.catwalk.launch;

import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import java.util.List;
import org.jline.utils.Signals;

/**
 * SIGTERM and SIGINT as a wish, not as an end: Quarkus stops, what must outlive it stops after it, and the exit code is 0. By
 * itself the virtual machine would run every shutdown hook at once, the embedded database's among them, and report the
 * signal.
 */
public final class StopSignals {
    /** The contract's 15 seconds, less what the end of a virtual machine takes. Nothing recorded is lost by the cut. */
    private static final Duration LIMIT = Duration.ofSeconds(14);

    private static volatile boolean requested;
    private static volatile boolean launched;

    private StopSignals() {}

    /** For what has nothing to finish before there is an application: until then a signal ends the process at once. */
    public static void endAtOnce() {
        register();
    }

    static void install() {
        launched = true;
        register();
    }

    private static void register() {
        List.of("TERM", "INT").forEach(signal -> Signals.register(signal, StopSignals::stop));
    }

    /** Whether this process was asked to end. */
    public static boolean requested() {
        return requested;
    }

    /** Returns when this process is to end; a wish from before Quarkus was there to hear it counts. */
    public static void await() {
        if (!requested) {
            Quarkus.waitForExit();
        }
    }

    private static void stop() {
        requested = true;
        if (!launched) {
            Runtime.getRuntime().halt(ExitCode.DONE);
        }
        Thread.ofPlatform().daemon().name("stop-limit").start(StopSignals::cutOff);
        Quarkus.asyncExit(ExitCode.DONE);
    }

    private static void cutOff() {
        try {
            Thread.sleep(LIMIT);
            Runtime.getRuntime().halt(ExitCode.DONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
