package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.reporting.Migrations;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which databases cannot be ours. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ServerExaminationTest {
    @Inject
    Worker worker;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Test
    void ourOwnIsInOrder() throws SQLException {
        assertThat(findings("postgres")).singleElement().satisfies(finding -> assertThat(finding.isFailure())
                .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update app.flyway_schema_history set checksum = checksum + 1 where version = '0001'",
                "update app.flyway_schema_history set version = '0002.1' where version = '0002'"
            })
    void oneOfAnUnreleasedBuildIsRefused(String difference) throws SQLException {
        // given
        make("encoding 'UTF8'");
        Migrations.migrate(address("examined") + "?user=postgres&password=postgres");

        // then
        assertThat(findings("examined")).noneMatch(Finding::isFailure);

        // when
        execute(difference);

        // then
        assertThat(findings("examined")).singleElement().satisfies(finding -> {
            assertThat(finding.isFailure()).isTrue();
            assertThat(finding.seen()).contains("unreleased build of Catwalk", ".sql was different then");
            assertThat(finding.advice()).contains("create database NAME owner");
        });
    }

    /** Daemons of two versions run side by side during an upgrade. */
    @Test
    void oneOfANewerVersionIsInOrder() throws SQLException {
        // given
        make("encoding 'UTF8'");
        Migrations.migrate(address("examined") + "?user=postgres&password=postgres");

        // when
        execute("insert into app.flyway_schema_history"
                + " select 999, '0999', 'next', 'SQL', 'V0999__next.sql', 1, 'postgres', now(), 1, true");

        // then
        assertThat(findings("examined")).noneMatch(Finding::isFailure);
    }

    @ParameterizedTest
    @CsvSource({"SQL_ASCII", "EUC_CN", "LATIN1"})
    void oneInAnotherEncodingIsRefused(String encoding) throws SQLException {
        assertRefused("encoding '" + encoding + "' locale 'C'", "", "encoding " + encoding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "create schema app; create table app.customer (id int)                         | app.customer",
                "create schema quartz; create table quartz.qrtz_triggers (id int)              | quartz.qrtz_triggers",
                "create schema reporting; create view reporting.sales as select 1 as n         | reporting.sales",
                "create schema app; create function app.f() returns int language sql as 'select 1' | app.f",
                "create schema app; create table app.flyway_schema_history as select '1' as version, 'SQL' as type, 'V1__shop.sql' as script | app.flyway_schema_history",
                "create schema app; create table app.flyway_schema_history as select '1' as version, 'BASELINE' as type, 'x' as script union select '2', 'SQL', 'V0001__quartz.sql' | app.flyway_schema_history",
                "create schema app; create schema quartz                                       | -",
                "create table public.flyway_schema_history (id int); create table public.customer (id int) | -"
            })
    void oneWhereSomethingElseLivesInASchemaOfOursIsRefused(String there, String thing) throws SQLException {
        assertRefused("encoding 'UTF8'", there, thing);
    }

    /** @param why null when it is not refused */
    private void assertRefused(String options, String there, String why) throws SQLException {
        make(options);
        execute(there);
        assertThat(findings("examined")).singleElement().satisfies(finding -> {
            assertThat(finding.isFailure()).isEqualTo(why != null);
            assertThat(finding.seen()).contains(why == null ? "" : why);
        });
    }

    private List<Finding> findings(String database) throws SQLException {
        Flyway migrations = Flyway.configure()
                .dataSource(address(database), "postgres", "postgres")
                .schemas("app")
                .locations("db/migration")
                .load();
        try (Connection connection = connect(database)) {
            return new ServerExamination(connection, migrations).findings();
        }
    }

    private void make(String options) {
        worker.jdbi().useHandle(handle -> {
            handle.execute("drop database if exists examined");
            handle.execute("create database examined template template0 " + options);
        });
    }

    private void execute(String statements) throws SQLException {
        try (Connection connection = connect("examined");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(address(database), "postgres", "postgres");
    }

    private String address(String database) {
        return url.replaceAll("/[^/]*$", "/" + database);
    }
}
