package dev.catwalk.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;

/** How long a daemon waits for its database, unless an operator says otherwise. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SessionLimitsTest {
    @Inject
    Worker worker;

    @Inject
    AgroalDataSource dataSource;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.transaction-manager.default-transaction-timeout")
    Duration transaction;

    @Test
    void everyWaitEndsWithinAMinuteAndTheServersBeforeOurs() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(setting(connection, "statement_timeout")).isEqualTo("40s");
            assertThat(Duration.ofMillis(connection.getNetworkTimeout())).isEqualTo(Duration.ofSeconds(50));
            assertThat(transaction).isEqualTo(Duration.ofSeconds(60));
            assertThat(setting(connection, "lock_timeout")).isEqualTo("20s");
            assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                    .isEqualTo("1min");
            assertThat(setting(connection, "idle_session_timeout")).isEqualTo("15min");
            assertThat(SessionLimits.isPooledElsewhere(connection)).isFalse();
        }
    }

    @Test
    void whatTheUrlSaysStays() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(url + "?options=-c%20statement_timeout=7s", user, user)) {
            // when
            new SessionLimits().onConnectionCreate(connection);

            // then
            assertThat(setting(connection, "statement_timeout")).isEqualTo("7s");
            assertThat(setting(connection, "lock_timeout")).isEqualTo("20s");
        }
    }

    @Test
    void aStricterIsolationThatTheDatabaseAsksForIsNotOurs() throws SQLException {
        // given
        alterDatabase("set default_transaction_isolation = ''repeatable read''");
        try {
            // when
            dataSource.flush(AgroalDataSource.FlushMode.IDLE);

            // then
            Awaitility.await().untilAsserted(() -> {
                try (Connection connection = dataSource.getConnection()) {
                    assertThat(isYoungerThanTheSetting(connection)).isTrue();
                    assertThat(setting(connection, "transaction_isolation")).isEqualTo("read committed");
                }
            });
        } finally {
            alterDatabase("reset default_transaction_isolation");
        }
    }

    /** The server tells a session that inherited it so. */
    private static boolean isYoungerThanTheSetting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select reset_val = 'repeatable read' from pg_settings where name = 'default_transaction_isolation'")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void alterDatabase(String how) {
        worker.jdbi().useHandle(handle -> handle.execute("""
                do $$ begin
                  execute format('alter database %%I %s', current_database());
                end $$
                """.formatted(how)));
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "?prepareThreshold=3, 3"})
    void behindAPoolerNothingIsPreparedUnlessChosenAndWhatAnotherClientSetIsSetAgain(String options, int threshold)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url + options, user, user);
                Statement ofAnotherClient = connection.createStatement()) {
            // given
            ofAnotherClient.execute("set statement_timeout = '7s'");

            // when
            new SessionLimits().onConnectionCreate(pooledElsewhere(connection));

            // then
            assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                    .isEqualTo(threshold);
            assertThat(setting(connection, "statement_timeout")).isEqualTo("40s");
        }
    }

    /** The process that greeted us is not the one that works. */
    private static Connection pooledElsewhere(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                SessionLimitsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class, PGConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwrap" -> proxy;
                    case "getBackendPID" -> 0;
                    default -> method.invoke(connection, arguments);
                });
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
