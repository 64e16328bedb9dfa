package dev.catwalk.startup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** That the database lets in the user who changes the schema, can hold ours, and that no newer version has migrated it. */
public final class OwnerCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        Database database = Database.asOwner(settings);
        try (Connection connection = database.connect()) {
            List<Problem> unfit = DatabaseCheck.unfit(database, connection);
            return unfit.isEmpty()
                    ? NewerSchema.problems(database, database.migrations().info())
                    : unfit;
        } catch (SQLException e) {
            return List.of(database.refused(e).problem());
        }
    }
}
