package dev.catwalk.delivery;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.SparseLog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** What an operator has to know of delivery: each trouble of a receiver once in ten minutes, and when it is over. */
@Singleton
class DeliveryLog {
    private static final Logger LOG = Logger.getLogger(DeliveryLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final SparseLog log;
    private final Set<String> failing = new HashSet<>();

    DeliveryLog(Clock clock) {
        this.log = new SparseLog(LOG, PAUSE, clock);
    }

    synchronized void delivered(Destination to) {
        if (failing.remove(field(to))) {
            LOG.infof("%s are delivered again; %s", to.table().plural(), field(to));
        }
    }

    synchronized void failed(Destination to, String error) {
        failing.add(field(to));
        log.say(
                Logger.Level.WARN,
                to.table().plural() + " not delivered, tried again later; " + field(to) + ", failure=" + error);
    }

    void dead(Destination to, String error) {
        log.say(
                Logger.Level.ERROR,
                to.table().plural() + " given up after " + RetrySchedule.mostFailures()
                        + " attempts; repair the receiver, then run: "
                        + to.table().redriveCommand(to.name()) + "; "
                        + field(to) + ", failure=" + error);
    }

    void gone(Destination to) {
        LOG.errorf(
                "the receiver refuses all further %s (410 Gone); none is sent until its address changes, or until: %s; %s",
                to.table().plural(), to.table().redriveCommand(to.name()), field(to));
    }

    void broken(Destination to, Throwable failure) {
        log.say(
                Logger.Level.WARN,
                "deliveries cannot be claimed or recorded, tried again soon; " + field(to) + ", failure="
                        + DatabaseAway.words(failure).orElse(failure.getClass().getSimpleName()));
        LOG.debugf(failure, "delivery failed; %s", field(to));
    }

    private static String field(Destination to) {
        return to.table().label() + "=" + to.name();
    }
}
