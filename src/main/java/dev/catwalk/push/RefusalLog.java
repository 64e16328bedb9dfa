package dev.catwalk.push;

import dev.catwalk.platform.ComponentAppId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Says which requests were turned away. Strangers decide how many those are, so each reason is said once a minute at most,
 * with the number of those passed over since; and nothing a stranger wrote is repeated.
 */
@Singleton
class RefusalLog {
    private static final Logger LOG = Logger.getLogger(RefusalLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    RefusalLog(Clock clock) {
        this.clock = clock;
    }

    private record Window(Instant since, long unsaid) {}

    void refused(ComponentAppId component, Refusal reason) {
        say("push refused; component=" + component + ", reason=" + reason.name().toLowerCase(Locale.ROOT));
    }

    void unknownComponent() {
        say("push to the address of a component that is not configured");
    }

    void notStored(ComponentAppId component, RuntimeException failure) {
        say("push not stored, the platform has to send it again; component=" + component + ", failure="
                + failure.getClass().getSimpleName());
    }

    private synchronized void say(String what) {
        Instant now = clock.instant();
        Window last = windows.getOrDefault(what, new Window(Instant.MIN, 0));
        if (now.isBefore(last.since().plus(PAUSE))) {
            windows.put(what, new Window(last.since(), last.unsaid() + 1));
            return;
        }
        windows.put(what, new Window(now, 0));
        LOG.warnf("%s, unsaid=%d", what, last.unsaid());
    }
}
