package dev.catwalk.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Says each thing once in a while only, with the number of times it was passed over since: for events whose number others
 * decide. The things to say must be few, so nothing of what others wrote may be part of them.
 */
public final class SparseLog {
    private final Logger log;
    private final Duration pause;
    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    public SparseLog(Logger log, Duration pause, Clock clock) {
        this.log = log;
        this.pause = pause;
        this.clock = clock;
    }

    private record Window(Instant since, long suppressed) {}

    /**
     * @param line with {@code %s} for each value, as in {@link Logger#logf(Logger.Level, String, Object...)}
     * @return whether it was said
     */
    public synchronized boolean say(Logger.Level level, String line, Object... values) {
        String what = line.formatted(values);
        Instant now = clock.instant();
        Window last = windows.getOrDefault(what, new Window(Instant.MIN, 0));
        if (Recent.isWithin(pause, last.since(), now)) {
            windows.put(what, new Window(last.since(), last.suppressed() + 1));
            return false;
        }
        windows.put(what, new Window(now, 0));
        Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = last.suppressed();
        log.logf(level, line + ", suppressed=%d", all);
        return true;
    }
}
