package dev.catwalk.ops;

import dev.catwalk.token.StoredSecrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** That the database answers, lets us in, is new enough, holds no secrets of another keyset, and has the schema we need. */
public final class DatabaseCheck implements Check {
    private static final int OLDEST = 14;
    private static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";

    @Override
    public List<Problem> problems(Settings settings) {
        Database database = Database.asDaemon(settings);
        try (Connection connection = database.connect()) {
            return problems(settings, connection);
        } catch (SQLException e) {
            return List.of(database.refused(e));
        }
    }

    private static List<Problem> problems(Settings settings, Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            return List.of(new Problem(
                    DatasourceCheck.URL, "is a PostgreSQL " + version + "; " + OLDEST + " or newer is needed"));
        }
        Optional<String> notOpened = StoredSecrets.notOpenedBy(KeysetCheck.open(settings), connection);
        if (notOpened.isPresent()) {
            return List.of(new Problem(
                    KeysetCheck.source(settings).property(),
                    "is not the keyset that sealed the tokens in this database: " + notOpened.get()));
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
