package dev.catwalk.lab.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An embedded PostgreSQL that is as careful as a real one: fsync is on, and its data lie on a disk, not in a temporary folder. */
public final class BenchDatabase implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final Connection connection;
    private final ProcessHandle postmaster;

    private BenchDatabase(EmbeddedPostgres postgres) throws SQLException {
        this.postgres = postgres;
        this.connection = postgres.getPostgresDatabase().getConnection();
        this.postmaster = ProcessHandle.of(
                        Long.parseLong(text(POSTMASTER).lines().findFirst().orElseThrow()))
                .orElseThrow();
        execute("create extension if not exists pg_walinspect");
    }

    /** In this folder, which goes when the database is closed. */
    static BenchDatabase start(Path data) throws IOException, SQLException {
        return start(data, true);
    }

    /** In this folder, which stays; on what an earlier start left there. */
    static BenchDatabase startKept(Path data) throws IOException, SQLException {
        return start(data, false);
    }

    private static BenchDatabase start(Path data, boolean clean) throws IOException, SQLException {
        return new BenchDatabase(EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(clean)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                // What a walk wrote is looked through when it is over.
                .setServerConfig("wal_keep_size", "16GB")
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static final String POSTMASTER = "select pg_read_file('postmaster.pid', 0, 20)";

    public ProcessHandle postmaster() {
        return postmaster;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
    }

    public Connection connect() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    private static final String WAL_POSITION = "select pg_current_wal_flush_lsn() - '0/0'::pg_lsn";

    /** How many bytes of WAL there were ever. */
    long walPosition() throws SQLException {
        return (long) number(WAL_POSITION);
    }

    private static final String FULL_PAGES =
            "select sum(fpi_size) from pg_get_wal_stats('0/0'::pg_lsn + ?, '0/0'::pg_lsn + ?)";

    /** How many of the bytes of WAL between two positions are images of whole pages, which each checkpoint makes due anew. */
    double fullPageBytes(long from, long to) throws SQLException {
        return from == to ? 0 : number(FULL_PAGES, from, to);
    }

    void execute(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /** @return how many rows it changed */
    int update(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }

    double number(String sql, Object... parameters) throws SQLException {
        return numbers(sql, parameters).getFirst();
    }

    /** The columns of the first row; null counts as 0. */
    List<Double> numbers(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<Double> numbers = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    numbers.add(row.getDouble(i));
                }
                return numbers;
            }
        }
    }

    String text(String sql) throws SQLException {
        return texts(sql).getFirst();
    }

    /** The first column of all rows. */
    List<String> texts(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
