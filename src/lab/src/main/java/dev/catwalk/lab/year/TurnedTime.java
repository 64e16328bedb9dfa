package dev.catwalk.lab.year;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;

/**
 * The time of the simulated year: passes as usual while anything works, and is turned forward when nothing is left to do. The
 * simulated platform reads it here, the database by {@code app.now()}, and daemons follow the database.
 */
final class TurnedTime implements InstantSource {
    private volatile Shown shown;

    /** How far the database's clock is ahead of this time; negative when it is behind. */
    private Duration databaseAhead = Duration.ZERO;

    private record Shown(Instant instant, long nanos) {
        Instant now() {
            return instant.plusNanos(System.nanoTime() - nanos);
        }
    }

    TurnedTime(Instant start) {
        turnTo(start);
    }

    @Override
    public Instant instant() {
        return shown.now().truncatedTo(ChronoUnit.MICROS);
    }

    private void turnTo(Instant instant) {
        shown = new Shown(instant, System.nanoTime());
    }

    private static final String FOLLOW = """
            create table if not exists public.turned_time (
              only_row boolean primary key default true check (only_row), instant timestamptz not null, set_at timestamptz not null);
            grant select on public.turned_time to public;
            create or replace function app.now() returns timestamptz language sql stable parallel safe
              return (select instant + (pg_catalog.statement_timestamp() - set_at) from public.turned_time)
            """;

    /** From now on this database's {@code app.now()} shows this time. */
    void takeAlong(Handle database) {
        database.createScript(FOLLOW).execute();
        show(database);
    }

    private static final String SHOW = """
            insert into public.turned_time (instant, set_at) values (?, pg_catalog.clock_timestamp())
            on conflict (only_row) do update set instant = excluded.instant, set_at = excluded.set_at
            """;

    /** To be called for a database that was restored, too. */
    void show(Handle database) {
        database.execute(SHOW, instant().plus(databaseAhead));
    }

    /** From now on the database's clock is wrong by this. */
    void shiftDatabase(Duration ahead, Handle database) {
        databaseAhead = ahead;
        show(database);
    }

    /** Does nothing when it is later than that already. */
    void turnTo(Instant instant, Handle database) {
        if (Duration.between(instant(), instant).isPositive()) {
            turnTo(instant);
            show(database);
        }
    }
}
