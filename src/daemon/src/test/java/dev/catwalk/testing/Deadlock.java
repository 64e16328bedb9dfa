package dev.catwalk.testing;

import org.jdbi.v3.core.Jdbi;

/** Breaks off the first ones of certain updates, as PostgreSQL does with one of two transactions that wait for each other. */
public final class Deadlock implements AutoCloseable {
    private static final String BREAK_OFF = """
            create sequence app.tries;
            grant usage on sequence app.tries to public;
            create function app.break_off() returns trigger language plpgsql as $$ begin
              if nextval('app.tries') <= %d then
                raise exception using errcode = '40P01', message = 'deadlock detected';
              end if;
              return new;
            end $$;
            """;

    private final Jdbi jdbi;

    /** @param when which of the table's updates, in SQL, with {@code old} and {@code new} */
    public Deadlock(Jdbi jdbi, String table, String when) {
        this(jdbi, table, when, 1);
    }

    /** @param times how many are broken off */
    public Deadlock(Jdbi jdbi, String table, String when, int times) {
        this.jdbi = jdbi;
        jdbi.useHandle(
                handle -> handle.execute(BREAK_OFF.formatted(times) + "create trigger break_off before update on "
                        + table + " for each row when (" + when + ") execute function app.break_off()"));
    }

    /** How many rows were to be updated so far, the one that was broken off included. */
    public long tries() {
        return jdbi.withHandle(handle -> handle.createQuery("select last_value from app.tries")
                .mapTo(Long.class)
                .one());
    }

    @Override
    public void close() {
        jdbi.useHandle(handle -> handle.execute("drop function app.break_off() cascade; drop sequence app.tries"));
    }
}
