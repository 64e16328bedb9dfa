package dev.catwalk.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The right to be the only one who refreshes a token, or each of several that were leased together.
 *
 * @param id differs from that of every other lease, also when this one has run out and another node has taken it since
 * @param asked before the database was asked for it; by the database's clock it ends its length after that or later, unless
 *     it is renewed, see {@link LeaseHeartbeat}
 */
record Lease(UUID id, Moment asked) {
    static Lease from(Clock clock) {
        return new Lease(UUID.randomUUID(), Moment.now(clock));
    }

    /** A point in time of this process, from which it measures what has passed. It is compared with no other node's. */
    record Moment(long nanos, Instant instant, Instant machines) {
        static Moment now(Clock clock) {
            return new Moment(
                    System.nanoTime(), clock.instant(), InstantSource.system().instant());
        }

        /**
         * The machine's clock shows what the monotonic one does not count, and the database's not before it is asked again: that
         * the whole machine was suspended. One that was set forward ends a lease early, which costs a refresh and no token.
         */
        boolean isPast(Duration span, Clock clock) {
            return System.nanoTime() - nanos >= span.toNanos()
                    || !clock.instant().isBefore(instant.plus(span))
                    || !InstantSource.system().instant().isBefore(machines.plus(span));
        }
    }
}
