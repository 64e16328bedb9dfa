package dev.catwalk.startup;

import dev.catwalk.startup.Check.Problem;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/**
 * A schema that a newer version made. This version works with it during an upgrade, but must not migrate it: Flyway would
 * make the older views again, and take from the newer daemons the rights on tables that this version does not know.
 */
public final class NewerSchema {
    private static final String ADVICE = "the schema is a newer version's; install that version here";

    private NewerSchema() {}

    /** The scripts that made it newer; none when this version knows all. Flyway counts no repeatable one as future. */
    public static List<String> scripts(MigrationInfoService migrations) {
        return Stream.of(migrations.all())
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                .map(MigrationInfo::getScript)
                .toList();
    }

    /** For what would change the schema, or needs its own. */
    static List<Problem> problems(Database database, MigrationInfoService migrations) {
        return scripts(migrations).isEmpty() ? List.of() : List.of(new Problem(database.urlProperty(), ADVICE));
    }

    /** Lets the start that follows migrate nothing there. */
    static void leaveAtStart(Settings settings, PrintWriter err) {
        Database database = Database.asOwner(settings);
        if (DatabaseCheck.daemonMigrates(settings) && isAhead(database, settings)) {
            System.setProperty(DatabaseCheck.MIGRATE_AT_START, "false");
            err.println(new Problem(database.urlProperty(), ADVICE));
            err.flush();
        }
    }

    private static final String NEWEST = """
            select script from %s.flyway_schema_history
            where type = 'SQL' and version is not null and success
            order by installed_rank desc limit 1
            """;

    private static final String FOLDER = "db/migration";

    // Every start asks, and Flyway would take half a second for it, since it reads all scripts. In doubt, it is not
    // ahead.
    private static boolean isAhead(Database database, Settings settings) {
        if (!settings.text("quarkus.flyway.locations").orElseThrow().equals(FOLDER)) {
            return false;
        }
        String newest = NEWEST.formatted(settings.text("quarkus.flyway.schemas").orElseThrow());
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(newest)) {
            return found.next() && !isOurs(found.getString(1));
        } catch (SQLException e) {
            // Nothing was migrated yet, or the database went away: the start that follows says so.
            return false;
        }
    }

    /** @param script written with its folder by a start of the daemon, without by {@code catwalk migrate} */
    private static boolean isOurs(String script) {
        String name = script.substring(script.lastIndexOf('/') + 1);
        return NewerSchema.class.getResource("/" + FOLDER + "/" + name) != null;
    }
}
