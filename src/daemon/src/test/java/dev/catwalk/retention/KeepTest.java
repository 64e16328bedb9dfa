package dev.catwalk.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepTest {
    @ParameterizedTest
    @ValueSource(strings = {"1d", "24h", "400d", "PT9600H", "36500d"})
    void isADuration(String text) {
        assertThat(new Keep(text).time())
                .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ofDays(1), Duration.ofDays(36_500)));
    }

    @Test
    void orOff() {
        assertThat(new Keep("off").time()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23h", "0s", "-400d", "36501d", "99999999999999d", "never", "a year", "OFF"})
    void andNothingElse(String text) {
        assertThatThrownBy(() -> new Keep(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
