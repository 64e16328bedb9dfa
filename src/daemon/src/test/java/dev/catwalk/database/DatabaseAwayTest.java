package dev.catwalk.database;

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
        "40001, true", // another transaction was quicker
        "40P01, true", // a deadlock
        "57014, true", // the statement took too long
        "55P03, true", // the lock was not to be had
        "25P03, true", // the session stood still in a transaction
        "26000, true", // a pooler lost a prepared statement
        "42P05, true", // or hands out one of another
        "53100, true", // the disk is full
        "28P01, true", // the password was changed
        "3D000, true", // the database is gone
        "42501, false" // nobody may, however often it is tried
    })
    void stateShowsWhoseFaultItIs(String state, boolean away) {
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

    @Test
    void whatAPoolerLosesIsReportedWithItsCure() {
        assertThat(DatabaseAway.words(new SQLException("prepared statement \"S_1\" does not exist", "26000")))
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith("26000 prepared statement \"S_1\" does not exist")
                        .contains("prepareThreshold=0"));
    }

    @Test
    void aCommitThatFailsForItIsToo() {
        // given
        Exception atCommit = new Exception("could not commit");
        atCommit.addSuppressed(new Exception("one phase", new SQLException("the answer did not come", "08006")));

        // then
        assertThat(DatabaseAway.isCauseOf(new IllegalStateException(atCommit))).isTrue();
    }

    /** Such as a deadlock, which a page of visits answers by writing once more. */
    @Test
    void aCommitThatIsRefusedShowsTheStateToo() {
        // given
        RuntimeException atCommit = new IllegalStateException("could not commit");
        atCommit.addSuppressed(new Exception("one phase", new SQLException("deadlock detected", "40P01")));

        // then
        assertThat(SqlState.isCauseOf(atCommit, "22", "40P01")).isTrue();
        assertThat(SqlState.isCauseOf(atCommit, "22", "23")).isFalse();
        assertThat(SqlState.isCauseOf(new IllegalStateException(new SQLException("no state")), "40P01"))
                .isFalse();
    }
}
