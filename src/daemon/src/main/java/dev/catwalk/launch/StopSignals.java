package dev.catwalk.launch;

import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import java.util.List;
import org.jline.utils.Signals;

/**
 * SIGTERM and SIGINT as a wish, not as an end: Quarkus stops, what must outlive it stops after it, and the exit code is
 * ours. By itself the virtual machine would run every shutdown hook at once, the embedded database's among them, and report
 * the signal.
 */
public final class StopSignals {
    /** The contract's 15 seconds, less what the end of a virtual machine takes. Nothing recorded is lost by the cut. */
    private static final Duration LIMIT = Duration.ofSeconds(14);

    /** What a shell reports of a process that SIGTERM ended. */
    private static final int CUT_OFF = 143;

    private static volatile boolean requested;
    private static volatile boolean endsWithZero;
    private static volatile boolean launched;

    private StopSignals() {}

    /**
     * For serve and walk, whose rest another node or the next start does: they end with 0, and at once before there is an
     * application. Other commands end with the code they return: nobody else does the rest of their work.
     */
    public static void endWithZero() {
        endsWithZero = true;
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
        if (endsWithZero) {
            Quarkus.asyncExit(ExitCode.DONE);
        } else {
            Quarkus.asyncExit();
        }
    }

    private static void cutOff() {
        try {
            Thread.sleep(LIMIT);
            Runtime.getRuntime().halt(endsWithZero ? ExitCode.DONE : CUT_OFF);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
