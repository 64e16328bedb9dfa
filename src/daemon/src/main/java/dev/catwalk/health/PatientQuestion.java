package dev.catwalk.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A question to the database that a probe or a scrape asks. It is asked on a thread of its own, never twice at once, and a
 * caller waits for a limited time only: a database that hangs costs one thread and one connection, and blocks no port.
 */
final class PatientQuestion<T> {
    private final Callable<T> question;
    private final Duration patience;

    /** Null before the first time. */
    private FutureTask<T> asked;

    private volatile Optional<T> known = Optional.empty();

    /** @param patience how long {@link #answer} waits */
    PatientQuestion(Callable<T> question, Duration patience) {
        this.question = question;
        this.patience = patience;
    }

    /** Asks, unless a question waits for its answer already, and does not wait. */
    synchronized FutureTask<T> ask() {
        if (asked == null || asked.isDone()) {
            asked = new FutureTask<>(() -> {
                T answer = question.call();
                known = Optional.of(answer);
                return answer;
            });
            Thread.ofVirtual().name("question").start(asked);
        }
        return asked;
    }

    /**
     * Asks and waits.
     *
     * @throws IllegalStateException when there is no answer in time, or another than the question promises
     */
    T answer() {
        try {
            return ask().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no answer", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The last answer; empty until there is one. */
    Optional<T> known() {
        return known;
    }
}
