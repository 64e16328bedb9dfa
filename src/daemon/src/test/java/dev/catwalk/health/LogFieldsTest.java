package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.sql.SQLException;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogFieldsTest {
    private final LogFields fields = new LogFields();

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments("no fields in a sentence", values(), "{}"),
                arguments("no field but %s", values("scope=all"), "{}"),
                arguments("roster read; component=%s listed=%d", values("wx1", 3), "{component=wx1, listed=3}"),
                arguments("%s put off; push=%d, attempt=%d", values("push", 7L, 2), "{attempt=2, push=7}"),
                arguments("refused; errcode=%s reason=%s", values(null, "no answer"), "{reason=no answer}"),
                arguments("walk=%d slice=%d: %s", values(3L, 4, "overtaken"), "{slice=4, walk=3}"),
                arguments("set catwalk.walk.schedule=off; scope=%s", values("all"), "{scope=all}"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void valueWithANameIsAField(String template, Object[] values, String expected) {
        // given
        ExtLogRecord record = record("dev.catwalk.walk.Walks", template, values);

        // when
        boolean passes = fields.isLoggable(record);

        // then
        assertThat(passes).isTrue();
        assertThat(new TreeMap<>(record.getMdcCopy())).hasToString(expected);
    }

    @Test
    void valueAddsNoFieldOfItsOwn() {
        // given
        ExtLogRecord record = record(
                "dev.catwalk.visit.VisitLog", "refused; merchant=%s reason=%s", "wx1", "a merchant=wx2 walk=9 %s");

        // when
        fields.isLoggable(record);

        // then
        assertThat(new TreeMap<>(record.getMdcCopy())).hasToString("{merchant=wx1, reason=a merchant=wx2 walk=9 %s}");
    }

    @Test
    void linesOfOthersAreLeftAlone() {
        // given
        ExtLogRecord record = record("org.quartz.core", "misfired; trigger=%s", "walk");

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
        assertThat(new PatternFormatter("%s").format(first))
                .isEqualTo(
                        "the database does not serve; failure=28P01 FATAL: password authentication failed, suppressed=0");
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

    private static Object[] values(Object... values) {
        return values;
    }

    private static ExtLogRecord record(String logger, String template, Object... values) {
        ExtLogRecord record =
                new ExtLogRecord(Level.INFO, template, ExtLogRecord.FormatStyle.PRINTF, LogFieldsTest.class.getName());
        record.setParameters(values);
        record.setLoggerName(logger);
        return record;
    }
}
