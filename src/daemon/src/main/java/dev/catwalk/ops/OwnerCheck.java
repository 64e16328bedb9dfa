package dev.catwalk.ops;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** That the database lets in the user who changes the schema. */
public final class OwnerCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        Database database = Database.asOwner(settings);
        try (Connection _ = database.connect()) {
            return List.of();
        } catch (SQLException e) {
            return List.of(database.refused(e));
        }
    }
}
