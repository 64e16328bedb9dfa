package dev.catwalk.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Distinguishes trouble of the database itself, such as being away, slow or out of room, from a fault caused by a merchant's
 * data.
 */
public final class DatabaseAway {
    /**
     * SQL states by their beginning (PostgreSQL's manual, appendix A): connection lost or refused; user or password refused; not
     * writable; a session that was idle for too long; a prepared statement that a pooler lost; a statement repeated because of
     * others (40001, 40P01); no such database; out of disk, memory or connections; not ready, or a lock not had in time; a
     * statement cut short (57014), being shut down, idle sessions ended; system error.
     */
    private static final List<String> STATES = List.of(
            "08", "28", "25006", "25P03", "25P04", "26000", "42P05", "40001", "40P01", "3D000", "53", "55", "57", "58");

    private DatabaseAway() {}

    public static boolean isCauseOf(Throwable fault) {
        return find(fault).isPresent();
    }

    /**
     * The trouble in a line: SQL state and the server's words, which hold no data in these states. Empty when it is no such
     * trouble.
     */
    public static Optional<String> words(Throwable fault) {
        return find(fault).map(DatabaseAway::words);
    }

    private static Optional<SQLException> find(Throwable fault) {
        return SqlState.refusals(fault).filter(DatabaseAway::isAway).findFirst();
    }

    private static boolean isAway(SQLException refusal) {
        // The pool names no state when it has no connection to give.
        return refusal.getSQLState() == null || STATES.stream().anyMatch(refusal.getSQLState()::startsWith);
    }

    private static String words(SQLException refusal) {
        String said = String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
        return switch (refusal.getSQLState()) {
            case null -> said;
            case "26000", "42P05" ->
                refusal.getSQLState() + " " + said
                        + " (a connection pooler lost a prepared statement: add prepareThreshold=0 to quarkus.datasource.jdbc.url)";
            default -> refusal.getSQLState() + " " + said;
        };
    }
}
