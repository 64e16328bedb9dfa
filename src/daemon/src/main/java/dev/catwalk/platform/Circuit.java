package dev.catwalk.platform;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Lets calls wait for an open circuit breaker that may close again, instead of ending the visits of thousands of merchants
 * within seconds. All calls wait for the same outage, no longer than its first minute: when it lasts they fail at once, until
 * the platform has answered again.
 */
@Singleton
class Circuit {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Duration patience;
    private final Duration pause;
    private final LongSupplier nanos;
    private CircuitBreakerState state = CircuitBreakerState.CLOSED;
    private long brokeAt;
    private long openedAt;
    private volatile boolean stopping;

    @Inject
    Circuit(PlatformConfig config) {
        this(config.outagePatience(), System::nanoTime);
    }

    Circuit(Duration patience, LongSupplier nanos) {
        this.patience = patience;
        // So short that a call which waits is still there when the platform is tried again.
        Duration half = patience.dividedBy(2);
        this.pause = half.compareTo(LONGEST_PAUSE) < 0 ? half : LONGEST_PAUSE;
        this.nanos = nanos;
    }

    /** How long the breaker stays open before it lets some calls through. */
    Duration pause() {
        return pause;
    }

    /** What the breaker reports of itself. */
    synchronized void changed(CircuitBreakerState now) {
        if (now == CircuitBreakerState.OPEN) {
            openedAt = nanos.getAsLong();
            if (state == CircuitBreakerState.CLOSED) {
                brokeAt = openedAt;
            }
        }
        state = now;
    }

    /** What a call that the breaker prevented does next. */
    enum Next {
        ASK,
        WAIT,
        GIVE_UP
    }

    synchronized Next next() {
        if (state == CircuitBreakerState.CLOSED) {
            return Next.ASK;
        }
        long now = nanos.getAsLong();
        if (stopping || now - brokeAt >= patience.toNanos()) {
            return Next.GIVE_UP;
        }
        // Half open it takes a few calls only, and who comes too early is prevented again.
        return state == CircuitBreakerState.HALF_OPEN || now - openedAt >= pause.toNanos() ? Next.ASK : Next.WAIT;
    }

    /** @return false when the call is to fail: the outage lasts, or this process is asked to end */
    boolean awaitNextAttempt() {
        Next next = Next.WAIT;
        // Ends: no outage is waited for longer than our patience.
        while (next == Next.WAIT) {
            LockSupport.parkNanos(LOOK.toNanos());
            next = Thread.currentThread().isInterrupted() ? Next.GIVE_UP : next();
        }
        return next == Next.ASK;
    }

    /** Before the work in flight is waited for. */
    void onShutdown(@Observes @Priority(0) ShutdownEvent event) {
        stopping = true;
    }
}
