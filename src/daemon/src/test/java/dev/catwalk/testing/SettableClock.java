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
import java.util.function.Consumer;

/**
 * The time of worker, simulated platform and {@linkplain DatabaseTime database} alike: stands still until a test moves it. For
 * a node whose clock is wrong take {@code Clock.offset} of it.
 */
public final class SettableClock extends Clock {
    public static final SettableClock INSTANCE = new SettableClock();

    /** Whole microseconds: what PostgreSQL keeps. */
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));

    /** Takes along what follows this clock; does nothing until there is such a thing. */
    private volatile Consumer<Instant> follower = instant -> {};

    private SettableClock() {}

    @Override
    public Instant instant() {
        return now.get();
    }

    public void advance(Duration by) {
        follower.accept(now.updateAndGet(instant -> instant.plus(by)));
    }

    /** Is set back while something runs, and in any case forward again: all tests of a process share it. */
    public void setBack(Duration by, Runnable meanwhile) {
        advance(by.negated());
        try {
            meanwhile.run();
        } finally {
            advance(by);
        }
    }

    void takeAlong(Consumer<Instant> follower) {
        this.follower = follower;
        follower.accept(instant());
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
