package dev.catwalk.alert;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Decides what a channel that people read gets next. Up to {@code catwalk.alert.digest-threshold} alerts of a type within
 * a minute are sent one by one. More become a digest, and later ones the next digest, a minute later: a walk that finds
 * thousands of rejections is a few messages, and the first of them come at once.
 *
 * <p>It has no state: the deliveries show what was sent lately, so a restart or another node decides alike.
 */
@Singleton
class DigestPolicy {
    private static final Duration BURST = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final AlertConfig config;

    DigestPolicy(Jdbi jdbi, AlertConfig config) {
        this.jdbi = jdbi;
        this.config = config;
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

    /** Empty when nothing is due, or all of it is still being gathered. */
    Optional<Next> next(Channel channel) {
        return jdbi.withHandle(handle -> handle
                .createQuery(WAITING)
                .bind("channel", channel.code())
                .bind("burst", BURST)
                .map((row, context) -> decide(
                        row.getString("type"),
                        row.getLong("waiting"),
                        row.getLong("sent"),
                        row.getLong("most"),
                        row.getInt("messages")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst());
    }

    private Optional<Next> decide(String type, long waiting, long sent, long most, int messages) {
        int few = config.digestThreshold();
        return most > few ? Optional.empty() : Optional.of(new Next(type, waiting + sent > few, messages));
    }
}
