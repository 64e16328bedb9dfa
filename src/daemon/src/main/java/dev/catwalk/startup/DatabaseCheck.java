package dev.catwalk.startup;

import dev.catwalk.encryption.StoredSecrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** That the database answers, lets us in, can hold what is ours, holds no secrets of another keyset, and has the schema we need. */
public final class DatabaseCheck implements Check {
    private static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";

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
    static List<Problem> unfit(Database database, Connection connection) throws SQLException {
        return new ServerExamination(connection, database.migrations())
                .findings().stream()
                        .filter(Finding::isFailure)
                        .map(failure -> new Problem(database.urlProperty(), failure.seen() + "; " + failure.advice()))
                        .toList();
    }

    private static List<Problem> problems(Settings settings, Connection connection) throws SQLException {
        Optional<String> notOpened = StoredSecrets.notOpenedBy(KeysetCheck.open(settings), connection);
        if (notOpened.isPresent()) {
            return List.of(new Problem(
                    KeysetCheck.source(settings).property(),
                    "is not the keyset that encrypted the tokens in this database: " + notOpened.get()));
        }
        return missingMigrations(settings);
    }

    private static List<Problem> missingMigrations(Settings settings) {
        if (settings.value(MIGRATE_AT_START, Boolean.class).orElse(true)) {
            return List.of();
        }
        int missing = Database.asDaemon(settings).migrations().info().pending().length;
        return missing == 0
                ? List.of()
                : List.of(new Problem(
                        MIGRATE_AT_START,
                        "is false, and this database lacks " + missing + " migrations; run: catwalk migrate"));
    }
}
