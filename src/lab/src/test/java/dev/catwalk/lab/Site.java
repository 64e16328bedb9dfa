package dev.catwalk.lab;

import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.TestKeysets;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.startup.Settings;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** An installation for processes to run on: a database of its own, the simulated platform, and the configuration for both. */
final class Site implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String keyset = Keyset.generate();
    private final int httpPort = FreePort.any();
    private final int managementPort = FreePort.any();
    private final String database = "site_" + NUMBER.incrementAndGet();
    private final SimulatedPlatform platform;

    private Site(SimulatorOptions.Builder options, String template) {
        server().useHandle(handle -> handle.execute("create database " + database + " template " + template));
        String pushes = "http://127.0.0.1:" + httpPort + "/push/" + component();
        this.platform = SimulatedPlatform.start(options.ticketInterval(Duration.ZERO)
                .pushTargets(new PushTargets(pushes, pushes + "/$APPID$"))
                .build());
    }

    /** Its database has all tables: that a daemon makes them takes each of many tests a second. */
    static Site with(SimulatorOptions.Builder options) {
        return new Site(options, Template.NAME);
    }

    static Site withoutTables(SimulatorOptions.Builder options) {
        return new Site(options, "template1");
    }

    SimulatedPlatform platform() {
        return platform;
    }

    /** The server the database is on, as its owner. */
    Jdbi server() {
        return Jdbi.create(Server.POSTGRES.getPostgresDatabase());
    }

    String databaseName() {
        return database;
    }

    Jdbi database() {
        return database(database);
    }

    /** Another database of the same server. */
    Jdbi database(String name) {
        return Jdbi.create(Server.POSTGRES.getDatabase("postgres", name));
    }

    /** What a process needs to run here; tests change it at will. */
    Map<String, String> environment() {
        ComponentCredentials component = platform.component().credentials();
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("CATWALK_PLATFORM_URL", platform.uri().toString());
        environment.put("CATWALK_COMPONENT_APPID", component.appid());
        environment.put("CATWALK_COMPONENT_SECRET", component.secret());
        environment.put("CATWALK_COMPONENT_PUSH_TOKEN", component.pushToken());
        environment.put("CATWALK_COMPONENT_ENCODING_AES_KEY", component.encodingAesKey());
        environment.put("CATWALK_TOKEN_KEYSET", keyset);
        environment.put("CATWALK_WALK_SCHEDULE", "off");
        environment.put("CATWALK_WALK_UNDER_REVIEW_SCHEDULE", "off");
        return environment;
    }

    /** The configuration as a process with this environment reads it. */
    static Settings settings(Map<String, String> environment) {
        try {
            return Settings.of(ConfigUtils.emptyConfigBuilder()
                    .setAddDefaultSources(false)
                    .withSources(
                            new PropertiesConfigSource(Settings.class.getResource("/application.properties"), 250),
                            new EnvConfigSource(environment, 300)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + databasePort() + "/" + database;
    }

    int databasePort() {
        return Server.POSTGRES.getPort();
    }

    int httpPort() {
        return httpPort;
    }

    int managementPort() {
        return managementPort;
    }

    String keyset() {
        return keyset;
    }

    static String component() {
        return ComponentCredentials.DEFAULT.appid();
    }

    /** As if a daemon had taken in the platform's push; the tables must be there. */
    void storeTicket() {
        database().useHandle(handle -> {
            handle.execute("insert into app.component values (?, now()) on conflict do nothing", component());
            handle.execute("""
                    insert into app.component_token
                      (component_appid, verify_ticket, verify_ticket_issued_at, verify_ticket_received_at)
                    values (?, ?, now(), now())
                    on conflict (component_appid) do update set verify_ticket = excluded.verify_ticket,
                      verify_ticket_issued_at = now(), verify_ticket_received_at = now()
                    """, component(), encrypted(platform.component().ticket()));
        });
    }

    private byte[] encrypted(String ticket) {
        return TestKeysets.encrypt(keyset, ticket, EncryptedColumn.VERIFY_TICKET, component());
    }

    /** The number a query of one column and one row comes to. */
    long count(String sql, Object... arguments) {
        return database()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(Long.class).one());
    }

    /** Merchants per outcome, so far. */
    Map<String, Integer> ledger(long walkId) {
        return database().withHandle(handle -> handle.select(
                        "select outcome, merchants from reporting.walk_ledger where walk_id = ?", walkId)
                .collectRows(Collectors.toMap(
                        row -> row.getColumn(1, String.class), row -> row.getColumn(2, Integer.class))));
    }

    boolean isCompleted(long walkId) {
        return count("select count(*) from reporting.walk where walk_id = ? and state = 'completed'", walkId) == 1;
    }

    @Override
    public void close() {
        platform.close();
    }

    private static final class Template {
        private static final String NAME = make("with_tables");

        private static String make(String name) {
            Jdbi.create(Server.POSTGRES.getPostgresDatabase())
                    .useHandle(handle -> handle.execute("create database " + name));
            Migrations.migrate(Server.POSTGRES.getJdbcUrl("postgres", name));
            return name;
        }
    }

    /** One server for all sites; it ends with the virtual machine. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
