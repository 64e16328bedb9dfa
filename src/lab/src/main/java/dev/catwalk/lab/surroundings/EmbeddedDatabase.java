package dev.catwalk.lab.surroundings;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A PostgreSQL of its own beside a daemon. Its data outlives it, also when the process before was killed:
 * started again on the same folder it goes on with what was committed.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    public static final String OWNER = "postgres";
    private static final String NAME = "catwalk";
    private static final String COPY = NAME + "_copy";

    private static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(10);

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Returns when it answers. */
    public static EmbeddedDatabase start(Path folder, int port) throws IOException {
        Path data = folder.resolve("data");
        stopLeftover(data.resolve("postmaster.pid"));
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("bin").toFile())
                // Tests need no durability, hence the defaults of this server; what can be killed and goes on does.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("logging_collector", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                // Stopped after Quarkus, not beside it.
                .setRegisterShutdownHook(false)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
        createDatabase(server);
        return new EmbeddedDatabase(server);
    }

    public static String jdbcUrl(int port) {
        return "jdbc:postgresql://" + Ports.HOST + ":" + port + "/" + NAME;
    }

    /** A connection each, as {@link #OWNER}. */
    public DataSource dataSource() {
        return server.getDatabase(OWNER, NAME);
    }

    /** Makes a copy of it beside it, in place of the copy before. Ends all connections to it. */
    public void backUp() {
        execute("drop database if exists " + COPY);
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + NAME + "'");
        execute("create database " + COPY + " template " + NAME);
    }

    /** Puts the copy in its place. Ends all connections to it. */
    public void restore() {
        execute("drop database " + NAME + " with (force)");
        execute("alter database " + COPY + " rename to " + NAME);
    }

    private void execute(String statement) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement it = connection.createStatement()) {
            it.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Ends it at once, also with open connections. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded database could not be stopped", e);
        }
    }

    private static void createDatabase(EmbeddedPostgres server) throws IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select from pg_database where datname = '" + NAME + "'")) {
            if (!found.next()) {
                statement.execute("create database " + NAME);
            }
        } catch (SQLException e) {
            throw new IOException("the embedded database could not be made", e);
        }
    }

    /** A process that was killed leaves its server behind: it ends, and a new one recovers what was committed. */
    private static void stopLeftover(Path pidFile) throws IOException {
        Optional<ProcessHandle> leftover = serverOf(pidFile);
        if (leftover.isEmpty()) {
            return;
        }
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for all who are still connected.
        new ProcessBuilder("kill", "-INT", Long.toString(leftover.get().pid())).start();
        try {
            leftover.get()
                    .onExit()
                    .orTimeout(LEFTOVER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(
                    "a PostgreSQL of an earlier start does not end: process "
                            + leftover.get().pid(),
                    e);
        }
    }

    private static Optional<ProcessHandle> serverOf(Path pidFile) throws IOException {
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        // The number may belong to another process by now.
        return ProcessHandle.of(pid).filter(process -> process.info()
                .command()
                .filter(c -> c.endsWith("postgres"))
                .isPresent());
    }
}
