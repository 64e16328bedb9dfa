package dev.catwalk.database;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * What each connection of the pool gets when it is made: limits that the server enforces, and no prepared statements behind a
 * connection pooler. Without the limits, a transaction whose client is gone without a word holds its locks for
 * hours. They apply to this session alone, so that other people's reports are not cut off, and what the URL, the user or the
 * database already sets has priority.
 */
@Singleton
public class SessionLimits implements AgroalPoolInterceptor {
    // Shorter than what the client waits for an answer (socketTimeout): so the server ends a statement before the
    // client gives up.
    private static final String SET = """
            select set_config(name, wanted, false)
            from (values
              ('statement_timeout', '40s'),
              ('lock_timeout', '20s'),
              ('idle_in_transaction_session_timeout', '60s'),
              ('idle_session_timeout', '15min'),
              ('tcp_user_timeout', '60s'),
              ('tcp_keepalives_idle', '60s'),
              ('tcp_keepalives_interval', '10s'),
              ('tcp_keepalives_count', '3')) as limits (name, wanted)
            join pg_settings using (name)
            where source in ('default', 'override', 'configuration file', 'environment variable', 'command line')
              or ? and source = 'session'
            """;

    /** @throws IllegalStateException when the connection does not serve, and is not to be used */
    @Override
    public void onConnectionCreate(Connection connection) {
        try {
            boolean pooled = isPooledElsewhere(connection);
            if (pooled) {
                withoutPreparedStatements(connection);
            }
            set(connection, pooled);
        } catch (SQLException e) {
            throw new IllegalStateException("a new connection does not serve", e);
        }
    }

    /** @param again whether the server process may have served others before, a migration for one */
    private static void set(Connection connection, boolean again) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setBoolean(1, again);
            statement.execute();
        }
    }

    /** Whether a pooler such as PgBouncer answers: the process that works is not the one that greeted us. */
    public static boolean isPooledElsewhere(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    /** Pooled by transaction, the next statement may meet a server process that never heard of what was prepared. */
    private static void withoutPreparedStatements(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        boolean chosen =
                postgres.getPrepareThreshold() != Integer.parseInt(PGProperty.PREPARE_THRESHOLD.getDefaultValue());
        if (!chosen) {
            postgres.setPrepareThreshold(0);
        }
    }
}
