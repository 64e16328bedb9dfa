package dev.catwalk.lab.year;

import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The PostgreSQL of the year, whose clock shows the turned time. It can be restarted, backed up, restored and full. */
final class YearDatabase {
    /** Longer than the daemons wait for an answer. */
    private static final Duration FROZEN = Duration.ofSeconds(9);

    private final Path folder;
    private final int port;
    private final TurnedTime time;

    /** Null while it is not running. */
    private EmbeddedDatabase server;

    private Handle handle;
    private boolean hasRoom = true;

    YearDatabase(Path folder, int port, TurnedTime time) {
        this.folder = folder;
        this.port = port;
        this.time = time;
    }

    void start() {
        try {
            server = EmbeddedDatabase.start(folder, port);
            handle = open();
            // It ends without a crash, so nothing is lost.
            handle.execute("alter role postgres set synchronous_commit = off");
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    /** At once, also with open connections. */
    void stop() {
        if (server == null) {
            return;
        }
        try {
            handle.close();
        } finally {
            server.close();
            server = null;
        }
    }

    /** Its owner's connection. Of the year alone: one thread uses it. */
    Handle handle() {
        return handle;
    }

    private Handle open() {
        Handle opened = Jdbi.create(server.dataSource()).open();
        // Without triggers: the disk is full for the daemons, and not for the year.
        opened.execute("set session_replication_role = replica");
        return opened;
    }

    boolean isTrue(String question) {
        return handle.createQuery(question).mapTo(Boolean.class).one();
    }

    long megabytes() {
        return handle.createQuery("select pg_database_size(current_database()) / 1000000")
                .mapTo(Long.class)
                .one();
    }

    /** A copy of all that is stored. No daemon may run. */
    void backUp() {
        handle.close();
        server.backUp();
        handle = open();
    }

    /** Puts the last copy in its place. No daemon may run. */
    void restore() {
        handle.close();
        server.restore();
        handle = open();
        time.show(handle);
    }

    private static final String OTHERS = """
            select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            """;

    /**
     * The connections of the daemons neither answer nor end, and new ones are served, as after a fail-over. Returns when the
     * daemons have given them up.
     */
    void freezeConnections() {
        List<Integer> others = handle.createQuery(OTHERS).mapTo(Integer.class).list();
        send("STOP", others);
        try {
            Thread.sleep(FROZEN);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            send("CONT", others);
        }
        others.forEach(pid -> handle.createQuery("select pg_terminate_backend(?)")
                .bind(0, pid)
                .mapTo(Boolean.class)
                .list());
    }

    private static void send(String signal, List<Integer> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        pids.forEach(pid -> command.add(pid.toString()));
        try {
            // One of them may have ended by itself.
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String NO_ROOM = """
            create or replace function public.no_room() returns trigger language plpgsql as $$
            begin
              raise exception 'could not extend file: No space left on device' using errcode = '53100';
            end $$
            """;

    private static final String STORED = """
            select oid::regclass::text from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('app', 'quartz')
            """;

    /** From now on nothing can be stored, as when the disk is full. */
    void fillDisk() {
        handle.execute(NO_ROOM);
        // A transaction each: with locks on several tables it would meet the daemon's own ones in a deadlock.
        storedTables()
                .forEach(table -> handle.execute("create trigger no_room before insert or update on " + table
                        + " for each statement execute function public.no_room()"));
        hasRoom = false;
    }

    void freeDisk() {
        storedTables().forEach(table -> handle.execute("drop trigger no_room on " + table));
        hasRoom = true;
    }

    private List<String> storedTables() {
        return handle.createQuery(STORED).mapTo(String.class).list();
    }

    boolean hasRoom() {
        return hasRoom;
    }

    /** Makes its clock show the turned time; it has to be migrated. */
    void takeAlong() {
        time.takeAlong(handle);
    }

    /** Does nothing when it is later than that already. */
    void turnTo(Instant instant) {
        time.turnTo(instant, handle);
    }

    /** @param ahead of the turned time; negative when it is behind */
    void shiftClock(Duration ahead) {
        time.shiftDatabase(ahead, handle);
    }
}
