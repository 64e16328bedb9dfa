package dev.catwalk.platform;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.UninterruptibleBlockingStrategy;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** This node's share of the limit on calls per second. Unlimited until {@link #limitTo} is called. */
@Singleton
public class CallRate {
    private static final Duration LOOK = Duration.ofMillis(200);

    private volatile double perSecond;
    private volatile Bucket bucket;
    private volatile boolean stopping;

    /** Sets the share; calling it again with the same figure does nothing. */
    public synchronized void limitTo(double callsPerSecond) {
        if (callsPerSecond == perSecond) {
            return;
        }
        perSecond = callsPerSecond;
        BucketConfiguration limit = BucketConfiguration.builder()
                .addLimit(bandwidth(callsPerSecond))
                .build();
        if (bucket == null) {
            // By the monotonic clock: the machine's may be set back, and calls would wait until it has caught up.
            bucket = Bucket.builder()
                    .withNanosecondPrecision()
                    .addLimit(limit.getBandwidths()[0])
                    .build();
        } else {
            bucket.replaceConfiguration(limit, TokensInheritanceStrategy.PROPORTIONALLY);
        }
    }

    /** @return false when this process is asked to end before it is the call's turn */
    boolean awaitTurn() {
        Bucket current = bucket;
        long turnAt = System.nanoTime() + (current == null ? 0 : current.consumeIgnoringRateLimits(1));
        // Ends when it is the call's turn.
        for (long left = turnAt - System.nanoTime(); left > 0; left = turnAt - System.nanoTime()) {
            if (stopping) {
                return false;
            }
            UninterruptibleBlockingStrategy.PARKING.parkUninterruptibly(Math.min(left, LOOK.toNanos()));
        }
        return true;
    }

    /** With few calls a second some turns come after the process has to end. */
    void onShutdown(@Observes @Priority(0) ShutdownEvent event) {
        stopping = true;
    }

    /** A tenth of a second's calls may go out at once: more would be a burst, less would make every call wait. */
    private static Bandwidth bandwidth(double callsPerSecond) {
        long burst = Math.max(1, Math.round(callsPerSecond / 10));
        return Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(burst, Duration.ofNanos(Math.round(burst / callsPerSecond * 1e9)))
                .build();
    }
}
