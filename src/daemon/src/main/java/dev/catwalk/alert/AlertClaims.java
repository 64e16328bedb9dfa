package dev.catwalk.alert;

import dev.catwalk.delivery.Claim;
import dev.catwalk.delivery.DeliveryTable;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** Takes alerts of one type together, and reads what is claimed. */
@Singleton
class AlertClaims {
    private final Jdbi jdbi;
    private final AlertRow.Rows alerts;

    AlertClaims(Jdbi jdbi, AlertRow.Rows alerts) {
        this.jdbi = jdbi;
        this.alerts = alerts;
    }

    // Of the component itself they are still sent while its recovery waits, too: after it they would mislead.
    private static final String WITHDRAW_ENDED = """
            with ended as materialized (
              select alert_id, channel from app.alert_delivery join app.alert using (alert_id)
              where channel = :channel and state = 'pending' and next_attempt_at <= app.now()
                and (claimed_until is null or claimed_until <= app.now())
                and ended_at is not null
                and (merchant_id is not null or not exists (
                  select from app.alert recovered join app.alert_delivery news using (alert_id)
                  where recovered.component_appid = alert.component_appid and recovered.type = 'platform.recovered'
                    and recovered.merchant_id is null and recovered.alert_id > alert.alert_id
                    and news.channel = alert_delivery.channel and news.state = 'pending'))
              for update of alert_delivery skip locked)
            update app.alert_delivery set state = 'withdrawn', next_attempt_at = null, claimed_until = null
            from ended where alert_delivery.alert_id = ended.alert_id and alert_delivery.channel = ended.channel
            """;

    /**
     * Withdraws due alerts whose cause ended while a sender had them, which gave them back or died, or while they were dead.
     *
     * @return how many
     */
    @Transactional
    public int withdrawEnded(Channel channel) {
        return jdbi.withHandle(handle -> handle.createUpdate(WITHDRAW_ENDED)
                .bind("channel", channel.code())
                .execute());
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

    /** The alerts of a type that are due longest. */
    @Transactional
    public Optional<Claim> claimOfType(Channel channel, String type, int most, Duration lease) {
        SortedMap<Long, Instant> claimed = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery(CLAIM_OF_TYPE)
                .bind("type", type)
                .bind("most", most)
                .bind("channel", channel.code())
                .bind("lease", lease)
                .map((row, context) ->
                        claimed.put(row.getLong(1), row.getTimestamp(2).toInstant()))
                .list());
        // One statement has one time: the same for all.
        return claimed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Claim(
                        DeliveryTable.ALERTS,
                        channel.code(),
                        List.copyOf(claimed.keySet()),
                        claimed.get(claimed.firstKey())));
    }

    DueAlert dueAlert(long alertId) {
        return dueAlerts(List.of(alertId)).getFirst();
    }

    @Transactional
    List<DueAlert> dueAlerts(List<Long> alertIds) {
        return alerts.list("id in ?1", Sort.by("id"), alertIds).stream()
                .map(alert -> new DueAlert(alert.webhookId, alert.type, alert.raisedAt, alert.data))
                .toList();
    }
}
