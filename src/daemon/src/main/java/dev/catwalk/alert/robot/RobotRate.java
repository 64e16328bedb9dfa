package dev.catwalk.alert.robot;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How often a robot may be called. In any span the bucket gives out at most its capacity and the span's refill; both together
 * are the robot's limit, so that it holds in every window and not only on average. Of what this process sends: what others
 * sent in the last minute, or this one before its restart, is counted where the deliveries are.
 */
final class RobotRate {
    private final int perMinute;
    private final Bucket bucket;

    private RobotRate(Clock clock, int perMinute, Bandwidth... limits) {
        this.perMinute = perMinute;
        LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(new ClockMeter(clock));
        for (Bandwidth limit : limits) {
            builder.addLimit(limit);
        }
        this.bucket = builder.build();
    }

    /** Twenty in any minute, five of them at once. */
    static RobotRate twentyPerMinute(Clock clock) {
        return new RobotRate(clock, 20, limit(5, 15, Duration.ofMinutes(1)));
    }

    /** A hundred in any minute and five in any second, two of them at once. */
    static RobotRate hundredPerMinute(Clock clock) {
        return new RobotRate(clock, 100, limit(20, 80, Duration.ofMinutes(1)), limit(2, 3, Duration.ofSeconds(1)));
    }

    int perMinute() {
        return perMinute;
    }

    /** Takes a turn; false, and none taken, when there is none now. */
    boolean take() {
        return bucket.tryConsume(1);
    }

    /** How long until there is a turn; zero when there is one now. Takes none. */
    Duration untilNext() {
        EstimationProbe turn = bucket.estimateAbilityToConsume(1);
        // The bucket rounds down, even to nothing, and would then not keep its word.
        return turn.canBeConsumed() ? Duration.ZERO : Duration.ofNanos(turn.getNanosToWaitForRefill() + 1);
    }

    private static Bandwidth limit(long atOnce, long refill, Duration span) {
        return Bandwidth.builder().capacity(atOnce).refillGreedy(refill, span).build();
    }

    /** The time that the injected clock, which tests can turn, has gone forward: where it is set back, turns still come. */
    private static final class ClockMeter implements TimeMeter {
        private final Clock clock;
        private Instant last;
        private long elapsedNanos;

        ClockMeter(Clock clock) {
            this.clock = clock;
            this.last = clock.instant();
        }

        @Override
        public synchronized long currentTimeNanos() {
            Instant now = clock.instant();
            if (now.isAfter(last)) {
                elapsedNanos += last.until(now, ChronoUnit.NANOS);
            }
            last = now;
            return elapsedNanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
