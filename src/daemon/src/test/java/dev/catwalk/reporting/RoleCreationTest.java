package dev.catwalk.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever comes first, the migrations or the DBA with {@code db/roles.sql}: in the end both roles have their rights.
 *
 * <p>Roles belong to the server, so these tests have one of their own; each makes the user that migrates and its database.
 */
class RoleCreationTest {

    private static final String SERVER = ReportingDatabase.startServer();
    private static final String ADMINISTRATION = SERVER + "postgres?user=postgres";
    private static final String DATABASE = SERVER + "catwalk?user=postgres";
    private static final String DATABASE_AS_OWNER = SERVER + "catwalk?user=owner";

    @AfterEach
    void dropDatabaseAndRoles() throws SQLException {
        execute(ADMINISTRATION, "drop database catwalk");
        execute(ADMINISTRATION, "drop role if exists catwalk_reporter, catwalk_daemon");
        execute(ADMINISTRATION, "drop role owner");
    }

    @Test
    void anOwnerThatMayCreateRolesCreatesTheReader() throws SQLException {
        // given
        ownerAndDatabase("createrole");

        // when
        Migrations.migrate(DATABASE_AS_OWNER);

        // then
        assertThat(mayReadViews("catwalk_reporter")).isTrue();
        assertThat(exists("catwalk_daemon")).isFalse();
    }

    @Test
    void anOwnerThatMayNotLeavesItToTheScript() throws SQLException {
        // given
        ownerAndDatabase("nocreaterole");
        Migrations.migrate(DATABASE_AS_OWNER);
        var createdByMigration = exists("catwalk_reporter");

        // when
        execute(DATABASE, Migrations.rolesScript());

        // then
        assertThat(createdByMigration).isFalse();
        assertThat(mayReadViews("catwalk_reporter")).isTrue();
        assertThat(mayReadViews("catwalk_daemon")).isTrue();
        assertThat(mayInsertMerchants("catwalk_daemon")).isTrue();
    }

    @Test
    void theScriptMayComeBeforeTheFirstStart() throws SQLException {
        // given
        ownerAndDatabase("nocreaterole");
        execute(DATABASE, Migrations.rolesScript());

        // when
        Migrations.migrate(DATABASE_AS_OWNER);

        // then
        assertThat(mayReadViews("catwalk_reporter")).isTrue();
        assertThat(mayInsertMerchants("catwalk_daemon")).isTrue();
    }

    @Test
    void theScriptMayBeRunAgain() throws SQLException {
        // given
        ownerAndDatabase("createrole");
        execute(DATABASE, Migrations.rolesScript());
        Migrations.migrate(DATABASE_AS_OWNER);

        // when
        execute(DATABASE, Migrations.rolesScript());
        execute(DATABASE, Migrations.rolesScript());

        // then
        assertThat(mayReadViews("catwalk_reporter")).isTrue();
        assertThat(mayInsertMerchants("catwalk_daemon")).isTrue();
    }

    @Test
    void aViewTheOwnerAddsAfterTheScriptIsReadable() throws SQLException {
        // given
        ownerAndDatabase("nocreaterole");
        Migrations.migrate(DATABASE_AS_OWNER);
        execute(DATABASE, Migrations.rolesScript());

        // when
        execute(DATABASE_AS_OWNER, "create view reporting.later as select 1 as one");

        // then
        assertThat(is("has_table_privilege('catwalk_reporter', 'reporting.later', 'select')"))
                .isTrue();
    }

    private static void ownerAndDatabase(String mayCreateRoles) throws SQLException {
        execute(ADMINISTRATION, "create role owner login " + mayCreateRoles);
        execute(ADMINISTRATION, "create database catwalk owner owner");
    }

    private static boolean mayReadViews(String role) throws SQLException {
        return is("has_schema_privilege('" + role + "', 'reporting', 'usage')")
                && is("(select bool_and(has_table_privilege('" + role + "', oid, 'select')) from pg_class "
                        + "where relnamespace = 'reporting'::regnamespace and relkind = 'v')");
    }

    private static boolean mayInsertMerchants(String role) throws SQLException {
        return is("has_schema_privilege('" + role + "', 'app', 'usage')")
                && is("has_table_privilege('" + role + "', 'app.merchant', 'insert')");
    }

    private static boolean exists(String role) throws SQLException {
        return is("exists (select from pg_roles where rolname = '" + role + "')");
    }

    private static boolean is(String condition) throws SQLException {
        try (var connection = DriverManager.getConnection(DATABASE);
                var statement = connection.createStatement();
                var result = statement.executeQuery("select " + condition)) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
