package dev.catwalk.database;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.postgres.PostgresPlugin;

/** What production plugs in and tests may replace: the clock, and plain SQL on the one data source. */
class Production {
    @Produces
    @Singleton
    @DefaultBean
    Clock clock(DatabaseClock clock) {
        return clock;
    }

    /** SQL that runs in the surrounding transaction, like everything else on this data source. */
    @Produces
    @Singleton
    Jdbi jdbi(DataSource dataSource, DatabaseTrouble trouble) {
        Jdbi jdbi = Jdbi.create(dataSource)
                .installPlugin(new PostgresPlugin())
                .registerArrayType(byte[].class, "bytea", Production::hexadecimal)
                .registerArrayType(Instant.class, "timestamptz")
                .setTransactionHandler(new CMTTransactionHandler())
                .setSqlLogger(trouble);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi;
    }

    /** PostgreSQL's text for bytes: of an array of byte arrays the driver takes nothing else. */
    private static String hexadecimal(byte[] bytes) {
        return bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
    }
}
