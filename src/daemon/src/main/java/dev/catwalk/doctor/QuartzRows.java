package dev.catwalk.doctor;

import dev.catwalk.schedule.Schedules;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** What the cluster keeps about itself in the tables of Quartz. */
@Singleton
class QuartzRows {
    /** Nodes check in every second, and Quartz takes over what one leaves that did not for some nine. */
    private static final Duration GONE = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final Jdbi jdbi;
    private final Clock clock;

    QuartzRows(Scheduler scheduler, Jdbi jdbi, Clock clock) {
        this.scheduler = scheduler;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * A trigger that was installed at a start.
     *
     * @param cron empty for what runs at intervals
     * @param zone in which the cron expression is read; null for what runs at intervals
     * @param interval nothing for a cron expression, and for what fires once
     * @param nextFireAt empty when it will not fire again
     */
    record Installed(
            String name,
            String state,
            Optional<String> cron,
            String zone,
            Duration interval,
            Optional<Instant> nextFireAt) {}

    // In milliseconds, by the database's clock.
    private static final String NODES = """
            select count(*) from quartz.qrtz_scheduler_state where sched_name = :name and last_checkin_time > :since
            """;

    /** Nodes that check in. */
    long nodes() throws SchedulerException {
        String name = scheduler.getSchedulerName();
        return jdbi.withHandle(handle -> handle.createQuery(NODES)
                .bind("name", name)
                .bind("since", clock.instant().minus(GONE).toEpochMilli())
                .mapTo(Long.class)
                .one());
    }

    private static final String INSTALLED = """
            select trigger_name, trigger_state, next_fire_time, cron_expression, time_zone_id,
              coalesce(repeat_interval, 0) as repeat_interval
            from quartz.qrtz_triggers
            left join quartz.qrtz_cron_triggers using (sched_name, trigger_name, trigger_group)
            left join quartz.qrtz_simple_triggers using (sched_name, trigger_name, trigger_group)
            where sched_name = :name and trigger_group = :group
            """;

    /** By name. */
    Map<String, Installed> triggers() throws SchedulerException {
        String name = scheduler.getSchedulerName();
        Map<String, Installed> byName = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery(INSTALLED)
                .bind("name", name)
                .bind("group", Schedules.GROUP)
                .map((row, context) -> installed(row))
                .forEach(trigger -> byName.put(trigger.name(), trigger)));
        return byName;
    }

    private static Installed installed(ResultSet row) throws SQLException {
        long nextFireAt = row.getLong("next_fire_time");
        return new Installed(
                row.getString("trigger_name"),
                row.getString("trigger_state"),
                Optional.ofNullable(row.getString("cron_expression")),
                row.getString("time_zone_id"),
                Duration.ofMillis(row.getLong("repeat_interval")),
                nextFireAt > 0 ? Optional.of(Instant.ofEpochMilli(nextFireAt)) : Optional.empty());
    }
}
