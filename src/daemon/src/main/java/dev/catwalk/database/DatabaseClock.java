package dev.catwalk.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * The database's time, so that all nodes have the same one however wrong their own clocks are. Asked for every ten seconds;
 * in between, and while the database is away, the monotonic clock counts on. Until the first answer it is this machine's time.
 *
 * <p>An answer proves that the database's time lies within one round trip. The time shown is moved into that span and no
 * farther, so it is as exact as the quickest round trip so far, and no slow answer makes it worse.
 */
@Singleton
@Typed({DatabaseClock.class, MeterBinder.class})
public final class DatabaseClock implements InstantSource, MeterBinder {
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int ROUND_TRIPS_AT_START = 3;

    /** What NTP keeps easily. Less than half a lease on a token. */
    public static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Jdbi jdbi;
    private final InstantSource machine;

    /** Null until the database answered for the first time. */
    private volatile Known known;

    private boolean reportedOff;

    /** What the time was when the monotonic clock showed this. */
    private record Known(Instant instant, long nanos) {
        Instant at(long nanosNow) {
            return instant.plusNanos(nanosNow - nanos);
        }
    }

    /** With SQL of its own: what watches the application's asks for the time itself. */
    @Inject
    DatabaseClock(DataSource dataSource) {
        this(Jdbi.create(dataSource), InstantSource.system());
    }

    /** @param machine what this machine's clock shows */
    public DatabaseClock(Jdbi jdbi, InstantSource machine) {
        this.jdbi = jdbi;
        this.machine = machine;
    }

    /** In whole microseconds, which is what PostgreSQL keeps: a time is the same before and after it was stored. */
    @Override
    public Instant instant() {
        Known now = known;
        Instant instant = now == null ? machine.instant() : now.at(System.nanoTime());
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** How far this machine's clock is ahead of the database's; negative when it is behind. */
    Duration machineAhead() {
        return Duration.between(instant(), machine.instant());
    }

    /** After the migrations, and before anything asks for the time: Quartz, at 0, runs jobs as soon as it has started. */
    void begin(@Observes @Priority(-1) StartupEvent start, RepeatedWork repeated) {
        for (int i = 0; i < ROUND_TRIPS_AT_START && follow(); i++) {}
        repeated.begin("database-clock", PAUSE, this::follow);
    }

    /** @return false when the database is away, and the monotonic clock continues */
    public boolean follow() {
        try {
            ask();
            sayWhetherMachineIsOff();
            return true;
        } catch (RuntimeException e) {
            LOG.debugf(
                    "the time of the database could not be read; failure=%s",
                    e.getClass().getSimpleName());
            return false;
        }
    }

    /** One after the other: an answer that took longer must not replace a later one. */
    private synchronized void ask() {
        jdbi.useHandle(handle -> {
            // Not in the round trip: getting a connection may take its time.
            handle.getConnection();
            long asked = System.nanoTime();
            Instant earliest =
                    handle.createQuery("select app.now()").mapTo(Instant.class).one();
            long answered = System.nanoTime();
            Instant latest = earliest.plusNanos(answered - asked);
            Instant shown = known == null ? machine.instant() : known.at(answered);
            known = new Known(shown.isBefore(earliest) ? earliest : shown.isAfter(latest) ? latest : shown, answered);
        });
    }

    private void sayWhetherMachineIsOff() {
        Duration ahead = machineAhead();
        boolean off = ahead.abs().compareTo(TOLERANCE) > 0;
        if (off && !reportedOff) {
            LOG.warnf(
                    "this machine's clock is wrong, the daemon uses the database's; synchronize it (NTP); secondsAhead=%d",
                    ahead.toSeconds());
        }
        reportedOff = off;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("catwalk.clock.ahead", () -> machineAhead().toMillis() / 1000.0)
                .description(
                        "how far this machine's clock is ahead of the database's, in seconds; negative when behind")
                .baseUnit("seconds")
                .register(registry);
    }
}
