package dev.catwalk.startup;

import dev.catwalk.alert.AlertType;
import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/** Values that can be read and make no sense. */
final class ValuesCheck implements Check {
    private static final String OFF = "off";

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    /** What is longer was meant otherwise, and would leave the range of some time or number. */
    private static final Duration LONGEST = Duration.ofDays(3653);

    private final KnownProperties known = new KnownProperties();

    @Override
    public List<Problem> problems(Settings settings) {
        return Stream.of(
                        numbers(settings),
                        durations(settings),
                        schedules(settings),
                        platformUrl(settings).stream(),
                        heartbeatUrl(settings).stream(),
                        authorizeUrls(settings),
                        permissionSets(settings).stream(),
                        alertTypes(settings),
                        remindAfter(settings).stream())
                .flatMap(problems -> problems)
                .toList();
    }

    private Stream<Problem> numbers(Settings settings) {
        return ofType(Integer.class)
                .filter(name -> !known.isList(name))
                .filter(name ->
                        settings.value(name, Integer.class).filter(n -> n < 1).isPresent())
                .map(name -> new Problem(name, "must be at least 1"));
    }

    private Stream<Problem> durations(Settings settings) {
        return ofType(Duration.class)
                .flatMap(name ->
                        settings.value(name, Duration.class).flatMap(duration -> duration(name, duration)).stream());
    }

    private static Optional<Problem> duration(String name, Duration duration) {
        Duration longest = name.endsWith("timeout") ? LONGEST_TIMEOUT : LONGEST;
        if (!duration.isPositive()) {
            return Optional.of(new Problem(name, "must be longer than nothing"));
        }
        return duration.compareTo(longest) > 0
                ? Optional.of(
                        new Problem(name, "must not be longer than " + (longest == LONGEST ? "ten years" : "an hour")))
                : Optional.empty();
    }

    private Stream<Problem> schedules(Settings settings) {
        return ofType(String.class)
                .filter(name -> name.endsWith("schedule"))
                .flatMap(name ->
                        settings
                                .text(name)
                                .filter(text -> !text.equals(OFF))
                                .flatMap(text -> schedule(name, text))
                                .stream());
    }

    private static Optional<Problem> schedule(String name, String text) {
        try {
            return new CronExpression(text).getNextValidTimeAfter(new Date()) == null
                    ? Optional.of(new Problem(name, "is a cron expression that never fires (again)"))
                    : Optional.empty();
        } catch (ParseException | RuntimeException e) {
            return Optional.of(new Problem(
                    name,
                    "is neither off nor a Quartz cron expression such as 0 0 * * * ? (seconds first): "
                            + e.getMessage()));
        }
    }

    private static Optional<Problem> platformUrl(Settings settings) {
        String name = "catwalk.platform.url";
        return settings.value(name, URI.class).flatMap(url -> AlertsCheck.address(name, url.toString()));
    }

    /** Never shows the address: it holds the key of a service. */
    private static Optional<Problem> heartbeatUrl(Settings settings) {
        String name = "catwalk.walk.heartbeat.url";
        return settings.text(name).filter(url -> !url.isBlank()).flatMap(url -> AlertsCheck.address(name, url));
    }

    /** Links are made of them by adding a path. */
    private static Stream<Problem> authorizeUrls(Settings settings) {
        return Stream.of("catwalk.authorize.base-url", "catwalk.authorize.page-url")
                .flatMap(name -> baseAddress(settings, name));
    }

    /** Of an address to which paths are added. */
    static Stream<Problem> baseAddress(Settings settings, String name) {
        return settings
                .text(name)
                .flatMap(url -> AlertsCheck.address(name, url)
                        .or(() -> Optional.of(new Problem(name, "must end before any ?, # or @"))
                                .filter(_ -> url.matches(".*[?#@\\s].*"))))
                .stream();
    }

    private static Optional<Problem> permissionSets(Settings settings) {
        String name = "catwalk.merchant.permission-sets";
        return settings.values(name, Integer.class)
                .filter(sets -> sets.isEmpty() || sets.stream().anyMatch(set -> set < 1))
                .map(sets -> new Problem(name, "must name at least one permission set by its number, such as 30,61"));
    }

    private static Stream<Problem> alertTypes(Settings settings) {
        String name = "catwalk.alert.types";
        return settings.values(name, String.class).stream()
                .flatMap(List::stream)
                .map(String::strip)
                .filter(type -> AlertType.named(type).isEmpty())
                .map(type -> new Problem(name, "there is no alert type " + type + "; there are " + allAlertTypes()));
    }

    private static Optional<Problem> remindAfter(Settings settings) {
        String name = "catwalk.alert.remind-after";
        return settings.text(name).filter(text -> !text.equals(OFF)).flatMap(text -> {
            try {
                return duration(name, DurationConverter.parseDuration(text));
            } catch (IllegalArgumentException e) {
                return Optional.of(new Problem(name, "is neither off nor a duration, such as 7d or 36h"));
            }
        });
    }

    private static String allAlertTypes() {
        return Arrays.stream(AlertType.values()).map(AlertType::wireName).collect(Collectors.joining(","));
    }

    private Stream<String> ofType(Class<?> type) {
        return known.names().stream().filter(name -> !name.contains("*") && known.typeOf(name) == type);
    }
}
