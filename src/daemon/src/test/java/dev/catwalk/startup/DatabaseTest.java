package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a refusal of the database says, and which property it names. */
class DatabaseTest {
    private final Database database = Database.asDaemon(Settings.of(new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(
                    Map.of(
                            "quarkus.datasource.jdbc.url",
                            "jdbc:postgresql://db/shop",
                            "quarkus.datasource.username",
                            "cat"),
                    "test",
                    100))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3D000 | database \"shop\" does not exist         | jdbc.url           | create database \"shop\" owner \"cat\" encoding 'UTF8'",
                "28P01 | password authentication failed           | username, quarkus.datasource.password | another password",
                "28000 | no pg_hba.conf entry for host, SSL off   | jdbc.url           | sslmode=require",
                "28000 | role \"cat\" is not permitted to log in  | username, quarkus.datasource.password | alter role NAME login",
                "42501 | permission denied for database \"shop\"  | username           | grant connect on database \"shop\"",
                "08004 | no password was provided                 | password           | set the password",
                "08004 | The server does not support SSL.         | jdbc.url           | sslmode",
                "53300 | sorry, too many clients already          | jdbc.url           | max_connections",
                "55000 | database \"shop\" is not currently accepting connections | jdbc.url | allow_connections true",
                "57P03 | the database system is starting up       | jdbc.url           | try again",
                "08001 | Connection to db:5432 refused.           | jdbc.url           | is it running and reachable",
            })
    void eachHasItsOwnAdvice(String state, String words, String property, String advice) {
        // when
        Database.Refusal refusal = database.refused(new SQLException("FATAL: " + words, state));

        // then
        assertThat(refusal.property()).isEqualTo("quarkus.datasource." + property);
        assertThat(refusal.seen()).isEqualTo("FATAL: " + words);
        assertThat(refusal.advice()).contains(advice);
    }

    @Test
    void whatIsBehindAnAttemptThatFailedIsReportedInWords() {
        assertThat(List.of(
                        seen(new UnknownHostException("db")),
                        seen(new SocketTimeoutException("Connect timed out")),
                        seen(new EOFException()),
                        seen(new SSLException("no cipher in common"))))
                .containsExactly(
                        "The connection attempt failed. (the host name is not resolved)",
                        "The connection attempt failed. (no answer in time)",
                        "The connection attempt failed. (it closed the connection)",
                        "The connection attempt failed. (no cipher in common)");
    }

    private String seen(IOException behind) {
        return database.refused(new SQLException("The connection attempt failed.", "08001", behind))
                .seen();
    }
}
