package dev.catwalk.delivery;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What waits for receivers, and which of them want no more. */
@Singleton
public class Backlogs {
    private final Jdbi jdbi;
    private final ChannelStates states;

    Backlogs(Jdbi jdbi, ChannelStates states) {
        this.jdbi = jdbi;
        this.states = states;
    }

    // Each branch reads one of the indexes for deliveries that are not done; delivered ones are the most by
    // far. Health asks every few seconds, so what is read for each of them is little even when a hundred
    // thousand wait.
    static final String BACKLOGS = """
            with undelivered as (
              select <id> as id, channel, state, last_error from <deliveries>
              where state = 'pending' and channel = any(:channels)
              union all
              select <id>, channel, state, last_error from <deliveries>
              where state = 'dead' and channel = any(:channels)),
            counted as (
              select channel,
                count(*) filter (where state = 'pending') as pending,
                count(*) filter (where state = 'dead') as dead,
                min(id) filter (where state = 'pending') as oldest,
                max(id) filter (where last_error is not null) as failed
              from undelivered
              group by channel)
            select configured.channel, coalesce(pending, 0) as pending, item.<created_at> as pending_since,
              coalesce(dead, 0) as dead, failure.last_error
            from unnest(:channels) with ordinality configured (channel, position)
            left join counted using (channel)
            left join <items> item on item.<id> = counted.oldest
            left join <deliveries> failure on failure.<id> = counted.failed and failure.channel = counted.channel
            order by position
            """;

    /** One for each of these receivers, in their order. */
    public List<Backlog> of(DeliveryTable table, List<? extends Destination> receivers) {
        Map<String, Instant> disabled = disabled(receivers);
        return jdbi.withHandle(handle -> table.in(handle.createQuery(BACKLOGS))
                .bindArray(
                        "channels",
                        String.class,
                        receivers.stream().map(Destination::name).toList())
                .map((row, context) -> backlog(table, row, disabled))
                .list());
    }

    /** The names of those that are off, and since when they want no more. */
    public Map<String, Instant> disabled(List<? extends Destination> receivers) {
        Map<String, Instant> disabled = new HashMap<>();
        receivers.forEach(
                receiver -> states.disabledAt(receiver).ifPresent(since -> disabled.put(receiver.name(), since)));
        return disabled;
    }

    private static Backlog backlog(DeliveryTable table, ResultSet row, Map<String, Instant> disabled)
            throws SQLException {
        String receiver = row.getString("channel");
        return new Backlog(
                table,
                receiver,
                row.getLong("pending"),
                Optional.ofNullable(row.getTimestamp("pending_since")).map(Timestamp::toInstant),
                row.getLong("dead"),
                Optional.ofNullable(row.getString("last_error")),
                Optional.ofNullable(disabled.get(receiver)));
    }
}
