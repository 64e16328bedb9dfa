package dev.catwalk.health;

import dev.catwalk.database.DatabaseAway;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * What many threads, Quartz' and ours, say with a stack trace each while the database does not serve: one line for each cause in a
 * minute, with the number of those that were left out since.
 */
final class DatabaseLines {
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    /** Causes are few: states and the server's words. */
    private static final int MOST = 50;

    private final Map<String, Said> said = new HashMap<>();

    private record Said(long at, long suppressed) {}

    /** @return whether the line is to be written; it is made short then */
    boolean pass(ExtLogRecord line) {
        return line.getThrown() == null
                || line.getLevel().intValue() < Level.WARN.intValue()
                || DatabaseAway.words(line.getThrown())
                        .map(words -> passAs(words, line))
                        .orElse(true);
    }

    private synchronized boolean passAs(String words, ExtLogRecord line) {
        Said last = said.get(words);
        if (last != null && System.nanoTime() - last.at() < PAUSE) {
            said.put(words, new Said(last.at(), last.suppressed() + 1));
            return false;
        }
        if (said.size() >= MOST) {
            said.clear();
        }
        said.put(words, new Said(System.nanoTime(), 0));
        line.setThrown(null);
        line.setLevel(Level.WARN);
        line.setMessage("the database does not serve; failure=%s, suppressed=%d", ExtLogRecord.FormatStyle.PRINTF);
        line.setParameters(new Object[] {words, last == null ? 0 : last.suppressed()});
        return true;
    }
}
