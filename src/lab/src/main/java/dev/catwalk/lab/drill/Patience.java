package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.StopSignals;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits, never for ever: until something is there, its limit is over, or a signal wants the drill to end. The signal interrupts
 * nothing, since what is half started could then not be closed.
 */
final class Patience {
    /** Of a step that is due within seconds; the rest is for machines that have something else to do. */
    static final Duration USUAL = Duration.ofSeconds(60);

    /** Of the start of processes: mostly CPU time, of which others may want some. */
    static final Duration OF_STARTS = Duration.ofMinutes(3);

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Runnable check;

    /** @param check looked at each time; throws when there is no use in waiting any longer */
    Patience(Runnable check) {
        this.check = check;
    }

    void until(String what, BooleanSupplier there) {
        until(what, USUAL, there);
    }

    void until(String what, Duration limit, BooleanSupplier there) {
        await(what, limit, () -> there.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    <T> T await(String what, Supplier<Optional<T>> look) {
        return await(what, USUAL, look);
    }

    /** @throws DidNotAppearException when it is not there within the limit */
    <T> T await(String what, Duration limit, Supplier<Optional<T>> look) {
        long startedAt = System.nanoTime();
        while (System.nanoTime() - startedAt < limit.toNanos()) {
            if (StopSignals.requested()) {
                throw new CancelledException();
            }
            check.run();
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            StopSignals.pause(INTERVAL);
        }
        throw new DidNotAppearException("did not appear within " + limit.toSeconds() + " s: " + what);
    }
}
