package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.platform.CleanText;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/** Alerts and their channels on the terminal. */
@Singleton
@Unremovable
class AlertsRun {
    private static final List<String> HEADER = List.of(
            "alert", "raised", "type", "merchant", "channel", "state", "attempts", "next attempt", "last error");

    private final Jdbi jdbi;
    private final ChannelReports channels;
    private final TestMessage message;
    private final DeliveriesRun deliveries;

    AlertsRun(Jdbi jdbi, Redrive redrive, ChannelReports channels, TestMessage message) {
        this.jdbi = jdbi;
        this.channels = channels;
        this.message = message;
        this.deliveries = new DeliveriesRun(
                DeliveryTable.ALERTS,
                channels.configured().stream().map(Channel::code).toList(),
                redrive);
    }

    private static final String CHOSEN = """
            from reporting.alert
            where (:state = 'all' or state = :state)
              and (:channel = '' or channel = :channel)
            order by alert_id desc, channel
            limit :limit
            """;

    /** Each state by the index made for it: together no index serves them, and delivered ones are the most by far. */
    static final String UNDELIVERED = """
            from (
              select alert_id, channel
              from (
                select alert_id, channel from app.alert_delivery where state = 'pending'
                union all
                select alert_id, channel from app.alert_delivery where state = 'dead') undelivered
              where :channel = '' or channel = :channel
              order by alert_id desc, channel
              limit :limit) newest
            join reporting.alert using (alert_id, channel)
            order by alert_id desc, channel
            """;

    private static final String LIST = """
            select alert_id, raised_at, type, coalesce(merchant_appid, component_appid) as subject, channel, state, attempts,
              next_attempt_at, last_error
            """;

    private static final String AS_JSON =
            "select jsonb_pretty(coalesce(jsonb_agg(to_jsonb(chosen)), '[]')) from (select * %s) chosen";

    /**
     * @param state of the deliveries, or {@code undelivered} or {@code all}
     * @param channel null for all of them
     */
    int list(String state, Channel channel, int limit, boolean json) {
        String chosen = state.equals("undelivered") ? UNDELIVERED : CHOSEN;
        if (json) {
            String all = AS_JSON.formatted(chosen);
            System.out.println(
                    CleanText.inJson(jdbi.withHandle(handle -> of(handle.createQuery(all), state, channel, limit)
                            .mapTo(String.class)
                            .one())));
            return ExitCode.DONE;
        }
        return jdbi.withHandle(handle ->
                DeliveriesRun.list(HEADER, of(handle.createQuery(LIST + chosen), state, channel, limit), false));
    }

    private static Query of(Query query, String state, Channel channel, int limit) {
        // What is undelivered names its states itself.
        return query.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("state", state)
                .bind("channel", channel == null ? "" : channel.code())
                .bind("limit", limit);
    }

    /** @param channel everything that is dead there; null for the alerts with these ids */
    int redrive(Channel channel, List<Long> alerts) {
        return channel == null
                ? deliveries.redrive(alerts, channels.disabled())
                : deliveries.redriveAll(channel.code());
    }

    int test(Channel channel) throws InterruptedException {
        return deliveries.isConfigured(channel.code())
                ? DeliveriesRun.tested(channel.code(), "the message", message.send(channel))
                : ExitCode.WRONG;
    }
}
