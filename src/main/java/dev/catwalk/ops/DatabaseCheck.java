package dev.catwalk.ops;

import dev.catwalk.token.StoredSecrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** That the database answers, lets us in, is new enough, and holds no secrets of another keyset. */
final class DatabaseCheck implements Check {
    private static final int OLDEST = 14;
    private static final int SECONDS = 10;

    @Override
    public List<Problem> problems(Settings settings) {
        try (Connection connection = source(settings).getConnection()) {
            return problems(settings, connection);
        } catch (SQLException e) {
            return List.of(refused(e));
        }
    }

    private static PGSimpleDataSource source(Settings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.text(DatasourceCheck.URL).orElseThrow());
        source.setConnectTimeout(SECONDS);
        source.setLoginTimeout(SECONDS);
        settings.text(DatasourceCheck.USERNAME).ifPresent(source::setUser);
        settings.text(DatasourceCheck.PASSWORD).ifPresent(source::setPassword);
        return source;
    }

    private static List<Problem> problems(Settings settings, Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            return List.of(new Problem(
                    DatasourceCheck.URL, "is a PostgreSQL " + version + "; " + OLDEST + " or newer is needed"));
        }
        if (!StoredSecrets.openWith(KeysetCheck.open(settings), connection)) {
            return List.of(new Problem(
                    settings.text("catwalk.token.keyset-file").isPresent()
                            ? "catwalk.token.keyset-file"
                            : "catwalk.token.keyset",
                    "is not the keyset that sealed the tokens in this database"));
        }
        return List.of();
    }

    /** By the SQL state, class or whole; the driver's own words name neither property nor password. */
    private static Problem refused(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String words = e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        return switch (state) {
            case "28P01", "28000" -> new Problem(DatasourceCheck.USERNAME + ", " + DatasourceCheck.PASSWORD, words);
            case "08004" -> new Problem(DatasourceCheck.PASSWORD, words);
            default -> new Problem(DatasourceCheck.URL, words);
        };
    }
}
