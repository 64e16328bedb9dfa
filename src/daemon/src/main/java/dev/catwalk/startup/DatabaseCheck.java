package dev.catwalk.startup;

import dev.catwalk.encryption.StoredSecrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfoService;

/** That the database answers, lets us in, can hold what is ours, holds no secrets of another keyset, and has the schema we need. */
public final class DatabaseCheck implements Check {
    static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";

    private final boolean startMigrates;

    /** For a start that makes what the schema lacks, unless {@value #MIGRATE_AT_START} says no. */
    public DatabaseCheck() {
        this(true);
    }

    private DatabaseCheck(boolean startMigrates) {
        this.startMigrates = startMigrates;
    }

    /** For a start that leaves the schema as it is. */
    public static DatabaseCheck withTables() {
        return new DatabaseCheck(false);
    }

    /** For a change of the schema: that the database lets its owner in, can hold ours, and no newer version has migrated it. */
    public static Check ofOwner() {
        return DatabaseCheck::problemsOfOwner;
    }

    private static List<Problem> problemsOfOwner(Settings settings) {
        Database database = Database.asOwner(settings);
        try (Connection connection = database.connect()) {
            List<Problem> unfit = unfit(database, connection);
            return unfit.isEmpty()
                    ? NewerSchema.problems(database, database.migrations().info())
                    : unfit;
        } catch (SQLException e) {
            return List.of(database.refused(e).problem());
        }
    }

    @Override
    public List<Problem> problems(Settings settings) {
        Database database = Database.asDaemon(settings);
        try (Connection connection = database.connect()) {
            List<Problem> unfit = unfit(database, connection);
            return unfit.isEmpty() ? problems(settings, connection) : unfit;
        } catch (SQLException e) {
            return List.of(database.refused(e).problem());
        }
    }

    /** What the server and the schemas there fail in, before anything is changed. */
    private static List<Problem> unfit(Database database, Connection connection) throws SQLException {
        return new ServerExamination(connection, database.migrations())
                .findings().stream()
                        .filter(Finding::isFailure)
                        .map(failure -> new Problem(database.urlProperty(), failure.seen() + "; " + failure.advice()))
                        .toList();
    }

    private List<Problem> problems(Settings settings, Connection connection) throws SQLException {
        Optional<String> notOpened = StoredSecrets.notOpenedBy(KeysetCheck.open(settings), connection);
        if (notOpened.isPresent()) {
            return List.of(new Problem(
                    KeysetCheck.source(settings).property(),
                    "is not the keyset that encrypted the tokens in this database: " + notOpened.get()));
        }
        return missingMigrations(settings);
    }

    private List<Problem> missingMigrations(Settings settings) {
        boolean daemonMigrates = daemonMigrates(settings);
        if (startMigrates && daemonMigrates) {
            return List.of();
        }
        Database database = Database.asDaemon(settings);
        MigrationInfoService migrations = database.migrations().info();
        long missing = Stream.of(migrations.pending())
                // While an update waits for the daemon's start, views of the version before do for a command.
                .filter(migration -> !daemonMigrates || migration.isVersioned())
                .count();
        if (missing == 0) {
            return List.of();
        }
        List<Problem> newer = NewerSchema.problems(database, migrations);
        if (!newer.isEmpty()) {
            return newer;
        }
        String lacks = "this database lacks " + missing + " migrations; run: catwalk migrate";
        return List.of(
                daemonMigrates
                        ? new Problem(database.urlProperty(), lacks + ", or start the daemon")
                        : new Problem(MIGRATE_AT_START, "is false, and " + lacks));
    }

    static boolean daemonMigrates(Settings settings) {
        return settings.value(MIGRATE_AT_START, Boolean.class).orElse(true);
    }
}
