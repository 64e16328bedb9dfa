package dev.catwalk.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A lease that is renewed for as long as its holder takes. So it can be short and end soon after a holder that died, and
 * still no platform is so slow that two nodes refresh one token.
 *
 * <p>It may run out all the same, when the process was stopped for a while or the database was away. Then it is over for
 * good, and its holder can tell by the clock alone: it must not begin another call.
 */
final class KeptLease implements AutoCloseable {
    /** Two renewals may fail before the lease runs out. */
    private static final int RENEWALS_PER_LEASE = 3;

    private final Duration length;
    private final Clock clock;
    private final Renewal renewal;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Instant until;

    private KeptLease(Lease lease, Duration length, Clock clock, Renewal renewal) {
        this.until = lease.until();
        this.length = length;
        this.clock = clock;
        this.renewal = renewal;
    }

    interface Renewal {
        /** @return false when the lease has run out by {@code now}, or is somebody else's */
        boolean renew(Instant now, Instant until);
    }

    /** Keeps a lease that was just taken until this is closed. */
    static KeptLease keep(Lease lease, Duration length, Clock clock, Renewal renewal) {
        KeptLease kept = new KeptLease(lease, length, clock, renewal);
        Thread.ofVirtual().name("lease").start(kept::renewUntilClosed);
        return kept;
    }

    boolean hasRunOut() {
        return !clock.instant().isBefore(until);
    }

    private void renewUntilClosed() {
        try {
            while (!closed.await(length.toMillis() / RENEWALS_PER_LEASE, TimeUnit.MILLISECONDS)) {
                if (!renew()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renew() {
        Instant now = clock.instant();
        Instant later = now.plus(length);
        try {
            if (!renewal.renew(now, later)) {
                return false;
            }
            until = later;
            return true;
        } catch (RuntimeException e) {
            // The database is away for the moment. The next try may come in time; if not, the lease has run out.
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
