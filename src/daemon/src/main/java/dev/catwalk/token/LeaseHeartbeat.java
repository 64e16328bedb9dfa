package dev.catwalk.token;

import dev.catwalk.token.Lease.Moment;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A lease that is renewed for as long as its holder takes. So it can be short and end soon after a holder that died, and
 * still no platform is so slow that two nodes refresh one token.
 *
 * <p>It may run out all the same, when the process was stopped for a while or the database was away. Then it is over for
 * good: its holder must not begin another call. The database's clock decides when that is; the holder counts what has passed
 * since before it asked, and stops some time earlier, so it needs no answer and no clock in step to know.
 */
final class LeaseHeartbeat implements AutoCloseable {
    /** Two renewals may fail before the lease runs out. */
    private static final int RENEWALS_PER_LEASE = 3;

    private final Duration length;
    private final Duration trusted;
    private final Clock clock;
    private final BooleanSupplier renewal;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Moment asked;
    private volatile boolean over;

    private LeaseHeartbeat(Lease lease, Duration length, Clock clock, BooleanSupplier renewal) {
        this.asked = lease.asked();
        this.length = length;
        // The last fifth is the margin for the step from asking this to making the call.
        this.trusted = length.multipliedBy(4).dividedBy(5);
        this.clock = clock;
        this.renewal = renewal;
    }

    /**
     * Keeps a lease that was just taken until this is closed.
     *
     * @param renewal false when the lease has run out, or is another node's
     */
    static LeaseHeartbeat keep(Lease lease, Duration length, Clock clock, BooleanSupplier renewal) {
        LeaseHeartbeat kept = new LeaseHeartbeat(lease, length, clock, renewal);
        Thread.ofVirtual().name("lease").start(kept::renewUntilClosed);
        return kept;
    }

    boolean hasRunOut() {
        return over || asked.isPast(trusted, clock);
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
        Moment now = Moment.now(clock);
        try {
            if (!renewal.getAsBoolean()) {
                over = true;
                return false;
            }
            asked = now;
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
