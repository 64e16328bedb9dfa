package dev.catwalk.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        try (Connection connection = connect("postgres")) {
            assertThat(new ServerExamination(connection).findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.isFailure()).isFalse());
        }
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
        worker.jdbi().useHandle(handle -> {
            handle.execute("drop database if exists examined");
            handle.execute("create database examined template template0 " + options);
        });
        try (Connection connection = connect("examined");
                Statement statement = connection.createStatement()) {
            statement.execute(there);
            assertThat(new ServerExamination(connection).findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.isFailure()).isEqualTo(why != null);
                        assertThat(finding.seen()).contains(why == null ? "" : why);
                    });
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url.replaceAll("/[^/]*$", "/" + database), "postgres", "postgres");
    }
}
