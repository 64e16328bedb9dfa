package dev.catwalk.ops;

import dev.catwalk.alert.Channel;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/** Alerts on the terminal. */
@Singleton
@Unremovable
class AlertListRun {
    private static final List<String> HEADER = List.of(
            "alert", "raised", "type", "merchant", "channel", "state", "attempts", "next attempt", "last error");

    private final Jdbi jdbi;

    AlertListRun(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String LIST = """
            select alert_id, raised_at, type, coalesce(merchant_appid, component_appid) as subject, channel, state, attempts,
              next_attempt_at, last_error
            from reporting.alert
            where (:state = 'all' or state = :state or :state = 'undelivered' and state <> 'delivered')
              and (:channel = '' or channel = :channel)
            order by alert_id desc, channel
            limit :limit
            """;

    /**
     * @param state of the deliveries, or {@code undelivered} or {@code all}
     * @param channel null for all of them
     */
    int run(String state, Channel channel, int limit) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        rows.addAll(jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("state", state)
                .bind("channel", channel == null ? "" : channel.sql())
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list()));
        System.out.println(rows.size() == 1 ? "none" : TextTable.of(rows));
        return ExitCode.DONE;
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
}
