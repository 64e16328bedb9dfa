package dev.catwalk.cli;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as commands print them: in UTC, whole seconds. */
public final class UtcTime {
    private UtcTime() {}

    public static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String text(Timestamp time) {
        return text(time.toInstant());
    }

    /** @param otherwise the text for null */
    static String text(Timestamp time, String otherwise) {
        return time == null ? otherwise : text(time);
    }
}
