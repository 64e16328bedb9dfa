package dev.catwalk.startup;

import dev.catwalk.startup.Check.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** The configured database before there is an application, as one of the users who may work there. */
public record Database(Settings settings, String urlProperty, String usernameProperty, String passwordProperty) {
    static final String OWNERS_URL = "quarkus.flyway.jdbc-url";
    static final String OWNER = "quarkus.flyway.username";
    private static final String OWNERS_PASSWORD = "quarkus.flyway.password";

    /** In seconds, where the URL does not say otherwise; a count over all tokens is the longest question. */
    private static final Map<PGProperty, String> DEFAULTS = Map.of(
            PGProperty.CONNECT_TIMEOUT, "10",
            PGProperty.LOGIN_TIMEOUT, "10",
            PGProperty.SOCKET_TIMEOUT, "300",
            PGProperty.TCP_KEEP_ALIVE, "true",
            PGProperty.APPLICATION_NAME, "catwalk",
            // A few questions gain nothing by it, and a connection pooler may lose it.
            PGProperty.PREPARE_THRESHOLD, "0");

    /** An index of a large table takes its time, whatever the URL says of an answer. In seconds: six hours. */
    static final int LONGEST_MIGRATION = 6 * 60 * 60;

    /** A reader of a table is waited for up to two minutes; one that never ends must not block the migration and all behind it. */
    private static final String WITHOUT_LIMIT =
            "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '2min'"
                    // Not known before PostgreSQL 17. A block, since Flyway prints what a question answers.
                    + "; do $$ begin perform set_config(name, '0', false) from pg_settings where name = 'transaction_timeout'; end $$";

    /** A second apart: as long as another lock is waited for. */
    private static final int LOCK_RETRIES = 120;

    public static Database asDaemon(Settings settings) {
        return new Database(settings, DatasourceCheck.URL, DatasourceCheck.USERNAME, DatasourceCheck.PASSWORD);
    }

    /** As the user who changes the schema: Flyway's own where there is one, else the daemon's. */
    public static Database asOwner(Settings settings) {
        String url = settings.text(OWNERS_URL).isPresent() ? OWNERS_URL : DatasourceCheck.URL;
        return settings.text(OWNER).isPresent()
                ? new Database(settings, url, OWNER, OWNERS_PASSWORD)
                : new Database(settings, url, DatasourceCheck.USERNAME, DatasourceCheck.PASSWORD);
    }

    public Connection connect() throws SQLException {
        return source().getConnection();
    }

    /** The migrations of this jar on this database, as Quarkus runs them at a start. */
    public Flyway migrations() {
        FluentConfiguration configuration = Flyway.configure()
                .schemas(settings.text("quarkus.flyway.schemas").orElseThrow())
                .locations(settings.text("quarkus.flyway.locations").orElseThrow())
                .createSchemas(true);
        migrateWith(configuration);
        return configuration.load();
    }

    /** On connections of their own, which the limits of the daemon's do not cut. */
    void migrateWith(FluentConfiguration configuration) {
        PGSimpleDataSource source = source();
        source.setSocketTimeout(LONGEST_MIGRATION);
        String own = configuration.getInitSql();
        configuration
                .dataSource(source)
                .lockRetryCount(LOCK_RETRIES)
                .initSql(own == null ? WITHOUT_LIMIT : WITHOUT_LIMIT + "; " + own);
    }

    /**
     * Why we were not let in.
     *
     * @param property the one to correct, unless the advice helps
     * @param seen the words of server or driver, which hold no password
     */
    public record Refusal(String property, String seen, String advice) {
        public Problem problem() {
            return new Problem(property, seen + "; " + advice);
        }
    }

    /** By the SQL state, since the words may be in any language. */
    public Refusal refused(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String words = e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        return switch (state) {
            case "3D000" ->
                new Refusal(
                        urlProperty,
                        words,
                        "create it: create database " + databaseName() + " owner " + ownerName()
                                + " encoding 'UTF8' template template0");
            case "28P01" ->
                new Refusal(
                        usernameProperty + ", " + passwordProperty,
                        words,
                        "the server has another password, or no such user");
            case "28000" ->
                words.contains("pg_hba.conf")
                        ? new Refusal(
                                urlProperty,
                                words,
                                "the server needs a line in its pg_hba.conf for this user and our address; where it accepts TLS only,"
                                        + " add sslmode=require to the URL")
                        : new Refusal(
                                usernameProperty + ", " + passwordProperty,
                                words,
                                "create the user, or let it log in: alter role NAME login");
            case "42501" ->
                new Refusal(
                        usernameProperty,
                        words,
                        "grant connect on database " + databaseName() + " to this user, and what db/roles.sql says");
            case "08004" ->
                words.contains("SSL")
                        ? new Refusal(urlProperty, words, "remove sslmode from the URL, or switch TLS on at the server")
                        : new Refusal(passwordProperty, words, "set the password");
            case "53300" ->
                new Refusal(
                        urlProperty,
                        words,
                        "raise max_connections of the server, or the limit of the role or database; each node uses up to"
                                + " quarkus.datasource.jdbc.max-size");
            case "55000" ->
                new Refusal(urlProperty, words, "alter database " + databaseName() + " with allow_connections true");
            case "57P03" -> new Refusal(urlProperty, words, "it starts, stops or recovers; try again when it is done");
            default -> new Refusal(urlProperty, words + cause(e), "is it running and reachable from here?");
        };
    }

    /** The driver keeps to itself what is behind an attempt that failed, such as a name that is not known. */
    private static String cause(SQLException e) {
        return switch (e.getCause()) {
            case UnknownHostException _ -> " (the host name is not resolved)";
            case SocketTimeoutException _ -> " (no answer in time)";
            case EOFException _ -> " (it closed the connection)";
            // The driver says this one.
            case ConnectException _ -> "";
            case IOException hidden when hidden.getMessage() != null -> " (" + hidden.getMessage() + ")";
            case null, default -> "";
        };
    }

    private String databaseName() {
        return '"' + source().getDatabaseName() + '"';
    }

    private String ownerName() {
        return '"' + asOwner(settings).source().getUser() + '"';
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        String url = settings.text(urlProperty).orElseThrow();
        source.setUrl(url);
        Properties chosen = Driver.parseURL(url, null);
        DEFAULTS.forEach((property, value) -> {
            if (!chosen.containsKey(property.getName())) {
                source.setProperty(property, value);
            }
        });
        settings.text(usernameProperty).ifPresent(source::setUser);
        settings.text(passwordProperty).ifPresent(source::setPassword);
        return source;
    }
}
