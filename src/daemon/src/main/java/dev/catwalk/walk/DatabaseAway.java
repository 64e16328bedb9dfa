package dev.catwalk.walk;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Tells a database that is away, going, or out of room from a fault that the data of some merchant bring about. */
final class DatabaseAway {
    /**
     * SQL states by their beginning (PostgreSQL's manual, appendix A): connection lost or refused, out of disk, memory or
     * connections, being shut down, not writable, system error.
     */
    private static final List<String> STATES = List.of("08", "53", "57P", "25006", "58");

    /** Longer than any chain of causes. */
    private static final int CAUSES = 20;

    private DatabaseAway() {}

    static boolean isCauseOf(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES)
                .anyMatch(cause -> cause instanceof SQLException refusal && isAway(refusal));
    }

    private static boolean isAway(SQLException refusal) {
        // The pool names no state when it has no connection to give.
        return refusal.getSQLState() == null || STATES.stream().anyMatch(refusal.getSQLState()::startsWith);
    }
}
