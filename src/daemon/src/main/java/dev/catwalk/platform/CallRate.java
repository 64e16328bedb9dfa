package dev.catwalk.platform;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import jakarta.inject.Singleton;
import java.time.Duration;

/** This node's share of the limit on calls per second. Unlimited until {@link #limitTo} is called. */
@Singleton
public class CallRate {
    private volatile double perSecond;
    private volatile Bucket bucket;

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
            bucket = Bucket.builder().addLimit(limit.getBandwidths()[0]).build();
        } else {
            bucket.replaceConfiguration(limit, TokensInheritanceStrategy.PROPORTIONALLY);
        }
    }

    void awaitTurn() {
        Bucket current = bucket;
        if (current != null) {
            current.asBlocking().consumeUninterruptibly(1);
        }
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
