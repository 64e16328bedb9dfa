package dev.catwalk.schedule;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.quartz.impl.jdbcjobstore.SchedulerStateRecord;

/**
 * Nodes check in with Quartz by the database's clock. By their own ones, a node that is a minute ahead would take all others
 * for dead every second and start their jobs again. Everything else is as {@link JobLanes} does it; Quartz takes one class.
 */
public class CheckIns extends JobLanes {
    @Override
    public int insertSchedulerState(Connection connection, String node, long at, long interval) throws SQLException {
        return super.insertSchedulerState(connection, node, now(connection), interval);
    }

    @Override
    public int updateSchedulerState(Connection connection, String node, long at) throws SQLException {
        return super.updateSchedulerState(connection, node, now(connection));
    }

    /** In this machine's time, with which Quartz compares them. */
    @Override
    public List<SchedulerStateRecord> selectSchedulerStateRecords(Connection connection, String node)
            throws SQLException {
        List<SchedulerStateRecord> nodes = super.selectSchedulerStateRecords(connection, node);
        long machineAhead = System.currentTimeMillis() - now(connection);
        nodes.forEach(state -> state.setCheckinTimestamp(state.getCheckinTimestamp() + machineAhead));
        return nodes;
    }

    private static long now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select extract(epoch from app.now()) * 1000")) {
            row.next();
            return row.getLong(1);
        }
    }
}
