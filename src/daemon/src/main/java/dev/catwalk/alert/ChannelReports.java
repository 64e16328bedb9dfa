package dev.catwalk.alert;

import dev.catwalk.delivery.ChannelStates;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The state of each configured channel. */
@Singleton
public class ChannelReports {
    private final Jdbi jdbi;
    private final List<Receiver> receivers;
    private final ChannelStates states;
    private final List<Channel> channels;

    ChannelReports(Jdbi jdbi, @All List<Receiver> receivers, ChannelStates states, AlertConfig config) {
        this.jdbi = jdbi;
        this.receivers = receivers;
        this.states = states;
        this.channels = Channel.configured(config);
    }

    /**
     * @param pending alerts not delivered yet
     * @param pendingSince when the oldest of them was raised; empty when none is
     * @param dead alerts given up
     * @param lastError what the last failed attempt of those met; empty when none failed
     * @param disabledAt since when the receiver wants no more; empty when it does
     */
    public record Report(
            Channel channel,
            long pending,
            Optional<Instant> pendingSince,
            long dead,
            Optional<String> lastError,
            Optional<Instant> disabledAt) {}

    public List<Channel> configured() {
        return channels;
    }

    // Each branch reads one of the indexes for deliveries that are not done; delivered ones are the most by
    // far. Health asks every few seconds, so what is read for each of them is little even when a hundred
    // thousand wait.
    private static final String REPORTS = """
            with undelivered as (
              select alert_id, channel, state, last_error from app.alert_delivery where state = 'pending'
              union all
              select alert_id, channel, state, last_error from app.alert_delivery where state = 'dead'),
            counted as (
              select channel,
                count(*) filter (where state = 'pending') as pending,
                count(*) filter (where state = 'dead') as dead,
                min(alert_id) filter (where state = 'pending') as oldest,
                max(alert_id) filter (where last_error is not null) as failed
              from undelivered
              group by channel)
            select configured.channel, coalesce(pending, 0) as pending, raised_at as pending_since,
              coalesce(dead, 0) as dead, failure.last_error
            from unnest(:channels) configured (channel)
            left join counted using (channel)
            left join app.alert on alert.alert_id = counted.oldest
            left join app.alert_delivery failure
              on failure.alert_id = counted.failed and failure.channel = counted.channel
            """;

    /** One for each configured channel. */
    public List<Report> all() {
        Map<Channel, Instant> disabled = disabled();
        return jdbi.withHandle(handle -> handle.createQuery(REPORTS)
                .bindArray(
                        "channels",
                        String.class,
                        channels.stream().map(Channel::code).toList())
                .map((row, context) -> report(row, disabled))
                .list());
    }

    /** The configured channels that are off, and since when their receivers want no more. */
    public Map<Channel, Instant> disabled() {
        Map<Channel, Instant> disabled = new EnumMap<>(Channel.class);
        receivers.stream()
                .filter(receiver -> channels.contains(receiver.channel()))
                .forEach(receiver ->
                        states.disabledAt(receiver).ifPresent(since -> disabled.put(receiver.channel(), since)));
        return disabled;
    }

    private static Report report(ResultSet row, Map<Channel, Instant> disabled) throws SQLException {
        Channel channel = Channel.named(row.getString("channel")).orElseThrow();
        return new Report(
                channel,
                row.getLong("pending"),
                Optional.ofNullable(row.getTimestamp("pending_since")).map(Timestamp::toInstant),
                row.getLong("dead"),
                Optional.ofNullable(row.getString("last_error")),
                Optional.ofNullable(disabled.get(channel)));
    }
}
