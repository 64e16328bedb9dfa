package dev.catwalk.testing;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.KeysetSource;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A real PostgreSQL and the configuration of a worker whose platform is the simulated one. Annotate every application test
 * with {@code @WithTestResource(CatwalkTestResource.class)}: then all share one application.
 */
public class CatwalkTestResource implements QuarkusTestResourceLifecycleManager {
    /** Where {@link Worker} starts a fresh simulated platform for each test. */
    static final int PLATFORM_PORT = FreePort.any();

    /** The daemon works as this user, who has nothing but the role {@code catwalk_daemon}; only Flyway owns the tables. */
    private static final String DAEMON = "catwalk_app";

    private static final int SESSIONS = 20;

    /** The worker's keyset was rotated once: this is the one before, which opens and encrypts what is old. */
    public static final String KEYSET_BEFORE = Keyset.generate();

    /** The component is in the middle of a key change. */
    public static final String PREVIOUS_AES_KEY = "previousKeyOfTheComponent0123456789ABCDEFGH";

    private static EmbeddedPostgres postgres;
    private static AgroalDataSource ownersSessions;

    /** The database as its owner, by sessions of their own, in which a test may set what it likes. */
    static DataSource ownersDatabase() {
        return postgres.getPostgresDatabase();
    }

    /** The same by sessions that are used again and again: a new one costs more than most questions of a test. */
    static DataSource ownersSessions() {
        return ownersSessions;
    }

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.builder()
                    // Another zone than the JVM's, so that a mistake with zones shows.
                    .setServerConfig("timezone", "Pacific/Auckland")
                    .setServerConfig("max_connections", "100")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            createRoles();
            ownersSessions = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(SESSIONS)
                            .connectionFactoryConfiguration(
                                    sessions -> sessions.jdbcUrl(postgres.getJdbcUrl("postgres", "postgres")))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres");
        config.put("quarkus.datasource.username", DAEMON);
        config.put("quarkus.datasource.password", DAEMON);
        config.put("quarkus.flyway.username", "postgres");
        config.put("quarkus.flyway.password", "postgres");
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put("catwalk.component.appid", component.appid());
        config.put("catwalk.component.secret", component.secret());
        config.put("catwalk.component.push-token", component.pushToken());
        config.put("catwalk.component.encoding-aes-key", component.encodingAesKey());
        config.put("catwalk.component.previous-encoding-aes-key", PREVIOUS_AES_KEY);
        config.put("catwalk.platform.url", "http://127.0.0.1:" + PLATFORM_PORT);
        // Beyond what a busy machine needs to answer, so that only tests that want one meet a time-out.
        config.put("catwalk.platform.timeout", "5s");
        // Longer than an open circuit stays so, and no longer than a test should wait for one that does not close.
        config.put("catwalk.platform.outage-patience", "6500ms");
        config.put("catwalk.authorize.base-url", "https://login.example/");
        config.put("catwalk.authorize.page-url", "http://127.0.0.1:" + PLATFORM_PORT);
        config.put("catwalk.platform.proxy", "off");
        config.put("catwalk.alert.proxy", "off");
        config.put("catwalk.token.keyset", rotatedKeyset());
        // Leases are renewed three times in this time, and that is real time.
        config.put("catwalk.token.refresh-lease", "3s");
        config.put("catwalk.walk.max-calls-per-second", "100000");
        config.put("catwalk.walk.page-size", "40");
        config.put("catwalk.console.auth", "users");
        config.put("catwalk.console.trusted-proxies", "127.0.0.1");
        config.putAll(Receivers.configuration());
        config.putAll(RelaySink.configuration());
        return config;
    }

    private static String rotatedKeyset() {
        return new KeysetSource(Optional.empty(), Optional.of(KEYSET_BEFORE), Optional.empty())
                .open()
                .rotated()
                .json();
    }

    /** As a DBA does before the first start: the file in db/, without what only psql understands. */
    private static void createRoles() throws IOException {
        String script = Files.readAllLines(Path.of("../../db/roles.sql")).stream()
                .filter(line -> !line.startsWith("\\"))
                .collect(Collectors.joining("\n"));
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
            statement.execute("create user " + DAEMON + " password '" + DAEMON + "'");
            statement.execute("grant catwalk_daemon to " + DAEMON);
        } catch (SQLException e) {
            throw new IllegalStateException("the roles could not be created", e);
        }
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                ownersSessions.close();
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
