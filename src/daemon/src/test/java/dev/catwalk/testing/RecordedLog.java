package dev.catwalk.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** The lines one class writes, or several, while this is open. */
public final class RecordedLog extends Handler implements AutoCloseable {
    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger;

    public RecordedLog(Class<?> writer) {
        this(writer.getName());
    }

    /** @param writers the beginning of their names; empty for everybody */
    public RecordedLog(String writers) {
        logger = Logger.getLogger(writers);
        logger.addHandler(this);
    }

    public List<String> lines(Level level) {
        return records.stream()
                .filter(logged -> logged.getLevel().intValue() == level.intValue())
                .map(RecordedLog::text)
                .toList();
    }

    private static String text(LogRecord logged) {
        return MESSAGE.format(ExtLogRecord.wrap(logged));
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
