package dev.catwalk.startup;

import dev.catwalk.database.SessionLimits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * What answers at the database's address: new enough, in UTF8, one that can be written to, with no tables in our schemas but
 * those of a released version.
 */
public final class ServerExamination implements Examination {
    private static final int OLDEST = 14;
    private static final String ENCODING = "UTF8";
    private static final String A_NEW_ONE = "create database NAME owner USER encoding 'UTF8' template template0";

    private final Connection connection;
    private final Flyway migrations;

    /** @param migrations those of this version, on the same database */
    public ServerExamination(Connection connection, Flyway migrations) {
        this.connection = connection;
        this.migrations = migrations;
    }

    @Override
    public String subject() {
        return "database";
    }

    private static final String SERVER = """
            select current_setting('server_version'), current_database(), current_user,
              current_setting('transaction_read_only')::boolean, current_setting('server_encoding')
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
            if (!row.getString(5).equals(ENCODING)) {
                return List.of(Finding.fail(
                        subject(),
                        seen + ", encoding " + row.getString(5),
                        "UTF8 is needed, names are Chinese; an encoding cannot be changed: " + A_NEW_ONE));
            }
            if (row.getBoolean(4)) {
                return List.of(Finding.fail(
                        subject(),
                        seen + ", which accepts no writes",
                        "point quarkus.datasource.jdbc.url at the primary, not at a standby or a read-only database"));
            }
            List<Finding> foreign = foreign(seen);
            return foreign.isEmpty() ? List.of(Finding.ok(subject(), seen + pooler())) : foreign;
        }
    }

    // By the catalog, since a name in a schema that may not be used cannot be resolved.
    private static final String HISTORY = """
            select has_schema_privilege(pg_namespace.oid, 'usage') and has_table_privilege(pg_class.oid, 'select')
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = 'app' and relname = 'flyway_schema_history'
            """;

    // Written with the folder by one start, without by another. A baseline says that something was there before, which
    // can only be something else's.
    private static final String MADE_BY = """
            select case
              when not bool_or(version is not null) then 'nothing'
              when bool_or(script like '%V0001__quartz.sql') and not bool_or(type = 'BASELINE') then 'catwalk'
              else 'another' end
            from app.flyway_schema_history
            """;

    /** Something in a schema that we would make, but for what belongs to an extension and the history of migrations. */
    private static final String OCCUPIED = """
            select nspname || '.' || name from (
              select relnamespace, relname, oid from pg_class where relname not like 'flyway_schema_history%'
              union all
              select pronamespace, proname, oid from pg_proc) as things (namespace, name, id)
            join pg_namespace on pg_namespace.oid = namespace
            where nspname in ('app', 'quartz', 'reporting')
              and not exists (select from pg_depend where objid = id and deptype = 'e')
            order by nspname, name limit 1
            """;

    private List<Finding> foreign(String seen) throws SQLException {
        Optional<String> readable = first(HISTORY);
        if (readable.equals(Optional.of("f"))) {
            // Another line says which privileges the user lacks.
            return List.of();
        }
        String madeBy = readable.isEmpty() ? "nothing" : first(MADE_BY).orElse("nothing");
        return switch (madeBy) {
            case "catwalk" -> unreleased(seen);
            case "nothing" ->
                first(OCCUPIED).map(thing -> occupied(seen, thing)).stream().toList();
            default -> List.of(occupied(seen, "app.flyway_schema_history"));
        };
    }

    private Finding occupied(String seen, String thing) {
        return Finding.fail(
                subject(),
                seen + ", where a schema of ours belongs to something else, with " + thing + "; nothing was changed",
                "give Catwalk a database to itself, a baseline does not help: " + A_NEW_ONE);
    }

    /** A released migration never changes, and none is taken away: what this version does not know was never released. */
    private List<Finding> unreleased(String seen) {
        return Arrays.stream(migrations.info().applied())
                .filter(MigrationInfo::isVersioned)
                .filter(applied ->
                        !applied.isChecksumMatching() || applied.getState() == MigrationState.MISSING_SUCCESS)
                .findFirst()
                .map(applied -> Finding.fail(
                        subject(),
                        seen + ", whose tables an unreleased build of Catwalk made: " + applied.getScript()
                                + " was different then; nothing was changed",
                        "such tables cannot be migrated, give Catwalk a new database: " + A_NEW_ONE))
                .stream()
                .toList();
    }

    /** The first column of the first row; empty without a row, or when it is null. */
    private Optional<String> first(String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private String pooler() throws SQLException {
        return SessionLimits.isPooledElsewhere(connection)
                ? ", through a connection pooler: nothing is prepared, and if it pools by transaction, alerts leave within two seconds"
                : "";
    }
}
