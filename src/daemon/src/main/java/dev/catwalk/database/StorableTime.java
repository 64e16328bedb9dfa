package dev.catwalk.database;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times that others send. Those that the database cannot hold are found here, before it fails on them. */
public final class StorableTime {
    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private StorableTime() {}

    /** Whether it is within what PostgreSQL can hold: from 1970 to 9998, which is more than ever happens here. */
    public static boolean isStorable(Instant at) {
        return !at.isBefore(Instant.EPOCH) && at.isBefore(END);
    }

    /** Of a text such as {@code 2026-11-27T08:00:00Z}; empty when it is no time, or not storable. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(StorableTime::isStorable);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
