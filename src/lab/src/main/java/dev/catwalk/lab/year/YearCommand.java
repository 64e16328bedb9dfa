package dev.catwalk.lab.year;

import dev.catwalk.lab.surroundings.CatwalkScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code year}: months of a daemon's life, judged every hour. */
@Command(
        name = "year",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays months of a daemon's life within minutes: a real daemon and PostgreSQL with the simulated platform,"
                    + " on a clock that is turned from event to event, in weather that the seed decides. After each walk"
                    + " over all, an account of its own compares every report with what is true on the platform. Prints a"
                    + " line a month.",
            "Where something is wrong it prints what, and the command that plays it again. Nothing of an installation"
                    + " is touched: a temporary folder, free ports of 127.0.0.1."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every judgement was right", "1:one was not", "2:wrong usage"},
        footerHeading = "%nExample:%n",
        footer = "  catwalk year --seed 7 --days 14 --merchants 40")
public final class YearCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "decides merchants and weather (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--days",
            defaultValue = "365",
            paramLabel = "N",
            description = "how many are played (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--merchants",
            defaultValue = "300",
            paramLabel = "N",
            description = "how many there are at first (default: ${DEFAULT-VALUE})")
    private int merchants;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "the first day, later than today. The same seed plays the same again only from the same day;"
                    + " by itself that is the next 20th of October before a leap day (default: ${DEFAULT-VALUE})")
    private LocalDate from = octoberBeforeALeapDay(today());

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NUMBER",
            description = "of the weather, only what has these numbers, as --verbose and --shrink print them")
    private Set<Integer> only;

    @Option(
            names = "--beside",
            paramLabel = "FOLDER",
            description = "a checkout of another version, which the second daemon is started from; the schema must be"
                    + " the same but for what is younger (default: this version)")
    private Path beside;

    @Option(names = "--calm", description = "no weather at all")
    private boolean calm;

    @Option(names = "--verbose", description = "print each weather as it begins, with its number")
    private boolean verbose;

    @Option(
            names = "--shrink",
            description =
                    "where something is wrong, play it again and again with less weather, and print the least that"
                            + " still goes wrong")
    private boolean shrink;

    @Spec
    private CommandSpec spec;

    /** @param at when it was found */
    private record Wrong(Instant at, String message) {
        Set<String> kinds() {
            return Shrinking.kinds(message);
        }
    }

    /** A year from there holds each kind of day. */
    static LocalDate octoberBeforeALeapDay(LocalDate today) {
        return Stream.iterate(today.getYear(), year -> year + 1)
                .filter(year -> Year.isLeap(year + 1))
                .map(year -> LocalDate.of(year, Month.OCTOBER, 20))
                .filter(today::isBefore)
                .findFirst()
                .orElseThrow();
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
    }

    private void check() {
        require(days >= 1, "--days: at least 1");
        require(merchants >= 1, "--merchants: at least 1");
        require(from.isAfter(today()), "--from: later than today");
        require(Files.isExecutable(secondScript()), "--beside: there is no " + secondScript());
        if (only != null) {
            Set<Integer> known = weather(_ -> true).map(Weather::number).collect(Collectors.toSet());
            List<Integer> unknown =
                    only.stream().filter(number -> !known.contains(number)).toList();
            require(unknown.isEmpty(), "--only: no weather of this seed has the number " + unknown);
        }
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    @Override
    public Integer call() {
        check();
        Instant end = start().plus(Duration.ofDays(days));
        Predicate<Weather> chosen = one -> !calm && (only == null || only.contains(one.number()));
        Optional<Wrong> wrong = play(chosen, end, true);
        if (wrong.isEmpty()) {
            return ExitCode.OK;
        }
        System.out.println("play it again: " + command(calm ? " --calm" : only == null ? "" : only(only)));
        if (shrink) {
            shrink(chosen, wrong.get());
        }
        return ExitCode.SOFTWARE;
    }

    private void shrink(Predicate<Weather> chosen, Wrong found) {
        Instant foundAt = found.at();
        Instant end = foundAt.plus(Duration.ofHours(1));
        List<Integer> before = weather(chosen.and(one -> one.begins().isBefore(foundAt)))
                .map(Weather::number)
                .toList();
        List<Integer> least = Shrinking.shortest(before, less -> play(one -> less.contains(one.number()), end, false)
                .filter(wrong -> !Collections.disjoint(wrong.kinds(), found.kinds()))
                .isPresent());
        weather(one -> least.contains(one.number())).forEach(System.out::println);
        System.out.println("the least that goes wrong: " + command(only(least)));
    }

    private Path secondScript() {
        return beside == null ? CatwalkScript.own() : beside.toAbsolutePath().resolve("deploy/catwalk");
    }

    private Instant start() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Drawn anew each time: its dice are used up by playing. */
    private Stream<Weather> weather(Predicate<Weather> chosen) {
        return Weather.draw(seed, start(), days, merchants).stream().filter(chosen);
    }

    private String command(String choice) {
        return "deploy/year --seed " + seed + " --days " + days + " --merchants " + merchants + " --from " + from
                + (beside == null ? "" : " --beside " + beside) + choice;
    }

    private static String only(Collection<Integer> numbers) {
        return numbers.isEmpty()
                ? " --calm"
                : " --only " + numbers.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    /** @param kept whether the logs of what is wrong are to be kept */
    private Optional<Wrong> play(Predicate<Weather> chosen, Instant end, boolean kept) {
        try {
            Path folder = Files.createTempDirectory("catwalk-year-");
            Optional<Wrong> wrong = play(folder, weather(chosen).toList(), end);
            wrong.ifPresent(found -> System.out.println("WRONG at " + found.message()));
            if (wrong.isPresent() && kept) {
                System.out.println("logs: " + folder);
            } else {
                Scene.delete(folder);
            }
            return wrong;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Wrong> play(Path folder, List<Weather> weather, Instant end) throws IOException {
        try (Scene scene = new Scene(folder, seed, merchants, start(), secondScript())) {
            try {
                scene.open();
                new Play(scene, System.out, verbose).play(weather, end);
                return Optional.empty();
            } catch (WrongException e) {
                return Optional.of(new Wrong(scene.now(), e.getMessage()));
            } catch (RuntimeException e) {
                // Nothing that was foreseen: the daemon did not become ready, or this program is wrong.
                return Optional.of(new Wrong(scene.now(), scene.now() + " " + e));
            }
        }
    }
}
