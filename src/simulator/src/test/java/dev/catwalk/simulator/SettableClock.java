package dev.catwalk.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The platform's time, moved by the test. */
final class SettableClock implements InstantSource {
    private volatile Instant now;

    SettableClock(String now) {
        this.now = Instant.parse(now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }
}
