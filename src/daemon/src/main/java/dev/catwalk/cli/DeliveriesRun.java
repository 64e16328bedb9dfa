package dev.catwalk.cli;

import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.launch.ExitCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;

/**
 * Deliveries of one kind on the terminal.
 *
 * @param configured the names of the receivers
 */
record DeliveriesRun(DeliveryTable table, List<String> configured, Redrive redrive) {
    /** @param query for the columns of the header, in its order */
    static int list(List<String> header, Query query, boolean json) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header);
        rows.addAll(query.map((row, context) -> line(row)).list());
        TextTable.print(rows, json);
        return ExitCode.DONE;
    }

    private static List<String> line(ResultSet row) throws SQLException {
        return List.of(
                row.getString(1),
                UtcTime.text(row.getTimestamp(2), ""),
                row.getString(3),
                row.getString(4),
                Objects.requireNonNullElse(row.getString(5), "-"),
                row.getString(6),
                row.getString(7),
                UtcTime.text(row.getTimestamp(8), ""),
                Objects.requireNonNullElse(row.getString(9), ""));
    }

    /** Everything that is dead at a receiver; one without dead deliveries is well. */
    int redriveAll(String receiver) {
        if (!isConfigured(receiver)) {
            return ExitCode.WRONG;
        }
        int deliveries = redrive.all(table, receiver);
        System.out.println(deliveries == 0 ? "none was dead" : dueAgain(deliveries));
        return ExitCode.DONE;
    }

    /**
     * @param off the receivers that want no more
     * @return not done when none was dead, or an item that was named is not known, or is dead at a receiver that is off or not
     *     configured
     */
    int redrive(List<Long> items, Set<String> off) {
        List<Long> unknown = redrive.unknown(table, items);
        unknown.forEach(item -> System.err.println("catwalk: there is no " + table.singular() + " " + item));
        // What is made due at a receiver that is off is dead again ten minutes later.
        List<String> on =
                configured.stream().filter(name -> !off.contains(name)).toList();
        List<String> elsewhere = redrive.deadElsewhere(table, items, on);
        elsewhere.forEach(this::sayStaysDead);
        int deliveries = redrive.items(table, items, on);
        if (deliveries > 0) {
            System.out.println(dueAgain(deliveries));
        } else if (elsewhere.isEmpty() && unknown.size() < items.size()) {
            System.out.println("none was dead; " + table.command() + " list shows what waits");
        }
        return unknown.isEmpty() && elsewhere.isEmpty() && deliveries > 0 ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private static String dueAgain(int deliveries) {
        return deliveries + " due again; a running daemon delivers them now";
    }

    /** Of one to which nothing is sent: where it is configured, it is off. */
    private void sayStaysDead(String receiver) {
        if (isConfigured(receiver)) {
            System.err.println("catwalk: " + table.label() + " " + receiver
                    + " is off, its receiver answered 410 Gone; use: " + table.redriveCommand(receiver));
        }
    }

    /** Says so when it is not. */
    boolean isConfigured(String receiver) {
        boolean isConfigured = configured.contains(receiver);
        if (!isConfigured) {
            System.err.println("catwalk: " + table.label() + " " + receiver + " is not configured; configured are: "
                    + (configured.isEmpty() ? "none" : String.join(", ", configured)));
        }
        return isConfigured;
    }

    /** Prints how the test of a receiver ended. */
    static int tested(String receiver, String sent, SendResult result) {
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
