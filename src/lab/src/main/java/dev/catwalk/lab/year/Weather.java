package dev.catwalk.lab.year;

import dev.catwalk.simulator.merchant.Dice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One thing that happens in the year.
 *
 * @param number in the order of beginnings, the same for the same seed, days and merchants
 * @param dice what it decides by; the same whatever else happens
 */
record Weather(int number, WeatherKind kind, Instant begins, Instant ends, Dice dice) {
    private static final Duration MONTH = Duration.ofDays(30);

    /** The daemon is to have read everything once. */
    private static final Duration CALM_AT_FIRST = Duration.ofHours(3);

    /** All of it follows from the seed; in the order of beginnings. */
    static List<Weather> draw(long seed, Instant start, int days, int merchants) {
        Instant end = start.plus(Duration.ofDays(days));
        List<Weather> drawn = new ArrayList<>();
        for (WeatherKind kind : WeatherKind.values()) {
            Dice dice = new Dice(seed, kind.name().hashCode());
            Instant at = start.plus(CALM_AT_FIRST).plus(pause(kind, merchants, dice));
            for (int i = 0; at.isBefore(end); i++) {
                drawn.add(new Weather(
                        0,
                        kind,
                        at,
                        at.plus(kind.lasts(dice)),
                        new Dice(seed, kind.name().hashCode(), i)));
                at = at.plus(pause(kind, merchants, dice));
            }
        }
        drawn.sort(Comparator.comparing(Weather::begins));
        List<Weather> numbered = new ArrayList<>();
        for (Weather weather : drawn) {
            numbered.add(new Weather(numbered.size(), weather.kind, weather.begins, weather.ends, weather.dice));
        }
        return numbered;
    }

    /** Anything from nothing to a few times the mean, as of things that know nothing of each other. */
    private static Duration pause(WeatherKind kind, int merchants, Dice dice) {
        double mean = MONTH.toSeconds() / kind.perMonth(merchants);
        double thrown = (1 + dice.below(1_000_000)) / 1_000_001.0;
        return Duration.ofSeconds(Math.max(1, Math.round(-Math.log(thrown) * mean)));
    }

    Duration lasts() {
        return Duration.between(begins, ends);
    }

    void begin(Play play) {
        kind.begin(play, this);
    }

    void end(Play play) {
        kind.end(play, this);
    }

    @Override
    public String toString() {
        return number + " " + kind + " " + begins + " to " + ends;
    }
}
