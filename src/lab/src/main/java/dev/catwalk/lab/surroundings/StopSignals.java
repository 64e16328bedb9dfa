package dev.catwalk.lab.surroundings;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jline.utils.Signals;

/**
 * SIGTERM and SIGINT as a request, not as an end: what was started is closed in its order, and the exit code is ours. The
 * signal interrupts no thread, since what is half started could then not be closed.
 */
public final class StopSignals {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final CountDownLatch REQUEST = new CountDownLatch(1);

    private StopSignals() {}

    public static void install() {
        List.of("TERM", "INT").forEach(signal -> Signals.register(signal, REQUEST::countDown));
    }

    /** Whether this process was asked to end. */
    public static boolean requested() {
        return REQUEST.getCount() == 0;
    }

    /** Returns after this time, or as soon as this process is asked to end. */
    public static void pause(Duration length) {
        try {
            // Whether the time is over or the request has come: the caller looks.
            boolean _ = REQUEST.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // No code of ours interrupts, so this is a request to end.
            REQUEST.countDown();
        }
    }

    /**
     * Waits until a condition holds.
     *
     * @param useful looked at each time; when it does not hold there is no use in waiting any longer
     * @return whether the condition holds; false when waiting was no longer useful or this process was asked to end
     */
    public static boolean awaitUnlessAsked(BooleanSupplier condition, BooleanSupplier useful) {
        while (!requested() && useful.getAsBoolean()) {
            if (condition.getAsBoolean()) {
                return true;
            }
            pause(INTERVAL);
        }
        return false;
    }
}
