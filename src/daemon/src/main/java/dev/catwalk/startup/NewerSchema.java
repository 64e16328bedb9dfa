package dev.catwalk.startup;

import java.io.PrintWriter;
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
    public static void leaveAtStart(Settings settings, PrintWriter err) {
        if (!DatabaseCheck.daemonMigrates(settings)) {
            return;
        }
        Database database = Database.asOwner(settings);
        List<Problem> newer = problems(database, database.migrations().info());
        if (!newer.isEmpty()) {
            System.setProperty(DatabaseCheck.MIGRATE_AT_START, "false");
            newer.forEach(err::println);
            err.flush();
        }
    }
}
