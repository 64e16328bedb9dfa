package dev.catwalk.alert;

import dev.catwalk.platform.Recent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/**
 * Decides what a channel that people read gets next. Up to {@code catwalk.alert.digest-threshold} alerts of a type within
 * a minute are sent one by one. More become a digest, and later ones the next digest, a minute later: a walk that finds
 * thousands of rejections is a few messages, and the first of them come at once.
 *
 * <p>The deliveries show what was sent lately, so a restart or another node decides alike.
 */
@Singleton
class DigestPolicy {
    private static final Duration BURST = Duration.ofMinutes(1);

    /**
     * So long what has to wait is not asked about again. Each page of a walk that raises alerts wakes the senders, and the
     * question reads all that waits.
     */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Jdbi jdbi;
    private final AlertConfig config;
    private final Clock clock;

    /** When something was due on a channel, and all of it had to wait. */
    private final Map<Channel, Instant> allWaitedAt = new ConcurrentHashMap<>();

    DigestPolicy(Jdbi jdbi, AlertConfig config, Clock clock) {
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What to send: alerts of one type, together or only the oldest.
     *
     * @param messages that the channel took within the last minute, whichever node sent them
     */
    record Next(String type, boolean together, int messages) {}

    // The last minute of a digest holds more than a few, also where they were sent singly before it: the pause
    // ends when the digest is a minute old, and not when they are. A delivery later than now was made before the
    // database's clock was set back, and would silence the channel until then.
    private static final String WAITING = """
            with lately as (
              select type, delivered_at, delivered_at > app.now() - :burst as in_last_minute,
                count(*) over (
                  partition by type order by delivered_at range between cast(:burst as interval) preceding and current row)
                  as within_its_minute
              from app.alert_delivery join app.alert using (alert_id)
              where channel = :channel and state = 'delivered'
                and delivered_at > app.now() - 2 * :burst and delivered_at <= app.now()),
            sent as (
              select type, count(*) as sent, max(within_its_minute) as most from lately where in_last_minute group by type)
            select type, count(*) as waiting, coalesce(max(sent), 0) as sent, coalesce(max(most), 0) as most,
              (select count(distinct delivered_at) from lately where in_last_minute) as messages
            from app.alert_delivery join app.alert using (alert_id) left join sent using (type)
            where channel = :channel and state = 'pending' and next_attempt_at <= app.now()
              and (claimed_until is null or claimed_until <= app.now())
            group by type
            order by min(next_attempt_at), min(alert_id)
            """;

    /** What is due of a type, and what the channel took of it within the last minute. */
    private record Due(String type, long waiting, long sent, long most, int messages) {}

    /** Empty when nothing is due, or all of it has to wait: it is still being gathered, or the receiver takes no more yet. */
    Optional<Next> next(GroupReceiver receiver) {
        Instant now = clock.instant();
        if (Recent.isWithin(PAUSE, allWaitedAt.getOrDefault(receiver.channel(), Instant.EPOCH), now)) {
            return Optional.empty();
        }
        List<Due> due = due(receiver.channel());
        int few = config.digestThreshold();
        Optional<Next> next = due.stream()
                .filter(type -> type.messages() < receiver.mostPerMinute() && type.most() <= few)
                .findFirst()
                .map(type -> new Next(type.type(), type.waiting() + type.sent() > few, type.messages()));
        if (next.isEmpty() && !due.isEmpty()) {
            allWaitedAt.put(receiver.channel(), now);
        }
        return next;
    }

    private List<Due> due(Channel channel) {
        return jdbi.withHandle(handle -> handle.createQuery(WAITING)
                .bind("channel", channel.code())
                .bind("burst", BURST)
                .mapTo(Due.class)
                .list());
    }
}
