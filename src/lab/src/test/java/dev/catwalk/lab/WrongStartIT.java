package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Check;
import dev.catwalk.startup.Check.Problem;
import dev.catwalk.startup.DatabaseCheck;
import dev.catwalk.startup.PortsCheck;
import dev.catwalk.startup.Settings;
import dev.catwalk.startup.StartupChecks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever keeps the daemon from starting: one line that names the property, exit code 2, nothing started. */
class WrongStartIT {
    private final Site site = Site.withoutTables(SimulatorOptions.builder().merchants(1));
    private final Map<String, String> environment = site.environment();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void everythingMissingIsNamed() {
        // given
        environment.clear();

        // when
        try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
            // then
            assertThat(daemon.awaitExit()).isEqualTo(2);
            assertThat(daemon.out()).isEmpty();
            assertThat(daemon.err().lines())
                    .hasSize(7)
                    .allMatch(line -> line.matches("(quarkus|catwalk)\\.[a-z.-]+: not set.*"));
        }
    }

    @Test
    void wrongValuesAreNamedByOtherCommandsToo() {
        // given
        environment.put("CATWALK_WALK_CONCURRENCY", "many");
        environment.put("CATWALK_COMPONENT_ENCODING_AES_KEY", "hush");

        // when
        try (CatwalkProcess walk = CatwalkProcess.start(environment, "walk")) {
            // then
            assertThat(walk.awaitExit()).isEqualTo(2);
            assertThat(walk.err().lines()).hasSize(2);
            assertThat(walk.err())
                    .contains("catwalk.walk.concurrency: ", "catwalk.component.encoding-aes-key: ")
                    .doesNotContain("hush");
        }
    }

    @Test
    void databaseThatIsNotThereIsNamed() {
        // given
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + FreePort.any() + "/catwalk");

        // then
        assertRefused("quarkus.datasource.jdbc.url: ", "refused");
    }

    @Test
    void databaseThatDoesNotExistIsNamed() {
        // given
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", site.jdbcUrl() + "_not");

        // then
        assertRefused("quarkus.datasource.jdbc.url: ", "does not exist; create it: create database");
    }

    @Test
    void wrongPasswordIsNamedAndNotShown() throws IOException {
        // given
        requirePasswordOf("stranger");
        environment.put("QUARKUS_DATASOURCE_USERNAME", "stranger");
        environment.put("QUARKUS_DATASOURCE_PASSWORD", "hush");

        // then
        assertRefused("quarkus.datasource.username, quarkus.datasource.password: ", "password authentication failed");
    }

    @Test
    void keysetThatDidNotEncryptTheStoredTicketIsRefused() {
        // given
        Migrations.migrate(site.jdbcUrl() + "?user=postgres");
        site.database().useHandle(handle -> {
            handle.execute("insert into app.component (component_appid, created_at) values ('wx1', now())");
            handle.execute("insert into app.component_token (component_appid, verify_ticket, verify_ticket_issued_at,"
                    + " verify_ticket_received_at) values ('wx1', '\\x0102030405060708', now(), now())");
        });

        // then
        assertRefused("catwalk.token.keyset: ", "is not the keyset that encrypted");
    }

    @Test
    void databaseWhereSomethingElseLivesIsRefusedByEveryStartAndLeftAlone() {
        // given
        site.database().useHandle(handle -> {
            handle.execute("create schema app");
            handle.execute("create table app.customer (id int)");
        });
        environment.put("QUARKUS_FLYWAY_BASELINE_ON_MIGRATE", "true");

        // then
        assertRefused("quarkus.datasource.jdbc.url: ", "something else, with app.customer");
        assertRefused("quarkus.datasource.jdbc.url: ", "something else, with app.customer", DatabaseCheck.ofOwner());
        assertThat(site.count("select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
                        + " where nspname in ('app', 'quartz', 'reporting')"))
                .isEqualTo(1);
    }

    @Test
    void databaseOfAnUnreleasedBuildIsRefusedByEveryStart() {
        // given
        Migrations.migrate(site.jdbcUrl() + "?user=postgres");
        site.database().useHandle(handle -> handle.execute("update app.flyway_schema_history set checksum = 1"));

        // then
        assertRefused("quarkus.datasource.jdbc.url: ", "unreleased build of Catwalk");
        assertRefused("quarkus.datasource.jdbc.url: ", "unreleased build of Catwalk", DatabaseCheck.ofOwner());
    }

    @Test
    void commandOnADatabaseWithoutTablesIsToldWhatMakesThem() {
        // when
        try (CatwalkProcess users = CatwalkProcess.start(environment, "users", "list")) {
            // then
            assertThat(users.awaitExit()).isEqualTo(2);
            assertThat(users.out()).isEmpty();
            assertThat(users.err())
                    .matches("quarkus\\.datasource\\.jdbc\\.url: this database lacks \\d+ migrations;"
                            + " run: catwalk migrate, or start the daemon\\R");
        }
    }

    @Test
    void commandsWorkWhileAViewWaitsForTheStartOfTheDaemon() {
        // given
        Migrations.migrate(site.jdbcUrl() + "?user=postgres");
        site.database()
                .useHandle(handle -> handle.execute(
                        "update app.flyway_schema_history set checksum = 1 where script like '%reporting_walk.sql'"));
        DatabaseCheck ofCommand = DatabaseCheck.withTables();

        // then
        assertThat(ofCommand.problems(Site.settings(environment))).isEmpty();

        // given
        environment.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");

        // then
        assertRefused("quarkus.flyway.migrate-at-start: is false, ", "lacks 1 migrations", ofCommand);
    }

    @Test
    void portInUseIsNamed() throws IOException {
        // given
        try (ServerSocket _ = new ServerSocket(site.managementPort(), 1, InetAddress.getLoopbackAddress())) {
            // then
            assertRefused("quarkus.management.port: ", Integer.toString(site.managementPort()));
        }
    }

    @Test
    void databaseThatMayNotBeMigratedIsReportedInOneLine() {
        // given
        site.server().useHandle(handle -> handle.execute("create role guest login"));
        environment.put("QUARKUS_DATASOURCE_USERNAME", "guest");

        // when
        try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
            // then
            assertThat(daemon.awaitExit()).isEqualTo(2);
            assertThat(daemon.err()).contains("catwalk: the database could not be migrated: ", "permission denied");
            assertThat(daemon.output()).doesNotContain("\tat ");
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSignalBeforeTheApplicationIsThereEndsTheStartWithZero(@TempDir Path folder) throws Exception {
        // given
        Path keyset = folder.resolve("keyset.json");
        assertThat(new ProcessBuilder("mkfifo", keyset.toString()).start().waitFor())
                .isZero();
        environment.remove("CATWALK_TOKEN_KEYSET");
        environment.put("CATWALK_TOKEN_KEYSET_FILE", keyset.toString());

        // when
        try (CatwalkProcess daemon = CatwalkProcess.start(environment);
                // Returns when the daemon reads it, and keeps it waiting for what is in it.
                OutputStream _ = Files.newOutputStream(keyset)) {
            CatwalkProcess.Ending ending = daemon.terminate();

            // then
            assertThat(ending.exitCode()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThat(daemon.output()).isEmpty();
        }
    }

    /** As a process is that {@link #everythingMissingIsNamed}; these checks need none. */
    private void assertRefused(String property, String why) {
        assertRefused(property, why, new DatabaseCheck(), new PortsCheck());
    }

    private void assertRefused(String property, String why, Check... checks) {
        Settings settings = Site.settings(environment);
        assertThat(StartupChecks.problems(settings)).isEmpty();
        List<Problem> problems = Stream.of(checks)
                .flatMap(check -> check.problems(settings).stream())
                .toList();
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.toString())
                .startsWith(property)
                .contains(why)
                .doesNotContain("hush"));
    }

    /** The servers of tests trust everybody; not this one user. */
    private void requirePasswordOf(String user) throws IOException {
        String file = site.server().withHandle(handle -> {
            handle.execute("create role " + user + " login password 'right'");
            return handle.select("show hba_file").mapTo(String.class).one();
        });
        Path rules = Path.of(file);
        Files.writeString(rules, "host all " + user + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        site.server().useHandle(handle -> handle.select("select pg_reload_conf()")
                .mapTo(Boolean.class)
                .one());
    }
}
