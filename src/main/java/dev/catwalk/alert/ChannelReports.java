package dev.catwalk.alert;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** How the configured channels stand. */
@Singleton
public class ChannelReports {
    private final Jdbi jdbi;
    private final List<Channel> channels;

    ChannelReports(Jdbi jdbi, AlertConfig config) {
        this.jdbi = jdbi;
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

    // Each branch reads one of the indexes for deliveries that are not done; delivered ones are the most by far.
    private static final String REPORTS = """
            with undelivered as (
              select alert_id, channel, state, last_error from app.alert_delivery where state = 'pending'
              union all
              select alert_id, channel, state, last_error from app.alert_delivery where state = 'dead')
            select configured.channel,
              count(*) filter (where state = 'pending') as pending,
              min(raised_at) filter (where state = 'pending') as pending_since,
              count(*) filter (where state = 'dead') as dead,
              (array_agg(last_error order by alert_id desc) filter (where last_error is not null))[1] as last_error,
              (select disabled_at from app.alert_channel where alert_channel.channel = configured.channel) as disabled_at
            from unnest(:channels) configured (channel)
            left join undelivered on undelivered.channel = configured.channel
            left join app.alert using (alert_id)
            group by configured.channel
            """;

    /** One for each configured channel. */
    public List<Report> all() {
        return jdbi.withHandle(handle -> handle.createQuery(REPORTS)
                .bindArray(
                        "channels",
                        String.class,
                        channels.stream().map(Channel::sql).toList())
                .map((row, context) -> report(row))
                .list());
    }

    private static Report report(ResultSet row) throws SQLException {
        return new Report(
                Channel.named(row.getString("channel")).orElseThrow(),
                row.getLong("pending"),
                instant(row.getTimestamp("pending_since")),
                row.getLong("dead"),
                Optional.ofNullable(row.getString("last_error")),
                instant(row.getTimestamp("disabled_at")));
    }

    private static Optional<Instant> instant(Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }
}
