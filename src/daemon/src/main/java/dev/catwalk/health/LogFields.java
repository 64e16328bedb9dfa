package dev.catwalk.health;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Gives what our lines say as {@code name=value} to those who collect logs as JSON: there each is a field of {@code mdc}. Lets
 * every line pass, but of a database that does not serve one a minute for each cause. Named by {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "fields")
public final class LogFields implements Filter {
    private static final String OURS = "dev.catwalk.";
    private static final Formatter MESSAGE = new PatternFormatter("%s");
    private static final String UNKNOWN = "null";

    /** A value may hold spaces, and ends where the next name begins. */
    private static final Pattern FIELD =
            Pattern.compile("(?<![\\w.])([a-z]\\w*)=(.*?)(?=,? [a-z]\\w*=|$)", Pattern.DOTALL);

    private final DatabaseLines database = new DatabaseLines();

    @Override
    public boolean isLoggable(LogRecord line) {
        if (!database.pass(line)) {
            return false;
        }
        if (line instanceof ExtLogRecord ours
                && ours.getLoggerName() != null
                && ours.getLoggerName().startsWith(OURS)) {
            FIELD.matcher(MESSAGE.formatMessage(ours))
                    .results()
                    .filter(field -> !field.group(2).equals(UNKNOWN))
                    .forEach(field -> ours.putMdc(field.group(1), field.group(2)));
        }
        return true;
    }
}
