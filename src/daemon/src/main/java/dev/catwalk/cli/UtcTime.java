package dev.catwalk.cli;

import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;

/** Times as commands print them: in UTC, whole seconds. */
final class UtcTime {
    private UtcTime() {}

    static String text(Timestamp time) {
        return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** @param otherwise the text for null */
    static String text(Timestamp time, String otherwise) {
        return time == null ? otherwise : text(time);
    }
}
