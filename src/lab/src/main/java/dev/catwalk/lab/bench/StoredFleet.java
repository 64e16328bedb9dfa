package dev.catwalk.lab.bench;

import dev.catwalk.reporting.Fleet;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A database with many merchants and the two years that lie behind them. */
final class StoredFleet {
    static final String DATA =
            "where the database stays for the next run, which finds its merchants there; default: it goes";

    private StoredFleet() {}

    /**
     * Starts it and, when it has no merchants yet, makes them: a million in up to an hour.
     *
     * @param data where it stays; null: it goes when it is closed
     */
    static BenchDatabase start(Path data, int merchants) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("src/lab/target/bench"));
        BenchDatabase database = data == null
                ? BenchDatabase.start(Files.createTempDirectory(folder, "fleet"))
                : BenchDatabase.startKept(data);
        try {
            Migrations.migrate(database.jdbcUrl() + "?user=postgres");
            if (database.number("select count(*) from (select from app.merchant limit 1) any_merchant") == 0) {
                fill(database, merchants);
            }
            return database;
        } catch (RuntimeException | SQLException e) {
            database.close();
            throw e;
        }
    }

    private static final List<String> MAKE_ROOM = List.of(
            "delete from app.walk_slice",
            "update app.walk set state = 'completed', finished_at = now() where state = 'running'",
            // The keyset that a daemon is given opens nothing of these, and the platform never gave such tokens.
            "truncate app.component_token, app.merchant_token, app.push_event, app.push_delivery, app.push_attempt",
            // So that the list is read again, which brings the tokens of what is walked.
            "update app.component set roster_read_at = null where component_appid = '%s'"
                    .formatted(ComponentCredentials.DEFAULT.appid()));

    /** After this, a daemon walks over its own merchants beside the fleet as if it had never done so. */
    static void makeRoomForAWalk(BenchDatabase database) throws SQLException {
        for (String sql : MAKE_ROOM) {
            database.execute(sql);
        }
    }

    private static final String SIZE = """
            select format('%s merchants, %s categories, %s changes, %s snapshots, %s open problems; %s',
              (select count(*) from app.merchant), (select count(*) from app.category), (select count(*) from app.audit_change),
              (select count(*) from app.category_snapshot), (select count(*) from app.problem where closed_at is null),
              pg_size_pretty(pg_database_size(current_database())))
            """;

    private static void fill(BenchDatabase database, int merchants) throws SQLException {
        Instant began = Instant.now();
        // One session: the number of merchants is a setting of it.
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl() + "?user=postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : Fleet.statements(merchants)) {
                statement.execute(sql);
            }
        }
        System.out.printf(
                "%s, made in %d s%n",
                database.text(SIZE), Duration.between(began, Instant.now()).toSeconds());
    }
}
