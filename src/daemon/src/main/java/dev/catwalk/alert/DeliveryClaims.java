package dev.catwalk.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * Takes what is due. A claim is a transaction of its own, and so is the {@linkplain DeliveryResults record} of how it went:
 * the message is sent between the two. A process that dies there leaves a claim that runs out.
 */
@Singleton
class DeliveryClaims {
    private final Jdbi jdbi;
    private final ObjectMapper mapper;

    DeliveryClaims(Jdbi jdbi, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.mapper = mapper;
    }

    // The first select locks what it takes and passes over what another sender is taking at this moment. It must
    // run once: as a condition of the update the planner may run it for each row, and more would be claimed than
    // is sent.
    private static final String CLAIM_ONE = """
            with due as materialized (
              select alert_id, channel from app.alert_delivery
              where channel = :channel and state = 'pending' and next_attempt_at <= app.now()
                and (claimed_until is null or claimed_until <= app.now())
              order by next_attempt_at, alert_id
              limit 1
              for update skip locked)
            update app.alert_delivery set claimed_until = app.now() + :lease
            from due where alert_delivery.alert_id = due.alert_id and alert_delivery.channel = due.channel
            returning alert_delivery.alert_id, claimed_until
            """;

    /** What is due longest. */
    @Transactional
    public Optional<Claim> claimOne(Channel channel, Duration lease) {
        return jdbi.withHandle(handle -> claim(handle, handle.createQuery(CLAIM_ONE), channel, lease, 1));
    }

    // In the order of the index of what is due: in that of the primary key the planner would read through all
    // that were ever delivered.
    private static final String CLAIM_OF_TYPE = """
            with due as materialized (
              select alert_id, channel from app.alert_delivery join app.alert using (alert_id)
              where channel = :channel and type = :type and state = 'pending' and next_attempt_at <= app.now()
                and (claimed_until is null or claimed_until <= app.now())
              order by next_attempt_at, alert_id
              limit :most
              for update of alert_delivery skip locked)
            update app.alert_delivery set claimed_until = app.now() + :lease
            from due where alert_delivery.alert_id = due.alert_id and alert_delivery.channel = due.channel
            returning alert_delivery.alert_id, claimed_until
            """;

    /**
     * The alerts of a type that are due longest.
     *
     * @param listed how many of them to load; the others are claimed by their ids alone
     */
    @Transactional
    public Optional<Claim> claimOfType(Channel channel, String type, int most, int listed, Duration lease) {
        return jdbi.withHandle(handle -> claim(
                handle,
                handle.createQuery(CLAIM_OF_TYPE).bind("type", type).bind("most", most),
                channel,
                lease,
                listed));
    }

    private Optional<Claim> claim(Handle handle, Query query, Channel channel, Duration lease, int listed) {
        SortedMap<Long, Instant> claimed = new TreeMap<>();
        query.bind("channel", channel.sql())
                .bind("lease", lease)
                .map((row, context) ->
                        claimed.put(row.getLong(1), row.getTimestamp(2).toInstant()))
                .list();
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        List<Long> alertIds = List.copyOf(claimed.keySet());
        List<Long> shown = alertIds.subList(0, Math.min(listed, alertIds.size()));
        // One statement has one time: the same for all.
        return Optional.of(new Claim(channel, alertIds, load(handle, shown), claimed.get(claimed.firstKey())));
    }

    private static final String LOAD = """
            select alert_id, webhook_id, type, raised_at, data from app.alert where alert_id = any(:ids) order by alert_id
            """;

    private List<DueAlert> load(Handle handle, List<Long> alertIds) {
        return handle.createQuery(LOAD)
                .bindArray("ids", Long.class, alertIds)
                .map((row, context) -> alert(row))
                .list();
    }

    private DueAlert alert(ResultSet row) throws SQLException {
        try {
            return new DueAlert(
                    row.getString("webhook_id"),
                    row.getString("type"),
                    row.getTimestamp("raised_at").toInstant(),
                    mapper.readTree(row.getString("data")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the data of alert " + row.getString("alert_id") + " is not JSON", e);
        }
    }
}
