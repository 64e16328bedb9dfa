package dev.catwalk.reporting;

import dev.catwalk.testing.Worker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.util.PGobject;

/**
 * A real PostgreSQL with the real migrations and roles, started once for all tests of this package. Every test begins
 * with one component and nothing else.
 *
 * <p>Its sessions run in another time zone than the JVM, so that a time which loses its zone on the way is noticed.
 */
final class ReportingDatabase implements BeforeEachCallback {

    static final ReportingDatabase INSTANCE = new ReportingDatabase();

    private static final String ONE_COMPONENT = """
            insert into app.component (component_appid, created_at) values ('wx5a5a5a5a5a5a5a5a', '2026-11-01T00:00:00Z');
            update app.walk_setting set permission_sets = default""";

    private final String url;
    private final String sessionZone;

    private ReportingDatabase() {
        url = startServer() + "postgres?user=postgres";
        sessionZone = ZoneId.systemDefault().getId().equals("Asia/Shanghai") ? "America/St_Johns" : "Asia/Shanghai";
        Migrations.migrate(url);
        execute(Migrations.rolesScript());
    }

    /** Starts a server of its own, gone with the JVM; answers the address its databases are found under. */
    @SuppressWarnings("resource") // stopped by its own shutdown hook: all tests of the run share it
    static String startServer() {
        try {
            // While a test vacuums, an analyze of autovacuum may keep pages from becoming all visible: plans then avoid
            // the indexes that need that.
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("autovacuum", "off")
                    .start();
            return "jdbc:postgresql://localhost:" + server.getPort() + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        empty();
    }

    void empty() {
        execute(Worker.EMPTY_TABLES, Fleet.COUNT_FROM_ONE, ONE_COMPONENT);
    }

    void execute(String... statements) {
        try {
            executeAs("postgres", statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the statements in one session with the rights of the given role, and nothing but those. */
    void executeAs(String role, String... statements) throws SQLException {
        try (var connection = connect(role);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query, columns in their order, as plain Java values. */
    List<Map<String, Object>> rows(String query, Object... parameters) {
        try {
            return rowsAs("postgres", query, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Map<String, Object>> rowsAs(String role, String query, Object... parameters) throws SQLException {
        try (var connection = connect(role);
                var statement = connection.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, toSql(parameters[i]));
            }
            try (var result = statement.executeQuery()) {
                var rows = new ArrayList<Map<String, Object>>();
                while (result.next()) {
                    rows.add(row(result));
                }
                return rows;
            }
        }
    }

    /** The only value of a query with one row and one column. */
    Object value(String query, Object... parameters) {
        return rows(query, parameters).getFirst().values().iterator().next();
    }

    Connection connect(String role) throws SQLException {
        var connection = DriverManager.getConnection(url);
        try (var statement = connection.createStatement()) {
            statement.execute("set time zone '" + sessionZone + "'");
            statement.execute("set role " + role);
        }
        return connection;
    }

    private static Map<String, Object> row(ResultSet result) throws SQLException {
        var columns = result.getMetaData();
        var row = new LinkedHashMap<String, Object>();
        for (var i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), fromSql(result.getObject(i)));
        }
        return row;
    }

    private static Object fromSql(Object value) throws SQLException {
        return switch (value) {
            case Timestamp timestamp -> timestamp.toInstant();
            case Array array -> Arrays.asList((Object[]) array.getArray());
            case PGobject other -> other.getValue();
            case null -> null;
            default -> value;
        };
    }

    private static Object toSql(Object value) throws SQLException {
        return switch (value) {
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Json json -> {
                var object = new PGobject();
                object.setType("jsonb");
                object.setValue(json.text());
                yield object;
            }
            case null -> null;
            default -> value;
        };
    }

    /** Text that goes into a jsonb column. */
    record Json(String text) {}
}
