package dev.catwalk.delivery;

import dev.catwalk.database.SessionLimits;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Rings the bell when a transaction that makes deliveries due commits, on whatever node, by LISTEN on a connection of its own. Behind
 * a pooler that hands connections from transaction to transaction nothing is heard; the lanes look by themselves then.
 */
@Singleton
public class CommitListener {
    private static final String TOPIC = "catwalk_delivery";

    /** For a transaction that makes a delivery due: received when it commits, and once even when the transaction runs it several times. */
    public static final String NOTIFY = "select pg_notify('" + TOPIC + "', '')";

    private static final Logger LOG = Logger.getLogger(CommitListener.class);

    /** Also how long a connection that was cut without a word goes unnoticed. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final int CHECK_SECONDS = 2;
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final Bell bell;
    private boolean saidOfPooler;

    CommitListener(DataSource dataSource, Bell bell) {
        this.dataSource = dataSource;
        this.bell = bell;
    }

    /** Listens until interrupted; a lost connection is replaced. */
    void listen() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = dataSource.getConnection()) {
                try {
                    listen(connection);
                } finally {
                    // Not back into the pool: it listens, and perhaps it is dead.
                    connection.abort(Runnable::run);
                }
            } catch (SQLException e) {
                LOG.debugf("notifications of commits are not received for now; failure=%s", e.getSQLState());
            } catch (RuntimeException | Error e) {
                // Any failure: without this no thread would listen again.
                LOG.debugf(
                        "notifications of commits are not received for now; failure=%s",
                        e.getClass().getSimpleName());
            }
            Thread.sleep(RECONNECT_PAUSE);
        }
    }

    private void listen(Connection connection) throws SQLException {
        if (!saidOfPooler && SessionLimits.isPooledElsewhere(connection)) {
            saidOfPooler = true;
            LOG.info(
                    "a connection pooler is in front of the database: if it pools by transaction, commits are not noticed at once, and deliveries"
                            + " leave within two seconds instead of at once");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + TOPIC);
        }
        // No notification comes for what was committed before.
        bell.ring();
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!Thread.currentThread().isInterrupted()) {
            if (postgres.getNotifications((int) SILENCE.toMillis()).length > 0) {
                bell.ring();
            } else if (!connection.isValid(CHECK_SECONDS)) {
                throw new SQLException("the connection is dead", "08006");
            }
        }
    }
}
