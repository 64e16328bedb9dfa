package dev.catwalk.console;

import dev.catwalk.database.StorableTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The row behind which a page begins: its time, and its number among rows of the same time. */
record Position(Instant at, long id) {
    /** As {@link #toString} writes it; empty when it is none. */
    static Optional<Position> parse(String text) {
        String[] parts = text.split("/", 2);
        try {
            return parts.length < 2
                    ? Optional.empty()
                    : StorableTime.parse(parts[0]).map(at -> new Position(at, Long.parseLong(parts[1])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** By the names that the questions have for them. */
    Map<String, Object> binds() {
        return Map.of("at", at, "id", id);
    }

    /** As an address says it. */
    @Override
    public String toString() {
        return at + "/" + id;
    }
}
