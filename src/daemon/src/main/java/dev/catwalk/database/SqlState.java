package dev.catwalk.database;

import java.sql.SQLException;
import java.util.stream.Stream;

/** What the database refused, by SQL state (PostgreSQL's manual, appendix A), however deep a fault holds it. */
public final class SqlState {
    /** Longer than any chain of causes. */
    private static final int CAUSES = 20;

    private static final String DEADLOCK = "40P01";

    private SqlState() {}

    /** Two transactions waited for each other, and this was the one to be broken off: another try may succeed at once. */
    public static boolean isDeadlock(Throwable fault) {
        return isCauseOf(fault, DEADLOCK);
    }

    /** @param beginnings of SQL states */
    public static boolean isCauseOf(Throwable fault, String... beginnings) {
        return refusals(fault)
                .anyMatch(refusal -> refusal.getSQLState() != null
                        && Stream.of(beginnings).anyMatch(refusal.getSQLState()::startsWith));
    }

    static Stream<SQLException> refusals(Throwable fault) {
        return behind(fault, CAUSES).filter(SQLException.class::isInstance).map(SQLException.class::cast);
    }

    /** Also what was suppressed: of a commit that fails, the transaction manager throws nothing else on. */
    private static Stream<Throwable> behind(Throwable fault, int depth) {
        if (fault == null || depth == 0) {
            return Stream.empty();
        }
        return Stream.concat(
                Stream.of(fault),
                Stream.concat(Stream.of(fault.getSuppressed()), Stream.ofNullable(fault.getCause()))
                        .flatMap(cause -> behind(cause, depth - 1)));
    }
}
