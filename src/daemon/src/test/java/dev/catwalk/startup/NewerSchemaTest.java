package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.doctor.MigrationsExamination;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.startup.Check.Problem;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This version on a database that a newer one has migrated: a table, a new view and a changed one. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class NewerSchemaTest {
    private static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";
    private static final String REFUSAL =
            "quarkus.datasource.jdbc.url: the schema is a newer version's; install that version here";

    @Inject
    Worker worker;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @BeforeEach
    void migrate() {
        worker.jdbi().useHandle(handle -> {
            handle.execute("drop database if exists newer");
            handle.execute("create database newer template template0 encoding 'UTF8'");
        });
        url = url.replaceAll("/[^/]*$", "/newer");
        Migrations.migrate(url + "?user=postgres&password=postgres");
        Jdbi.create(url, "postgres", "postgres").useHandle(handle -> {
            handle.execute("insert into app.flyway_schema_history values"
                    + " (998, '0999', 'next', 'SQL', 'V0999__next.sql', 1, 'postgres', now(), 1, true),"
                    + " (999, null, '99 next', 'SQL', 'R__99_next.sql', 1, 'postgres', now(), 1, true)");
            handle.execute("update app.flyway_schema_history set checksum = 1 where script like '%reporting_walk.sql'");
        });
    }

    @AfterEach
    void forget() {
        System.clearProperty(MIGRATE_AT_START);
    }

    @Test
    void migrateIsRefused() throws IOException {
        assertThat(DatabaseCheck.ofOwner().problems(settings(true)))
                .extracting(Problem::toString)
                .containsExactly(REFUSAL);
    }

    @Test
    void aStartThatWouldMigrateLeavesItAsItIs() throws IOException {
        // given
        StringWriter err = new StringWriter();

        // when
        NewerSchema.leaveAtStart(settings(true), new PrintWriter(err));

        // then
        assertThat(new DatabaseCheck().problems(settings(true))).isEmpty();
        assertThat(System.getProperty(MIGRATE_AT_START)).isEqualTo("false");
        assertThat(err.toString()).isEqualToIgnoringNewLines(REFUSAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from app.flyway_schema_history where version = '0999'",
                "delete from app.flyway_schema_history where version >= '0018'",
                "drop schema app cascade"
            })
    void aStartOnASchemaOfItsOwnOrAnOlderOneMigrates(String before) throws IOException {
        // given: a start of the daemon records scripts with their folder
        Jdbi.create(url, "postgres", "postgres").useHandle(handle -> {
            handle.execute(
                    "update app.flyway_schema_history set script = 'db/migration/' || script where version <> '0999'");
            handle.execute(before);
        });
        StringWriter err = new StringWriter();

        // when
        NewerSchema.leaveAtStart(settings(true), new PrintWriter(err));

        // then
        assertThat(System.getProperty(MIGRATE_AT_START)).isNull();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noneIsToldToMigrateItWithThisVersion() throws IOException {
        // when
        List<Problem> problems = new DatabaseCheck().problems(settings(false));
        List<Finding> findings =
                new MigrationsExamination(Database.asDaemon(settings(false)).migrations(), false).make();

        // then
        assertThat(problems).extracting(Problem::toString).containsExactly(REFUSAL);
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
            assertThat(finding.seen()).isEqualTo("the schema was made by a newer version: V0999__next.sql");
        });
    }

    private Settings settings(boolean migrateAtStart) throws IOException {
        return Settings.of(new SmallRyeConfigBuilder()
                .withSources(
                        new PropertiesConfigSource(Settings.class.getResource("/application.properties"), 250),
                        new PropertiesConfigSource(
                                Map.of(
                                        "quarkus.datasource.jdbc.url",
                                        url,
                                        "quarkus.datasource.username",
                                        "postgres",
                                        "quarkus.datasource.password",
                                        "postgres",
                                        "catwalk.token.keyset",
                                        Keyset.generate(),
                                        MIGRATE_AT_START,
                                        Boolean.toString(migrateAtStart)),
                                "test",
                                300)));
    }
}
