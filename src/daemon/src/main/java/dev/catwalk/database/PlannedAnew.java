package dev.catwalk.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.postgresql.PGStatement;

/**
 * For statements with filters that may be left open. A plan for all values takes such a filter for one that few rows pass, and
 * reads them all: seconds, not milliseconds.
 */
public final class PlannedAnew implements StatementCustomizer {
    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
}
