package dev.catwalk.delivery;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.SparseLog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** What an operator has to know of delivery: each trouble of a receiver at once, then every ten minutes, and when it is over. */
@Singleton
class DeliveryLog {
    private static final Logger LOG = Logger.getLogger(DeliveryLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** For a receiver that fails every now and then. */
    private static final Duration BETWEEN_RECOVERIES = Duration.ofMinutes(1);

    private final Clock clock;
    private final SparseLog log;
    private final SparseLog recoveries;

    /** A log for each receiver of which the last word is that it fails: it knows nothing of what was said before it recovered. */
    private final Map<String, SparseLog> failing = new HashMap<>();

    DeliveryLog(Clock clock) {
        this.clock = clock;
        this.log = new SparseLog(LOG, PAUSE, clock);
        this.recoveries = new SparseLog(LOG, BETWEEN_RECOVERIES, clock);
    }

    synchronized void delivered(Destination to) {
        if (failing.containsKey(key(to))
                && recoveries.say(
                        Logger.Level.INFO,
                        "%s are delivered again; " + field(to),
                        to.table().plural(),
                        to.name())) {
            failing.remove(key(to));
        }
    }

    synchronized void failed(Destination to, String error) {
        failing.computeIfAbsent(key(to), _ -> new SparseLog(LOG, PAUSE, clock))
                .say(
                        Logger.Level.WARN,
                        "%s not delivered, tried again later; " + field(to) + ", failure=%s",
                        to.table().plural(),
                        to.name(),
                        error);
    }

    void dead(Destination to, String error) {
        log.say(
                Logger.Level.ERROR,
                "%s given up after %d attempts; repair the receiver, then run: %s; " + field(to) + ", failure=%s",
                to.table().plural(),
                RetrySchedule.mostFailures(),
                to.table().redriveCommand(to.name()),
                to.name(),
                error);
    }

    void gone(Destination to) {
        LOG.errorf(
                "the receiver refuses all further %s (410 Gone); none is sent until its address changes, or until: %s; "
                        + field(to),
                to.table().plural(),
                to.table().redriveCommand(to.name()),
                to.name());
    }

    void broken(Destination to, Throwable failure) {
        log.say(
                Logger.Level.WARN,
                "deliveries cannot be claimed or recorded, tried again soon; " + field(to) + ", failure=%s",
                to.name(),
                DatabaseAway.words(failure).orElse(failure.getClass().getSimpleName()));
        LOG.debugf(failure, "delivery failed; " + field(to), to.name());
    }

    private static String key(Destination to) {
        return to.table().label() + " " + to.name();
    }

    private static String field(Destination to) {
        return to.table().label() + "=%s";
    }
}
