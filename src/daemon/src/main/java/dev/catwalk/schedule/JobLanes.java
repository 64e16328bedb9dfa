package dev.catwalk.schedule;

import io.quarkus.quartz.runtime.jdbc.QuarkusPostgreSQLDelegate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.quartz.TriggerKey;

/**
 * Which due jobs a node takes. Quartz takes whatever has waited longest, so a walk over all would fill every thread with its
 * slices and the ticket watch would wait for minutes. Here a group of jobs with a group of triggers is a lane: a node runs
 * {@value #WIDTH} jobs of a lane at the same time and leaves the rest for later, or for another node. Slices of each scope are a
 * lane, those of a dead node one more. The jobs of {@link Schedules#GROUP} are few, run one at a time each, and have no such
 * limit. The pool has a thread for every place in every lane, so no lane waits for another.
 *
 * <p>Made by Quartz, by name.
 */
public class JobLanes extends QuarkusPostgreSQLDelegate {
    /** Slices of a walk, and rosters, that a node runs side by side. */
    static final int WIDTH = 8;

    // Goes through MessageFormat, hence no quotes in it. What Quartz asks, and a place in the lane: behind what this
    // node runs of the group and what is due there before.
    private static final String DUE = """
            select trigger_name, trigger_group from (
              select t.trigger_name, t.trigger_group, t.next_fire_time, t.job_group,
                row_number() over (partition by t.job_group, t.trigger_group order by t.next_fire_time, t.trigger_name) + (
                  select count(*) from {0}fired_triggers f
                  where f.sched_name = t.sched_name and f.job_group = t.job_group and f.trigger_group = t.trigger_group
                    and f.instance_name = ?) as place
              from {0}triggers t
              where t.sched_name = {1} and t.trigger_state = ? and t.next_fire_time <= ?
                and (t.misfire_instr = -1 or t.next_fire_time >= ?)) due
            where place <= ? or job_group = ?
            order by next_fire_time limit ?
            """;

    @Override
    public List<TriggerKey> selectTriggerToAcquire(
            Connection connection, long noLaterThan, long noEarlierThan, int maxCount) throws SQLException {
        try (PreparedStatement due = connection.prepareStatement(rtp(DUE))) {
            due.setString(1, instanceId);
            due.setString(2, STATE_WAITING);
            due.setLong(3, noLaterThan);
            due.setLong(4, noEarlierThan);
            due.setInt(5, WIDTH);
            due.setString(6, Schedules.GROUP);
            due.setInt(7, Math.max(1, maxCount));
            List<TriggerKey> keys = new ArrayList<>();
            try (ResultSet rows = due.executeQuery()) {
                while (rows.next()) {
                    keys.add(TriggerKey.triggerKey(rows.getString(1), rows.getString(2)));
                }
            }
            return keys;
        }
    }
}
