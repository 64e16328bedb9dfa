package dev.catwalk.startup;

import dev.catwalk.retention.Keep;
import io.smallrye.config.ConfigValue;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values that cannot be read as what they should be. */
final class TypesCheck implements Check {
    private final KnownProperties known = new KnownProperties();

    @Override
    public List<Problem> problems(Settings settings) {
        return known.names().stream()
                .filter(name -> !name.contains("*"))
                .flatMap(name -> problem(settings, name).stream())
                .toList();
    }

    private Optional<Problem> problem(Settings settings, String name) {
        ConfigValue found = settings.config().getConfigValue(name);
        if (found.getValue() == null) {
            return Optional.empty();
        }
        if (found.getValue().isBlank()) {
            return known.isRequired(name) ? Optional.of(new Problem(name, "is empty")) : Optional.empty();
        }
        try {
            read(settings, name);
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.of(new Problem(name, "is not " + wanted(name)));
        }
    }

    private void read(Settings settings, String name) {
        if (known.isList(name)) {
            settings.config().getOptionalValues(name, known.typeOf(name));
        } else {
            settings.config().getOptionalValue(name, known.typeOf(name));
        }
    }

    private String wanted(String name) {
        String one = wanted(known.typeOf(name));
        return known.isList(name) ? "a comma separated list, each " + one : one;
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
        }
        return WORDS.stream()
                .filter(word -> word.type() == type)
                .map(Word::text)
                .findFirst()
                .orElse("readable");
    }

    private record Word(Class<?> type, String text) {}

    private static final List<Word> WORDS = Arrays.asList(
            new Word(Integer.class, "a whole number"),
            new Word(Boolean.class, "true or false"),
            new Word(Duration.class, "a duration such as 10s, 5m or 7d"),
            new Word(Keep.class, "off or a duration of at least a day, such as 400d"),
            new Word(URI.class, "an address"),
            new Word(ZoneId.class, "a time zone such as Asia/Shanghai or UTC"));
}
