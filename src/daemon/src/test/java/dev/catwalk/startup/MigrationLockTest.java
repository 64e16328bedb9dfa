package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.catwalk.launch.StartFailure;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class MigrationLockTest {
    /** Flyway's, of its table. */
    private static final long LOCK = 77431708279161L + "\"app\".\"flyway_schema_history\"".hashCode();

    @Inject
    Worker worker;

    @Test
    void aSessionThatHoldsTheLockOfTheMigrationsIsNotWaitedForForEver() {
        // given
        Configuration daemons =
                Database.asOwner(Settings.ofApplication()).migrations().getConfiguration();
        Flyway impatient =
                Flyway.configure().configuration(daemons).lockRetryCount(1).load();

        // when
        Throwable failure;
        try (Handle holder = worker.jdbi().open()) {
            holder.select("select pg_advisory_lock(?)", LOCK).mapToMap().one();
            failure = catchThrowable(impatient::migrate);
        }

        // then
        assertThat(daemons.getLockRetryCount()).isEqualTo(120);
        assertThat(StartFailure.known(failure)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("the database could not be migrated: another session has held the lock")
                .doesNotContain("\n"));
    }

    @Test
    void noLimitOfTheRoleCutsAMigration() throws SQLException {
        // given
        Database owners = Database.asOwner(Settings.ofApplication());
        try (Connection connection = owners.connect();
                Statement session = connection.createStatement()) {
            session.execute("set statement_timeout = '1min'; set transaction_timeout = '1min'");

            // when
            session.execute(owners.migrations().getConfiguration().getInitSql());

            // then
            assertThat(session.executeQuery(
                                    "select from pg_settings where name in ('statement_timeout', 'transaction_timeout') and setting <> '0'")
                            .next())
                    .isFalse();
        }
    }
}
