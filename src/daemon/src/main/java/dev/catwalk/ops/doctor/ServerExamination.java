package dev.catwalk.ops.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What answers at the database's address: new enough, and one that can be written to. */
public final class ServerExamination implements Examination {
    private static final int OLDEST = 14;

    private final Connection connection;

    public ServerExamination(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String subject() {
        return "database";
    }

    private static final String SERVER = """
            select current_setting('server_version'), current_database(), current_user,
              current_setting('transaction_read_only')::boolean
            """;

    @Override
    public List<Finding> findings() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            String seen = "PostgreSQL %s, database %s, user %s"
                    .formatted(row.getString(1), row.getString(2), row.getString(3));
            if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST) {
                return List.of(Finding.fail(subject(), seen, "PostgreSQL " + OLDEST + " or newer is needed"));
            }
            if (row.getBoolean(4)) {
                return List.of(Finding.fail(
                        subject(),
                        seen + ", which takes no writes",
                        "point quarkus.datasource.jdbc.url at the primary, not at a standby or a read-only database"));
            }
            return List.of(Finding.ok(subject(), seen));
        }
    }
}
