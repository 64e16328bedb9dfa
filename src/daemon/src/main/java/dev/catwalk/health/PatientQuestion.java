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
 * caller waits for a limited time only: a database that hangs costs one thread and one connection, and blocks no port. The time
 * counts from when it was asked, so that many callers together wait no longer than one.
 */
final class PatientQuestion<T> {
    private final Callable<T> question;
    private final Duration patience;
    private final Duration standsIn;

    /** Null before the first time. */
    private FutureTask<T> asked;

    private volatile long askedAt;
    private volatile Optional<T> known = Optional.empty();
    private volatile long knownAt;
    private volatile boolean failed;

    /** @param patience how long {@link #answer} waits */
    PatientQuestion(Callable<T> question, Duration patience) {
        this(question, patience, Duration.ZERO);
    }

    /**
     * @param patience how long {@link #answer} waits
     * @param standsIn how long an answer takes the place of one that does not come in time, unless the question failed since
     */
    PatientQuestion(Callable<T> question, Duration patience, Duration standsIn) {
        this.question = question;
        this.patience = patience;
        this.standsIn = standsIn;
    }

    /** Asks, unless a question waits for its answer already, and does not wait. */
    synchronized FutureTask<T> ask() {
        if (asked == null || asked.isDone()) {
            asked = new FutureTask<>(this::call);
            askedAt = System.nanoTime();
            Thread.ofVirtual().name("question").start(asked);
        }
        return asked;
    }

    private T call() throws Exception {
        try {
            T answer = question.call();
            knownAt = System.nanoTime();
            known = Optional.of(answer);
            failed = false;
            return answer;
        } catch (Exception e) {
            failed = true;
            throw e;
        }
    }

    /**
     * Asks and waits.
     *
     * @throws IllegalStateException when there is no answer in time, or another than the question promises
     */
    T answer() {
        try {
            FutureTask<T> asked = ask();
            return asked.get(askedAt + patience.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return known.filter(_ -> !failed && System.nanoTime() - knownAt < standsIn.toNanos())
                    .orElseThrow(() -> new IllegalStateException("no answer within " + patience.toMillis() + " ms", e));
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
