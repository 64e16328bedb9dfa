package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.platform.CleanText;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

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

    private static final String CHOSEN = """
            from reporting.alert
            where (:state = 'all' or state = :state or :state = 'undelivered' and state in ('pending', 'dead'))
              and (:channel = '' or channel = :channel)
            order by alert_id desc, channel
            limit :limit
            """;

    private static final String LIST = """
            select alert_id, raised_at, type, coalesce(merchant_appid, component_appid) as subject, channel, state, attempts,
              next_attempt_at, last_error
            """ + CHOSEN;

    private static final String AS_JSON =
            "select jsonb_pretty(coalesce(jsonb_agg(to_jsonb(chosen)), '[]')) from (select * " + CHOSEN + ") chosen";

    /**
     * @param state of the deliveries, or {@code undelivered} or {@code all}
     * @param channel null for all of them
     */
    int run(String state, Channel channel, int limit, boolean json) {
        if (json) {
            System.out.println(
                    CleanText.inJson(jdbi.withHandle(handle -> of(handle.createQuery(AS_JSON), state, channel, limit)
                            .mapTo(String.class)
                            .one())));
            return ExitCode.DONE;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        rows.addAll(jdbi.withHandle(handle -> of(handle.createQuery(LIST), state, channel, limit)
                .map((row, context) -> line(row))
                .list()));
        System.out.println(rows.size() == 1 ? "none" : TextTable.of(rows));
        return ExitCode.DONE;
    }

    private static Query of(Query query, String state, Channel channel, int limit) {
        return query.bind("state", state)
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
}
