package dev.catwalk.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.doctor.PrivilegesExamination;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code doctor} looks for the very rights that R__90_grants.sql gives. */
class PrivilegesExaminationTest {
    private static final String DAEMON = "catwalk_daemon";

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @AfterEach
    void grantAgain() {
        database.execute("select app.grant_roles()");
    }

    @Test
    void theDaemonsRoleAndTheOwnerMayDoAll() throws SQLException {
        assertThat(examine(DAEMON).status()).isEqualTo(Status.OK);
        assertThat(examine("postgres").status()).isEqualTo(Status.OK);
    }

    @Test
    void everyRightThatIsTakenAwayIsMissed() throws SQLException {
        // given
        List<Map<String, Object>> granted = database.rows("""
                select lower(privilege_type) as privilege, table_schema || '.' || table_name as relation
                from information_schema.role_table_grants
                where grantee = 'catwalk_daemon' and table_schema in ('app', 'quartz', 'reporting')
                  and table_name <> 'flyway_schema_history'
                order by 2, 1""");
        assertThat(granted).hasSizeGreaterThan(100);

        for (Map<String, Object> right : granted) {
            // when
            database.execute(
                    "revoke %s on %s from catwalk_daemon".formatted(right.get("privilege"), right.get("relation")));
            Finding finding = examine(DAEMON);
            database.execute(
                    "grant %s on %s to catwalk_daemon".formatted(right.get("privilege"), right.get("relation")));

            // then
            assertThat(finding.status()).as("without " + right).isEqualTo(Status.FAIL);
            assertThat(finding.seen())
                    .isEqualTo("the user lacks %s on %s".formatted(right.get("privilege"), right.get("relation")));
        }
    }

    @Test
    void theOneColumnThatMayBeUpdatedIsMissed() throws SQLException {
        // given
        database.execute("revoke update (last_seen_at) on app.category_snapshot from catwalk_daemon");

        // then
        assertThat(examine(DAEMON).seen()).endsWith("update on app.category_snapshot (last_seen_at)");
    }

    @Test
    void theDatabasesClockIsMissed() throws SQLException {
        // given
        database.execute("revoke execute on function app.now() from catwalk_daemon");

        // then
        assertThat(examine(DAEMON).seen()).endsWith("execute on app.now()");
    }

    @Test
    void aStrangerLacksMoreThanCanBeNamed() throws SQLException {
        // when
        Finding finding = examine("pg_monitor");

        // then
        assertThat(finding.status()).isEqualTo(Status.FAIL);
        assertThat(finding.seen()).contains("and more on");
        assertThat(finding.advice()).contains("db/roles.sql", "catwalk_daemon");
    }

    private static Finding examine(String role) throws SQLException {
        try (Connection connection = database.connect(role)) {
            return new PrivilegesExamination(connection).findings().getFirst();
        }
    }
}
