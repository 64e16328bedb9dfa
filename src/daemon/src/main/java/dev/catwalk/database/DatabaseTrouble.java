package dev.catwalk.database;

import dev.catwalk.platform.Recent;
import dev.catwalk.platform.SparseLog;
import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Sees every statement of plain SQL that fails, and logs the problems of the database itself, each cause once a minute. Callers of
 * Hibernate log its failures; plain SQL runs in every daemon every few seconds.
 */
@Singleton
public class DatabaseTrouble implements SqlLogger {
    private static final Logger LOG = Logger.getLogger(DatabaseTrouble.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Out of disk, memory or connections: what is there can often still be read, and nothing be stored. */
    private static final String NO_ROOM = "53";

    private static final String NOT_WRITABLE = "25006";

    private final AgroalDataSource pool;
    private final Clock clock;
    private final SparseLog log;
    private volatile Shortage shortage = new Shortage(Instant.EPOCH, "");

    DatabaseTrouble(AgroalDataSource pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.log = new SparseLog(LOG, PAUSE, clock);
    }

    private record Shortage(Instant at, String words) {}

    @Override
    public void logException(StatementContext context, SQLException failure) {
        // Mostly another try repairs it; where none does, its caller says so.
        if (SqlState.isDeadlock(failure)) {
            LOG.debugf("a deadlock broke off a statement; failure=%s", failure.getMessage());
            return;
        }
        DatabaseAway.words(failure).ifPresent(words -> {
            log.say(Logger.Level.WARN, "the database failed a statement; failure=%s", words);
            if (words.startsWith(NO_ROOM)) {
                shortage = new Shortage(clock.instant(), words);
            }
            if (words.startsWith(NOT_WRITABLE)) {
                // After a failover the old primary may continue as a standby: new connections find the new one.
                pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
            }
        });
    }

    /** What the database lacked within the last minute, when it lacked something. */
    public Optional<String> shortage() {
        Shortage last = shortage;
        return Recent.isWithin(PAUSE, last.at(), clock.instant()) ? Optional.of(last.words()) : Optional.empty();
    }
}
