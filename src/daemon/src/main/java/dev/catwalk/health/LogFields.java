package dev.catwalk.health;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Makes the values of our log lines fields of {@code mdc}, for those who collect logs as JSON: {@code infof("walk skipped;
 * scope=%s", scope)} has the field {@code scope}. The names come from the template, so no value can add or change a field. Lets
 * every line pass, but of a database that does not serve one a minute for each cause. Named by {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "fields")
public final class LogFields implements Filter {
    private static final String OURS = "dev.catwalk.";

    /** The place of a value in a template, with its name if it has one. */
    private static final Pattern PLACE = Pattern.compile("(?:\\b([a-z]\\w*)=)?%[sd]");

    private final DatabaseLines database = new DatabaseLines();

    @Override
    public boolean isLoggable(LogRecord record) {
        ExtLogRecord line = ExtLogRecord.wrap(record);
        if (!database.pass(line)) {
            return false;
        }
        Object[] values = line.getParameters();
        if (values != null && String.valueOf(line.getLoggerName()).startsWith(OURS)) {
            Matcher place = PLACE.matcher(line.getMessage());
            for (int i = 0; i < values.length && place.find(); i++) {
                if (place.group(1) != null && values[i] != null) {
                    line.putMdc(place.group(1), values[i].toString());
                }
            }
        }
        return true;
    }
}
