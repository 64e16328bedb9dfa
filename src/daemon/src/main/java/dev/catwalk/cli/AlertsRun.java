package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.platform.CleanText;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
    private final Redrive redrive;
    private final ChannelReports channels;
    private final TestMessage message;

    AlertsRun(Jdbi jdbi, Redrive redrive, ChannelReports channels, TestMessage message) {
        this.jdbi = jdbi;
        this.redrive = redrive;
        this.channels = channels;
        this.message = message;
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
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        rows.addAll(jdbi.withHandle(handle -> of(handle.createQuery(LIST + chosen), state, channel, limit)
                .map((row, context) -> line(row))
                .list()));
        TextTable.print(rows, false);
        return ExitCode.DONE;
    }

    private static Query of(Query query, String state, Channel channel, int limit) {
        // What is undelivered names its states itself.
        return query.configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("state", state)
                .bind("channel", channel == null ? "" : channel.code())
                .bind("limit", limit);
    }

    private static List<String> line(ResultSet row) throws SQLException {
        return List.of(
                row.getString("alert_id"),
                UtcTime.text(row.getTimestamp("raised_at"), ""),
                row.getString("type"),
                row.getString("subject"),
                Objects.requireNonNullElse(row.getString("channel"), "-"),
                row.getString("state"),
                row.getString("attempts"),
                UtcTime.text(row.getTimestamp("next_attempt_at"), ""),
                Objects.requireNonNullElse(row.getString("last_error"), ""));
    }

    /**
     * @param channel everything that is dead there; null for the alerts with these ids
     * @return not done when an alert that was named is not known, was not dead, or is dead on a channel that is off or not
     *     configured
     */
    int redrive(Channel channel, List<Long> alerts) {
        if (channel != null && !isConfigured(channel)) {
            return ExitCode.WRONG;
        }
        List<Long> unknown = redrive.unknown(DeliveryTable.ALERTS, alerts);
        if (!unknown.isEmpty()) {
            System.err.println("catwalk: there is no alert "
                    + unknown.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        // What is made due on a channel that is off is dead again ten minutes later.
        Set<String> off = channels.disabled();
        List<String> on = codes().stream().filter(code -> !off.contains(code)).toList();
        List<String> elsewhere = redrive.deadElsewhere(DeliveryTable.ALERTS, alerts, on);
        elsewhere.forEach(code -> sayStaysDead(DeliveryTable.ALERTS, code, codes()));
        int deliveries = channel == null
                ? redrive.items(DeliveryTable.ALERTS, alerts, on)
                : redrive.all(DeliveryTable.ALERTS, channel.code());
        if (deliveries > 0) {
            System.out.println(dueAgain(deliveries));
        } else if (elsewhere.isEmpty() && (unknown.isEmpty() || unknown.size() < alerts.size())) {
            System.out.println("none was dead" + (channel == null ? "; alerts list shows what waits" : ""));
        }
        // A channel without dead alerts is well; an alert that was named should have been dead.
        boolean done = unknown.isEmpty() && elsewhere.isEmpty() && (channel != null || deliveries > 0);
        return done ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    int test(Channel channel) throws InterruptedException {
        if (!isConfigured(channel)) {
            return ExitCode.WRONG;
        }
        return exitCode(message.send(channel), channel.code(), "the message");
    }

    /** Says so when it is not. */
    private boolean isConfigured(Channel channel) {
        boolean configured = codes().contains(channel.code());
        if (!configured) {
            sayNotConfigured(DeliveryTable.ALERTS, channel.code(), codes());
        }
        return configured;
    }

    private List<String> codes() {
        return channels.configured().stream().map(Channel::code).toList();
    }

    static void sayNotConfigured(DeliveryTable table, String name, List<String> configured) {
        System.err.println("catwalk: " + table.label() + " " + name + " is not configured; configured are: "
                + (configured.isEmpty() ? "none" : String.join(", ", configured)));
    }

    /** Of one to which nothing is sent: where it is configured, it is off. */
    static void sayStaysDead(DeliveryTable table, String name, List<String> configured) {
        if (configured.contains(name)) {
            System.err.println("catwalk: " + table.label() + " " + name
                    + " is off, its receiver answered 410 Gone; use: " + table.redriveCommand(name));
        } else {
            sayNotConfigured(table, name, configured);
        }
    }

    static String dueAgain(int deliveries) {
        return deliveries + " due again; a running daemon delivers them now";
    }

    /** Prints how the test of a channel or relay ended. */
    static int exitCode(SendResult result, String receiver, String sent) {
        return switch (result) {
            case SendResult.Accepted() -> {
                System.out.println(receiver + " accepted " + sent);
                yield ExitCode.DONE;
            }
            case SendResult.Refused(var error, var _) -> refused(receiver, sent, error);
            case SendResult.Gone(var error) -> refused(receiver, sent, error + ": the receiver wants no more");
        };
    }

    private static int refused(String receiver, String sent, String error) {
        System.err.println("catwalk: " + receiver + " did not accept " + sent + ": " + error);
        return ExitCode.SOME_FAILED;
    }
}
