package dev.catwalk.testing;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The time of worker and simulated platform alike: stands still until a test moves it. */
public final class SettableClock extends Clock {
    public static final SettableClock INSTANCE = new SettableClock();

    /** Whole microseconds: what PostgreSQL keeps. */
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    private SettableClock() {}

    @Override
    public Instant instant() {
        return now.get();
    }

    public void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new IllegalStateException("tests know one zone");
    }

    /** Takes the place of the production clock in tests that run the application. */
    static class Plug {
        @Produces
        @Singleton
        Clock clock() {
            return INSTANCE;
        }
    }
}
