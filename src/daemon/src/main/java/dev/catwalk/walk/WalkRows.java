package dev.catwalk.walk;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.visit.WalkScope;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.annotations.DynamicUpdate;
import org.jdbi.v3.core.Jdbi;

/** Walks in the database: begun, skipped, closed, looked at. */
@Singleton
class WalkRows {
    private final Rows rows;
    private final Jdbi jdbi;
    private final Clock clock;

    WalkRows(Rows rows, Jdbi jdbi, Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String BEGIN = """
            insert into app.walk (scope, planned_at, scheduled, started_at, state)
            values (:scope, :plannedAt, :scheduled, :now, 'running')
            on conflict (scope) where state = 'running' and scope <> 'merchant' do nothing
            returning walk_id
            """;

    /**
     * @param dueAt empty when it is not due, but asked for
     * @return empty when a walk of this scope is still running
     */
    Optional<Long> begin(WalkScope scope, Optional<Instant> dueAt) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> handle.createQuery(BEGIN)
                .bind("scope", scope.code())
                .bind("plannedAt", dueAt.orElse(now))
                .bind("scheduled", dueAt.isPresent())
                .bind("now", now)
                .mapTo(Long.class)
                .findOne());
    }

    // A walk of this time that began before it was due is one of a node whose clock was ahead. When a later walk began
    // earlier than it, or later than now, the database's clock was set back since.
    private static final String KNOWN = """
            select exists (
              select from app.walk known
              where scope = :scope and planned_at = :plannedAt and scheduled
                and coalesce(started_at, finished_at) >= planned_at - interval '2 minutes'
                and not exists (
                  select from app.walk later
                  where later.walk_id >= known.walk_id
                    and coalesce(later.started_at, later.finished_at) not between
                      coalesce(known.started_at, known.finished_at) - interval '2 minutes'
                      and app.now() + interval '2 minutes'))
            """;

    /**
     * Whether a walk of this scope was started for this time, or skipped. Not one that a wrong clock brought about: when that
     * was set back, the same times come again.
     */
    boolean isKnown(WalkScope scope, Instant plannedAt) {
        return jdbi.withHandle(handle -> handle.createQuery(KNOWN)
                .bind("scope", scope.code())
                .bind("plannedAt", plannedAt)
                .mapTo(Boolean.class)
                .one());
    }

    void skip(WalkScope scope, Instant plannedAt) {
        rows.persist(Walk.skipped(scope, plannedAt, clock.instant()));
    }

    @Transactional
    Optional<Long> running(WalkScope scope) {
        return rows.find("scope = ?1 and state = 'running'", Sort.by("id"), scope.code())
                .firstResultOptional()
                .map(walk -> walk.id);
    }

    // One statement: the slice that ends last closes the walk, once, with the sums of all its slices. It searches the
    // visits for failures only where the slices counted any, by the index of those that failed: the walk over one
    // merchant between its bounds, a walk over all without a look at those that went well.
    static final String CLOSE = """
            with stop as (
              select errcode, reason from app.walk_stop where walk_id = :walk order by stopped_at, component_appid limit 1),
            closed as (
              update app.walk
              set state = case when exists (select from stop) then 'stopped' else 'completed' end, finished_at = :now,
                  stop_errcode = (select errcode from stop), stop_reason = (select reason from stop)
              where walk_id = :walk and state = 'running'
                and not exists (select from app.walk_slice where walk_id = :walk and position < merchants)
              returning walk_id, scope, scheduled, extract(epoch from finished_at - started_at) as seconds),
            summed as (
              insert into app.walk_ledger (walk_id, outcome, merchants)
              select walk_id, outcome, sum(merchants) from closed join app.walk_slice_outcome using (walk_id)
              group by walk_id, outcome),
            failed as (
              insert into app.walk_failure (walk_id, outcome, errcode, merchants, merchant_id, rid)
              select :walk, outcome, errcode, merchants, merchant_id,
                (select rid from app.merchant_visit v where v.merchant_id = failing.merchant_id)
              from (
                select outcome, errcode, count(*) as merchants,
                  coalesce(min(merchant_id) filter (where rid is not null), min(merchant_id)) as merchant_id
                from app.merchant_visit
                where walk_id = :walk and outcome in ('failed', 'token_lost', 'throttled', 'not_permitted')
                  -- Who granted none of the permission sets is not to be read.
                  and not (outcome = 'not_permitted' and errcode is null)
                  and merchant_id between (select min(merchant_ids[1]) from app.walk_slice where walk_id = :walk)
                    and (select max(merchant_ids[merchants]) from app.walk_slice where walk_id = :walk)
                  and exists (select from closed)
                  and exists (
                    select from app.walk_slice_outcome
                    where walk_id = :walk and outcome in ('failed', 'token_lost', 'throttled', 'not_permitted'))
                group by outcome, errcode) as failing),
            gone as (
              delete from app.walk_slice using closed where walk_slice.walk_id = closed.walk_id)
            select scope, scheduled, seconds from closed
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
                .mapTo(Closed.class)
                .findOne());
    }

    /**
     * @param scheduled whether it was due, and not asked for
     * @param seconds from its start to now
     */
    record Closed(WalkScope scope, boolean scheduled, double seconds) {
        Duration lasted() {
            return Duration.ofMillis((long) (1000 * seconds));
        }
    }

    /** A walk over several components is one over all of them. */
    @Transactional
    boolean covers(long walkId, Collection<ComponentAppId> of) {
        String component = rows.findById(walkId).componentAppid;
        return component == null || of.equals(List.of(new ComponentAppId(component)));
    }

    @Transactional
    WalkScope scopeOf(long walkId) {
        return WalkScope.named(rows.findById(walkId).scope);
    }

    private static final String LEDGER = "select outcome, merchants from reporting.walk_ledger where walk_id = :walk";

    /** @throws IllegalStateException when there is no such walk */
    @Transactional
    WalkReport report(long walkId) {
        // The state before the ledger: a walk that ends in between is reported as running with its last
        // figures, and not as ended with earlier ones.
        Walk walk = rows.findByIdOptional(walkId)
                .orElseThrow(() -> new IllegalStateException("there is no walk " + walkId));
        return new WalkReport(
                walkId,
                walk.state,
                Optional.ofNullable(walk.stopReason),
                walk.merchants,
                ledger(walkId),
                walk.startedAt,
                Optional.ofNullable(walk.finishedAt));
    }

    private Map<String, Integer> ledger(long walkId) {
        return jdbi.withHandle(handle -> handle.createQuery(LEDGER)
                .bind("walk", walkId)
                .reduceResultSet(new TreeMap<>(), (outcomes, row, context) -> {
                    outcomes.put(row.getString(1), row.getInt(2));
                    return outcomes;
                }));
    }

    private static final String UNFINISHED_SLICES = """
            select s.walk_id, s.slice_no, w.scope from app.walk_slice s join app.walk w using (walk_id)
            where w.state = 'running' and s.position < s.merchants
              and (w.started_at < :startedBefore or s.node is null
                or not exists (select from quartz.qrtz_scheduler_state n where n.instance_name = s.node))
              and not exists (
                select from quartz.qrtz_fired_triggers f
                where f.job_group = :jobGroup and f.job_name = format(:jobName, s.walk_id, s.slice_no))
              and not exists (
                select from quartz.qrtz_triggers t
                where t.job_group = :jobGroup and t.job_name = format(:jobName, s.walk_id, s.slice_no)
                  and t.trigger_state not in ('COMPLETE', 'ERROR'))
            order by 1, 2
            """;

    /**
     * Slices of running walks that are not done and that Quartz neither runs nor will run, but for those younger ones that a
     * living node goes through without a job. A job whose only trigger is complete, and which does not run, was lost while it was
     * fired. A trigger in error never fires again.
     */
    public List<OpenSlice> openSlices(Instant startedBefore) {
        return jdbi.withHandle(handle -> handle.createQuery(UNFINISHED_SLICES)
                .bind("startedBefore", startedBefore)
                .bind("jobGroup", SliceJobs.GROUP)
                .bind("jobName", SliceJobs.NAME)
                .mapTo(OpenSlice.class)
                .list());
    }

    @Transactional
    public List<Long> runningWalks() {
        return rows.list("state = 'running'", Sort.by("id")).stream()
                .map(walk -> walk.id)
                .toList();
    }

    public record OpenSlice(long walkId, int sliceNo, WalkScope scope) {}

    /** A walk's row. */
    @Entity(name = "Walk")
    @Table(schema = "app", name = "walk")
    @DynamicUpdate
    static class Walk {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        @Column(name = "walk_id")
        Long id;

        String scope;
        /** Null for a walk over merchants of several components, or of none. */
        String componentAppid;

        String state;
        Instant plannedAt;
        boolean scheduled;
        Instant startedAt;
        Instant finishedAt;
        int merchants;
        String stopReason;

        static Walk skipped(WalkScope scope, Instant plannedAt, Instant now) {
            Walk walk = new Walk();
            walk.scope = scope.code();
            walk.state = "skipped";
            walk.plannedAt = plannedAt;
            walk.scheduled = true;
            walk.finishedAt = now;
            return walk;
        }
    }

    @Singleton
    static class Rows implements PanacheRepository<Walk> {}
}
