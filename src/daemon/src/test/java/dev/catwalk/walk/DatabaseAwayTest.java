package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseAwayTest {

    @ParameterizedTest
    @CsvSource({
        "08006, true", // the connection was cut
        "57P01, true", // an administrator shuts it down
        "53300, true", // too many connections
        "25006, true", // a replica now
        ", true", // the pool had none to give
        "23505, false", // this row is there already
        "22P05, false", // this text cannot be stored
        "40P01, false", // somebody else was quicker
        "42501, false" // nobody may, however often it is tried
    })
    void stateTellsWhoseFaultItIs(String state, boolean away) {
        // given
        RuntimeException fault =
                new IllegalStateException("a page", new ConnectionException(new SQLException("refused", state)));

        // then
        assertThat(DatabaseAway.isCauseOf(fault)).isEqualTo(away);
    }

    @Test
    void aFaultOfOursIsNot() {
        assertThat(DatabaseAway.isCauseOf(new IllegalStateException("nobody foresaw this")))
                .isFalse();
    }
}
