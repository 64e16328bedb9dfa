package dev.catwalk.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.platform.CleanText;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.UncheckedIOException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that several commands have. */
public final class Options {
    private Options() {}

    /** {@code --limit}, of the lines of a list. */
    public static final class Limit {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "so many lines at most; default: ${DEFAULT-VALUE}")
        private int lines;

        /** @throws ParameterException when it is less than 1 */
        public int lines() {
            if (lines < 1) {
                throw new ParameterException(spec.commandLine(), "--limit: must be at least 1");
            }
            return lines;
        }
    }

    /** {@code --json}, of a list. */
    public static final class Json {
        @Option(
                names = "--json",
                description = "as a JSON array of objects: the columns as texts, null for an empty one")
        private boolean wanted;

        public boolean isWanted() {
            return wanted;
        }

        /** What is printed for it, indented. */
        public static String of(Object value) {
            try {
                return CleanText.inJson(
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Such as {@code 90d}. */
    public static final class PositiveDuration implements ITypeConverter<Duration> {
        /** A hundred years: the times a database can hold have an end. */
        private static final Duration MOST = Duration.ofDays(36_500);

        @Override
        public Duration convert(String text) {
            try {
                Duration duration = DurationConverter.parseDuration(text);
                if (duration.isPositive() && duration.compareTo(MOST) <= 0) {
                    return duration;
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
            throw new TypeConversionException(
                    "'" + text + "' is no duration such as 90d or 12h, up to a hundred years");
        }
    }
}
