package dev.catwalk.ops;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The configured database before there is an application, as one of the users who may work there. */
record Database(Settings settings, String usernameProperty, String passwordProperty) {
    private static final int SECONDS = 10;
    private static final String OWNER = "quarkus.flyway.username";
    private static final String OWNERS_PASSWORD = "quarkus.flyway.password";

    static Database asDaemon(Settings settings) {
        return new Database(settings, DatasourceCheck.USERNAME, DatasourceCheck.PASSWORD);
    }

    /** As the user who changes the schema: Flyway's own where there is one, else the daemon's. */
    static Database asOwner(Settings settings) {
        return settings.text(OWNER).isPresent() ? new Database(settings, OWNER, OWNERS_PASSWORD) : asDaemon(settings);
    }

    Connection connect() throws SQLException {
        return source().getConnection();
    }

    /** The migrations of this jar on this database, as Quarkus runs them at a start. */
    Flyway migrations() {
        return Flyway.configure()
                .dataSource(source())
                .schemas(settings.text("quarkus.flyway.schemas").orElseThrow())
                .locations(settings.text("quarkus.flyway.locations").orElseThrow())
                .createSchemas(true)
                .load();
    }

    /** By the SQL state, class or whole; the driver's own words name neither property nor password. */
    Problem refused(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String words = e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        return switch (state) {
            case "28P01", "28000" -> new Problem(usernameProperty + ", " + passwordProperty, words);
            case "08004" -> new Problem(passwordProperty, words);
            default -> new Problem(DatasourceCheck.URL, words);
        };
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.text(DatasourceCheck.URL).orElseThrow());
        source.setConnectTimeout(SECONDS);
        source.setLoginTimeout(SECONDS);
        settings.text(usernameProperty).ifPresent(source::setUser);
        settings.text(passwordProperty).ifPresent(source::setPassword);
        return source;
    }
}
