package dev.catwalk.ops;

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

/** The demo's own PostgreSQL. Its data outlives it, also when the process before was killed. */
final class DemoDatabase implements AutoCloseable {
    static final String OWNER = "postgres";
    static final String NAME = "catwalk";

    private static final Duration LEFTOVER_PATIENCE = Duration.ofSeconds(10);

    private final EmbeddedPostgres server;

    private DemoDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static DemoDatabase start(Path folder, int port) throws IOException {
        Path data = folder.resolve("data");
        stopLeftover(data.resolve("postmaster.pid"));
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("bin").toFile())
                // Tests need no durability, hence the defaults of this server; a demo that can be killed does.
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
        return new DemoDatabase(server);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's database could not be stopped", e);
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
            throw new IOException("the demo's database could not be made", e);
        }
    }

    /** A demo that was killed leaves its server behind: it ends, and a new one recovers what was committed. */
    private static void stopLeftover(Path pidFile) throws IOException {
        Optional<ProcessHandle> leftover = serverOf(pidFile);
        if (leftover.isEmpty()) {
            return;
        }
        // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for everybody who is still connected.
        new ProcessBuilder("kill", "-INT", Long.toString(leftover.get().pid())).start();
        try {
            leftover.get()
                    .onExit()
                    .orTimeout(LEFTOVER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(
                    "a PostgreSQL of an earlier demo does not end: process "
                            + leftover.get().pid(),
                    e);
        }
    }

    private static Optional<ProcessHandle> serverOf(Path pidFile) throws IOException {
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        // The number may belong to somebody else by now.
        return ProcessHandle.of(pid).filter(process -> process.info()
                .command()
                .filter(c -> c.endsWith("postgres"))
                .isPresent());
    }
}
