package dev.catwalk.startup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** That the database lets in the user who changes the schema, and can hold ours. */
public final class OwnerCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        Database database = Database.asOwner(settings);
        try (Connection connection = database.connect()) {
            return DatabaseCheck.unfit(database, connection);
        } catch (SQLException e) {
            return List.of(database.refused(e).problem());
        }
    }
}
