package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleAddressTest {
    @Test
    void aProblemHasAnAddressWhereTheConsoleHasOne() {
        // given
        ConsoleAddress none = Optional::empty;
        ConsoleAddress plain = () -> Optional.of(URI.create("https://catwalk.example.com"));
        ConsoleAddress below = () -> Optional.of(URI.create("https://example.com/catwalk/"));

        // then
        assertThat(none.ofProblem("17")).isEmpty();
        assertThat(plain.ofProblem("17")).contains("https://catwalk.example.com/problems/17");
        assertThat(below.ofProblem("17")).contains("https://example.com/catwalk/problems/17");
    }
}
