package dev.catwalk.alert;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.SparseLog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** What an operator has to know of delivery: each trouble of a channel once in ten minutes, and when it is over. */
@Singleton
class DeliveryLog {
    private static final Logger LOG = Logger.getLogger(DeliveryLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final SparseLog log;
    private final Map<Channel, Boolean> failing = new EnumMap<>(Channel.class);

    DeliveryLog(Clock clock) {
        this.log = new SparseLog(LOG, PAUSE, clock);
    }

    synchronized void delivered(Channel channel) {
        if (failing.remove(channel) != null) {
            LOG.infof("alerts are delivered again; channel=%s", channel.sql());
        }
    }

    synchronized void failed(Channel channel, String error) {
        failing.put(channel, true);
        log.say(
                Logger.Level.WARN,
                "alerts not delivered, tried again later; channel=" + channel.sql() + ", failure=" + error);
    }

    void dead(Channel channel, String error) {
        log.say(
                Logger.Level.ERROR,
                "alerts given up after " + RetrySchedule.mostFailures()
                        + " attempts; mend the channel, then run: catwalk alerts redrive --channel " + channel.sql()
                        + "; channel=" + channel.sql() + ", failure=" + error);
    }

    void gone(Channel channel) {
        LOG.errorf(
                "the receiver wants no more alerts (410 Gone), so the channel is off until its address changes, or until:"
                        + " catwalk alerts redrive --channel %1$s; channel=%1$s",
                channel.sql());
    }

    void broken(Channel channel, Throwable failure) {
        log.say(
                Logger.Level.WARN,
                "deliveries cannot be claimed or recorded, tried again soon; channel=" + channel.sql() + ", failure="
                        + DatabaseAway.words(failure).orElse(failure.getClass().getSimpleName()));
        LOG.debugf(failure, "delivery failed; channel=%s", channel.sql());
    }
}
