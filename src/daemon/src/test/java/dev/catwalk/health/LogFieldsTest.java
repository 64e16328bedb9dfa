package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.TreeMap;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFieldsTest {
    private final LogFields fields = new LogFields();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no fields in a sentence                                  | {}",
                "roster read; component=wx1 listed=3                      | {component=wx1, listed=3}",
                "push put off; component=wx1, push=7, attempt=2           | {attempt=2, component=wx1, push=7}",
                "refused; errcode=61004 rid=a-b reason=not from 10.0.0.1  | {errcode=61004, reason=not from 10.0.0.1, rid=a-b}",
                "refused; errcode=null rid=null reason=no answer          | {reason=no answer}",
                "walk=3 slice=4: overtaken                                | {slice=4: overtaken, walk=3}",
                "set catwalk.walk.schedule=off and restart; scope=all     | {scope=all}"
            })
    void whatALineSaysOfItselfIsAField(String line, String expected) {
        // given
        ExtLogRecord record = record("dev.catwalk.walk.Walks", line);

        // when
        boolean passes = fields.isLoggable(record);

        // then
        assertThat(passes).isTrue();
        assertThat(new TreeMap<>(record.getMdcCopy())).hasToString(expected);
    }

    @Test
    void linesOfOthersAreLeftAlone() {
        // given
        ExtLogRecord record = record("org.quartz.core", "misfired; trigger=walk");

        // when
        boolean passes = fields.isLoggable(record);

        // then
        assertThat(passes).isTrue();
        assertThat(record.getMdcCopy()).isEmpty();
    }

    @Test
    void databaseThatDoesNotServeIsOneLineForEachCauseWithoutAStackTrace() {
        // given
        ExtLogRecord first = failed("28P01", "FATAL: password authentication failed");
        ExtLogRecord other = failed("53300", "FATAL: sorry, too many clients already");

        // then
        assertThat(fields.isLoggable(first)).isTrue();
        assertThat(first.getThrown()).isNull();
        assertThat(first.getMessage())
                .isEqualTo(
                        "the database does not serve; failure=28P01 FATAL: password authentication failed, unsaid=0");
        assertThat(fields.isLoggable(failed("28P01", "FATAL: password authentication failed")))
                .isFalse();
        assertThat(fields.isLoggable(other)).isTrue();
    }

    @Test
    void faultOfOursKeepsItsStackTrace() {
        // given
        ExtLogRecord record = failed("23505", "ERROR: duplicate key");

        // then
        assertThat(fields.isLoggable(record)).isTrue();
        assertThat(record.getThrown()).isNotNull();
    }

    private static ExtLogRecord failed(String state, String words) {
        ExtLogRecord record = record("org.quartz.core", "An error occurred while scanning for triggers");
        record.setLevel(Level.ERROR);
        record.setThrown(new IllegalStateException(new SQLException(words, state)));
        return record;
    }

    private static ExtLogRecord record(String logger, String line) {
        ExtLogRecord record =
                new ExtLogRecord(Level.INFO, line, ExtLogRecord.FormatStyle.NO_FORMAT, LogFieldsTest.class.getName());
        record.setLoggerName(logger);
        return record;
    }
}
