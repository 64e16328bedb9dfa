package dev.catwalk.push;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.SparseLog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Says which requests were turned away. Strangers decide how many those are, so each reason is said once a minute at most,
 * with the number of those passed over since; and nothing a stranger wrote is repeated.
 */
@Singleton
class RefusalLog {
    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final SparseLog log;

    RefusalLog(Clock clock) {
        this.log = new SparseLog(LOG, PAUSE, clock);
    }

    void refused(ComponentAppId component, Refusal reason) {
        say("push refused; component=%s, reason=%s", component, reason.word());
    }

    /** Either somebody sends what he overheard, or a clock or an address in the platform's console is wrong. */
    void ignored(ComponentAppId component, Refusal reason) {
        say("push acknowledged and ignored; component=%s, reason=%s", component, reason.word());
    }

    void unknownComponent() {
        say("push to the address of a component that is not configured");
    }

    void full() {
        say("push port full; the connection that had waited longest for a complete request was closed");
    }

    void notStored(ComponentAppId component, RuntimeException failure) {
        say(
                "push not stored, the platform has to send it again; component=%s, failure=%s",
                component, DatabaseAway.words(failure).orElse(failure.getClass().getSimpleName()));
    }

    private void say(String line, Object... values) {
        log.say(Logger.Level.WARN, line, values);
    }
}
