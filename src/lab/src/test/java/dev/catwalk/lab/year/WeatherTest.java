package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeatherTest {
    private static final Instant START = Instant.parse("2027-10-20T00:00:00Z");

    @Test
    void theSeedDecidesAllOfIt() {
        // when
        List<String> one = lines(7, 30);
        List<String> same = lines(7, 30);
        List<String> other = lines(8, 30);

        // then
        assertThat(one).isEqualTo(same).isNotEqualTo(other);
    }

    @Test
    void aYearHasEveryKindOfIt() {
        // when
        List<Weather> year = Weather.draw(1, START, 365, 300);

        // then
        assertThat(year.stream().map(Weather::kind).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(WeatherKind.class));
        assertThat(year).allMatch(weather -> !weather.ends().isBefore(weather.begins()));
    }

    @Test
    void aYearBeginsInTheFutureAndHoldsALeapDay() {
        // then
        assertThat(YearCommand.octoberBeforeALeapDay(LocalDate.of(2026, 11, 28)))
                .isEqualTo("2027-10-20");
        assertThat(YearCommand.octoberBeforeALeapDay(LocalDate.of(2027, 10, 20)))
                .isEqualTo("2031-10-20");
    }

    private static List<String> lines(long seed, int days) {
        return Weather.draw(seed, START, days, 300).stream()
                .map(Weather::toString)
                .toList();
    }
}
