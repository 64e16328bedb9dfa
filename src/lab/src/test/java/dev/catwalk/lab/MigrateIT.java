package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Check.Problem;
import dev.catwalk.startup.DatabaseCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation whose daemon may not change the schema: {@code migrate} first, then {@code serve}. What concerns the daemon
 * alone stands in a file of its own, as service managers hand out secrets.
 */
class MigrateIT {
    private final Site site = Site.withoutTables(SimulatorOptions.builder().merchants(1));
    private final Map<String, String> environment = site.environment();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void daemonWithoutRightsOnTheSchemaStartsAfterMigrateOnly() throws IOException {
        // given
        createUsers();
        Path file = Files.writeString(
                folder.resolve("daemon.properties"),
                "quarkus.datasource.username=worker\nquarkus.flyway.migrate-at-start=false\n");
        environment.remove("QUARKUS_DATASOURCE_USERNAME");
        environment.put("SMALLRYE_CONFIG_LOCATIONS", file.toString());

        // when
        try (CatwalkProcess early = CatwalkProcess.start(environment, "serve")) {
            // then
            assertThat(early.awaitExit()).as(early.output()).isEqualTo(2);
            assertThat(early.out()).isEmpty();
            assertThat(early.err())
                    .matches(
                            "quarkus\\.flyway\\.migrate-at-start: is false, .* lacks \\d+ migrations; run: catwalk migrate\\R");
            assertThat(site.count("select count(*) from pg_namespace where nspname in ('app', 'reporting', 'quartz')"))
                    .isZero();
        }

        // when
        try (CatwalkProcess migrate = CatwalkProcess.start(ofOwner(), "migrate")) {
            // then
            assertThat(migrate.awaitExit()).as(migrate.output()).isZero();
            assertThat(migrate.out()).matches("migrations applied: \\d+\\R");
            assertThat(migrate.err()).isEmpty();
        }

        // when
        try (CatwalkProcess again = CatwalkProcess.start(ofOwner(), "migrate");
                CatwalkProcess daemon = CatwalkProcess.start(environment, "serve")) {
            // then
            assertThat(again.awaitExit()).as(again.output()).isZero();
            assertThat(again.out()).isEqualToNormalizingNewlines("nothing to do\n");
            daemon.awaitOutput("up;");
            assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
        }
    }

    @Test
    void migrateIsRefusedToAUserWhoIsNotKnown() {
        // given
        Map<String, String> stranger = ofOwner();
        stranger.put("QUARKUS_FLYWAY_USERNAME", "not_known");
        stranger.put("QUARKUS_FLYWAY_PASSWORD", "any");

        // when
        List<Problem> problems = DatabaseCheck.ofOwner().problems(Site.settings(stranger));

        // then
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.toString())
                .startsWith("quarkus.flyway.username, quarkus.flyway.password: "));
    }

    private void createUsers() {
        site.server().useHandle(handle -> {
            handle.execute("create role catwalk_daemon");
            handle.execute("create role worker login in role catwalk_daemon");
            handle.execute("create role owner login");
            handle.execute("grant create on database " + site.databaseName() + " to owner");
        });
    }

    /** The database and nothing else: a migration needs neither component nor keyset. */
    private Map<String, String> ofOwner() {
        Map<String, String> ofOwner = new TreeMap<>(environment);
        ofOwner.keySet().removeIf(name -> name.startsWith("CATWALK_"));
        ofOwner.remove("SMALLRYE_CONFIG_LOCATIONS");
        ofOwner.put("QUARKUS_DATASOURCE_USERNAME", "owner");
        return ofOwner;
    }
}
