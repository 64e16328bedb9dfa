package dev.catwalk.cli;

import dev.catwalk.delivery.Backlogs;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.relay.Relay;
import dev.catwalk.relay.Relays;
import dev.catwalk.relay.TestPush;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Relays on the terminal. */
@Singleton
@Unremovable
class RelaysRun {
    private static final List<String> HEADER = List.of(
            "push", "received", "event", "merchant", "relay", "state", "attempts", "next attempt", "last error");

    private final Jdbi jdbi;
    private final Relays relays;
    private final Backlogs backlogs;
    private final Redrive redrive;
    private final TestPush test;

    RelaysRun(Jdbi jdbi, Relays relays, Backlogs backlogs, Redrive redrive, TestPush test) {
        this.jdbi = jdbi;
        this.relays = relays;
        this.backlogs = backlogs;
        this.redrive = redrive;
        this.test = test;
    }

    private static final String LIST = """
            select push_id, received_at, event, coalesce(merchant_appid, component_appid) as subject, relay, state, attempts,
              next_attempt_at, last_error
            from reporting.push_relay
            where (:all or state in ('pending', 'dead')) and (:relay = '' or relay = :relay)
            order by push_id desc, relay
            limit :limit
            """;

    /** @param relay empty for all of them */
    int list(String relay, boolean all, int limit, boolean json) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        rows.addAll(jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("all", all)
                .bind("relay", relay)
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list()));
        TextTable.print(rows, json);
        return ExitCode.DONE;
    }

    private static List<String> line(ResultSet row) throws SQLException {
        return List.of(
                row.getString("push_id"),
                UtcTime.text(row.getTimestamp("received_at"), ""),
                row.getString("event"),
                row.getString("subject"),
                row.getString("relay"),
                row.getString("state"),
                row.getString("attempts"),
                UtcTime.text(row.getTimestamp("next_attempt_at"), ""),
                Objects.requireNonNullElse(row.getString("last_error"), ""));
    }

    /** Everything that is dead at a relay. */
    int redrive(String relay) {
        if (configured(relay).isEmpty()) {
            return ExitCode.WRONG;
        }
        int deliveries = redrive.all(DeliveryTable.PUSHES, relay);
        System.out.println(deliveries == 0 ? "none was dead" : AlertsRun.dueAgain(deliveries));
        return ExitCode.DONE;
    }

    /**
     * @return not done when none was dead, or a push that was named is not known, or is dead at a relay that is off or not
     *     configured
     */
    int redrive(List<Long> pushes) {
        List<Long> unknown = redrive.unknown(DeliveryTable.PUSHES, pushes);
        unknown.forEach(push -> System.err.println("catwalk: there is no push " + push));
        // What is made due at a relay that is off is dead again ten minutes later.
        Set<String> off = backlogs.disabled(relays.all()).keySet();
        List<String> on =
                relays.names().stream().filter(name -> !off.contains(name)).toList();
        List<String> elsewhere = redrive.deadElsewhere(DeliveryTable.PUSHES, pushes, on);
        elsewhere.forEach(name -> AlertsRun.sayStaysDead(DeliveryTable.PUSHES, name, relays.names()));
        int deliveries = redrive.items(DeliveryTable.PUSHES, pushes, on);
        if (deliveries > 0) {
            System.out.println(AlertsRun.dueAgain(deliveries));
        } else if (elsewhere.isEmpty()) {
            System.out.println("none was dead; relays list shows what waits");
        }
        return unknown.isEmpty() && elsewhere.isEmpty() && deliveries > 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    int test(String name) throws InterruptedException {
        Optional<Relay> relay = configured(name);
        return relay.isEmpty() ? ExitCode.WRONG : AlertsRun.exitCode(test.send(relay.get()), name, "the push");
    }

    /** Says so when it is not. */
    private Optional<Relay> configured(String name) {
        Optional<Relay> relay =
                relays.all().stream().filter(r -> r.name().equals(name)).findFirst();
        if (relay.isEmpty()) {
            AlertsRun.sayNotConfigured(DeliveryTable.PUSHES, name, relays.names());
        }
        return relay;
    }
}
