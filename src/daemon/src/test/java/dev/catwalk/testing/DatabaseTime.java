package dev.catwalk.testing;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** The database's clock in tests: {@code app.now()} shows the {@link SettableClock}'s time, or runs ahead of it. */
@Singleton
public class DatabaseTime {
    private static final String FOLLOW = """
            create table public.test_time (
              only_row boolean primary key default true check (only_row),
              instant timestamptz not null default '2026-01-01 00:00Z',
              ahead interval not null default '0');
            insert into public.test_time default values;
            grant select on public.test_time to public;
            create or replace function app.now() returns timestamptz language sql stable parallel safe
              return (select instant + ahead from public.test_time)
            """;

    private final Jdbi jdbi = Jdbi.create(CatwalkTestResource.ownersSessions());

    /** After the migrations, before anything asks for the time. */
    void begin(@Observes @Priority(0) StartupEvent start) {
        jdbi.useHandle(handle -> handle.createScript(FOLLOW).execute());
        SettableClock.INSTANCE.takeAlong(this::show);
    }

    private void show(Instant instant) {
        jdbi.useHandle(handle -> handle.execute("update public.test_time set instant = ?", instant));
    }

    /**
     * Lets the database's clock run ahead of the settable one, until {@link Worker#begin} the next time.
     *
     * @param ahead negative to be behind
     */
    public void runAhead(Duration ahead) {
        jdbi.useHandle(
                handle -> handle.execute("update public.test_time set ahead = cast(? as interval)", ahead.toString()));
    }
}
