package dev.catwalk.retention;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a history is kept, as it is written in the configuration: {@code off}, which is for ever, or a duration.
 *
 * <p>A day is the least: code that looks back at what was just raised or done looks back less far. A hundred years are the most:
 * the times a database can hold have an end.
 */
public record Keep(String text) {
    private static final String OFF = "off";
    private static final Duration LEAST = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(36_500);

    /** @throws IllegalArgumentException when the text is neither */
    public Keep {
        if (!OFF.equals(text) && !isReasonable(DurationConverter.parseDuration(text))) {
            throw new IllegalArgumentException("is shorter than a day or longer than a hundred years");
        }
    }

    private static boolean isReasonable(Duration time) {
        return time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0;
    }

    /** Empty when it is off. */
    public Optional<Duration> time() {
        return OFF.equals(text) ? Optional.empty() : Optional.of(DurationConverter.parseDuration(text));
    }

    @Override
    public String toString() {
        return text;
    }
}
