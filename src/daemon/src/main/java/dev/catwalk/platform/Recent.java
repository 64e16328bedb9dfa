package dev.catwalk.platform;

import java.time.Duration;
import java.time.Instant;

/** Whether something was a short while ago, by a clock that may have been set back since. */
public final class Recent {
    private Recent() {}

    /** False for a time in the future: the clock was set back since, so its age is unknown. */
    public static boolean isWithin(Duration span, Instant at, Instant now) {
        return !at.isAfter(now) && now.isBefore(at.plus(span));
    }
}
