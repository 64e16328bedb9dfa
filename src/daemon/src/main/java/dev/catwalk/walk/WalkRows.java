package dev.catwalk.walk;

import dev.catwalk.visit.WalkScope;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** Walks in the database: begun, skipped, closed, looked at. */
@Singleton
public class WalkRows {
    /** Between two nodes that are called in step. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

    private final Jdbi jdbi;
    private final Clock clock;

    WalkRows(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String BEGIN = """
            insert into app.walk (scope, planned_at, started_at, state) values (:scope, :plannedAt, :now, 'running')
            on conflict (scope) where state = 'running' and scope <> 'merchant' do nothing
            returning walk_id
            """;

    /** Empty when a walk of this scope is still running. */
    Optional<Long> begin(WalkScope scope, Instant plannedAt) {
        return jdbi.withHandle(handle -> handle.createQuery(BEGIN)
                .bind("scope", scope.sql())
                .bind("plannedAt", plannedAt)
                .bind("now", clock.instant())
                .mapTo(Long.class)
                .findOne());
    }

    private static final String KNOWN = """
            select exists (
              select from app.walk where scope = :scope and planned_at = :plannedAt and scope <> 'merchant')
            and not exists (
              select from (select started_at, finished_at from app.walk order by walk_id desc limit 1) newest
              where coalesce(started_at, finished_at) > :notBefore)
            """;

    /**
     * Whether a walk of this scope was planned for this time, or skipped. When the newest walk is one of the future, a clock
     * went back and the same times come again: what is known of them says nothing.
     */
    boolean isKnown(WalkScope scope, Instant plannedAt) {
        return jdbi.withHandle(handle -> handle.createQuery(KNOWN)
                .bind("scope", scope.sql())
                .bind("plannedAt", plannedAt)
                .bind("notBefore", clock.instant().plus(CLOCKS_DIFFER))
                .mapTo(Boolean.class)
                .one());
    }

    private static final String SKIP = """
            insert into app.walk (scope, planned_at, finished_at, state) values (:scope, :plannedAt, :now, 'skipped')
            """;

    void skip(WalkScope scope, Instant plannedAt) {
        jdbi.useHandle(handle -> handle.createUpdate(SKIP)
                .bind("scope", scope.sql())
                .bind("plannedAt", plannedAt)
                .bind("now", clock.instant())
                .execute());
    }

    private static final String RUNNING = """
            select walk_id from app.walk where scope = :scope and state = 'running' order by walk_id limit 1
            """;

    Optional<Long> running(WalkScope scope) {
        return jdbi.withHandle(handle -> handle.createQuery(RUNNING)
                .bind("scope", scope.sql())
                .mapTo(Long.class)
                .findOne());
    }

    // One statement: whoever comes last closes the walk, once, with the sums of all its slices.
    private static final String CLOSE = """
            with stop as (
              select errcode, reason from app.walk_stop where walk_id = :walk order by stopped_at, component_appid limit 1),
            closed as (
              update app.walk
              set state = case when exists (select from stop) then 'stopped' else 'completed' end, finished_at = :now,
                  stop_errcode = (select errcode from stop), stop_reason = (select reason from stop)
              where walk_id = :walk and state = 'running'
                and not exists (select from app.walk_slice where walk_id = :walk and position < merchants)
              returning walk_id, scope, extract(epoch from finished_at - started_at) as seconds),
            summed as (
              insert into app.walk_ledger (walk_id, outcome, merchants)
              select walk_id, outcome, sum(merchants) from closed join app.walk_slice_outcome using (walk_id)
              group by walk_id, outcome),
            gone as (
              delete from app.walk_slice using closed where walk_slice.walk_id = closed.walk_id)
            select scope, seconds from closed
            """;

    /**
     * Closes the walk if all of its slices are done. Idempotent; safe to be called by several nodes at once.
     *
     * @return empty when some are not done, or it was closed before
     */
    @Transactional
    public Optional<Closed> close(long walkId) {
        return jdbi.withHandle(handle -> handle.createQuery(CLOSE)
                .bind("walk", walkId)
                .bind("now", clock.instant())
                .map((row, context) -> new Closed(WalkScope.named(row.getString("scope")), Duration.ofMillis((long)
                        (1000 * row.getDouble("seconds")))))
                .findOne());
    }

    /** @param lasted from its start to now */
    record Closed(WalkScope scope, Duration lasted) {}

    private static final String SCOPE = "select scope from app.walk where walk_id = :walk";

    WalkScope scopeOf(long walkId) {
        return jdbi.withHandle(handle -> WalkScope.named(handle.createQuery(SCOPE)
                .bind("walk", walkId)
                .mapTo(String.class)
                .one()));
    }

    private static final String REPORT = """
            select scope, state, stop_reason, stop_errcode, merchants, started_at, finished_at
            from app.walk where walk_id = :walk
            """;

    private static final String LEDGER = "select outcome, merchants from reporting.walk_ledger where walk_id = :walk";

    WalkReport report(long walkId) {
        // The state before the ledger: a walk that ends in between is reported as running with its last
        // figures, and not as ended with earlier ones.
        WalkReport report = jdbi.withHandle(handle -> handle.createQuery(REPORT)
                .bind("walk", walkId)
                .map((row, context) -> new WalkReport(
                        walkId,
                        row.getString("state"),
                        Optional.ofNullable(row.getString("stop_reason")),
                        row.getInt("merchants"),
                        Map.of(),
                        instant(row.getTimestamp("started_at")),
                        Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant)))
                .one());
        return report.with(ledger(walkId));
    }

    private Map<String, Integer> ledger(long walkId) {
        return jdbi.withHandle(handle -> handle.createQuery(LEDGER)
                .bind("walk", walkId)
                .reduceResultSet(new TreeMap<>(), (outcomes, row, context) -> {
                    outcomes.put(row.getString(1), row.getInt(2));
                    return outcomes;
                }));
    }

    private static Instant instant(Timestamp value) {
        return value == null ? null : value.toInstant();
    }

    private static final String UNFINISHED_SLICES = """
            select s.walk_id, s.slice_no, w.scope from app.walk_slice s join app.walk w using (walk_id)
            where w.state = 'running' and s.position < s.merchants
              and (w.started_at < :startedBefore or s.node is null
                or not exists (select from quartz.qrtz_scheduler_state n where n.instance_name = s.node))
              and not exists (
                select from quartz.qrtz_fired_triggers f
                where f.job_group = 'slice' and f.job_name = 'walk-' || s.walk_id || '-slice-' || s.slice_no)
              and not exists (
                select from quartz.qrtz_triggers t
                where t.job_group = 'slice' and t.job_name = 'walk-' || s.walk_id || '-slice-' || s.slice_no
                  and t.trigger_state <> 'COMPLETE')
            order by 1, 2
            """;

    /**
     * Slices of running walks that are not done and that Quartz neither runs nor will run, but for those younger ones that a living
     * node goes through without a job. A job whose only trigger is complete, and which does not run, was lost while it was fired.
     */
    public List<OpenSlice> openSlices(Instant startedBefore) {
        return jdbi.withHandle(handle -> handle.createQuery(UNFINISHED_SLICES)
                .bind("startedBefore", startedBefore)
                .map((row, context) -> new OpenSlice(row.getLong(1), row.getInt(2), WalkScope.named(row.getString(3))))
                .list());
    }

    private static final String RUNNING_WALKS = "select walk_id from app.walk where state = 'running' order by walk_id";

    public List<Long> runningWalks() {
        return jdbi.withHandle(
                handle -> handle.createQuery(RUNNING_WALKS).mapTo(Long.class).list());
    }

    public record OpenSlice(long walkId, int sliceNo, WalkScope scope) {}
}
