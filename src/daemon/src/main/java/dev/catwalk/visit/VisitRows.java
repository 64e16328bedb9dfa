package dev.catwalk.visit;

import dev.catwalk.category.KnownContent;
import dev.catwalk.category.Recorded;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * The visit state of merchants: read before a page, and written when it is recorded, if no other walk wrote it meanwhile. The
 * rows are locked only when they have to be made first, or were written by another at the first attempt.
 */
@Singleton
public class VisitRows {
    private final Jdbi jdbi;

    VisitRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String OF_MERCHANTS = """
            select merchant_id, outcome, errcode, rid, hold_until, succeeded_at, snapshot_id, content_hash, read_at,
              confirmed_at, empty_walk_id, empty_read_at, (select app.now()) as loaded_at, xmin::text::bigint as version
            from app.merchant_visit where merchant_id = any(:ids)
            """;

    /** Without merchants that were never visited. */
    Map<Long, VisitState> load(List<Long> merchantIds) {
        return query(OF_MERCHANTS, merchantIds);
    }

    // What was visited later than now was held by a clock that was ahead, and would be held for that much longer.
    private static final String HELD = """
            and hold_until > (select app.now()) and visited_at <= (select app.now()) + interval '1 minute'
            """;

    /** The outcomes that are still valid now; without merchants that the platform is to be asked about. */
    Map<Long, VisitOutcome> held(List<Long> merchantIds) {
        Map<Long, VisitOutcome> held = new HashMap<>();
        query(OF_MERCHANTS + HELD, merchantIds)
                .forEach((id, state) -> state.held().ifPresent(outcome -> held.put(id, outcome)));
        return held;
    }

    private static final String ENSURE = """
            insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at)
            select id, :walk, 'deferred', :now from unnest(:ids) id
            where not exists (select from app.merchant_visit v where v.merchant_id = id)
            order by id
            on conflict do nothing
            """;

    /** Makes rows where there are none, and locks all of them in the order of their ids. */
    Map<Long, VisitState> lock(List<Long> merchantIds, long walkId, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(ENSURE)
                .bindArray("ids", Long.class, merchantIds)
                .bind("walk", walkId)
                .bind("now", now)
                .execute());
        return query(OF_MERCHANTS + " order by merchant_id for update", merchantIds);
    }

    private static final String UPDATE = """
            update app.merchant_visit v
            set walk_id = :walk, outcome = n.outcome, errcode = n.errcode, rid = n.rid, visited_at = :now,
                succeeded_at = case when n.success then :now else v.succeeded_at end,
                consecutive_failures = case when n.success then 0
                  when n.outcome = 'failed' then v.consecutive_failures + 1 else v.consecutive_failures end,
                hold_until = n.hold_until,
                read_at = coalesce(n.read_at, v.read_at),
                confirmed_at = case when n.confirmed then n.read_at else v.confirmed_at end,
                empty_walk_id = case when n.read_at is null then v.empty_walk_id
                  when n.confirmed then null else coalesce(v.empty_walk_id, :walk) end,
                empty_read_at = case when n.read_at is null then v.empty_read_at
                  when n.confirmed then null else coalesce(v.empty_read_at, n.read_at) end,
                snapshot_id = coalesce(n.snapshot_id, v.snapshot_id),
                content_hash = coalesce(n.content_hash, v.content_hash)
            from unnest(:ids, :outcomes, :errcodes, :rids, :holds, :successes, :readAts, :confirmations, :snapshots, :hashes,
                :versions)
              as n (id, outcome, errcode, rid, hold_until, success, read_at, confirmed, snapshot_id, content_hash, version)
            where v.merchant_id = n.id and v.xmin::text::bigint = n.version
            """;

    /**
     * Writes how these visits ended, with one statement for all.
     *
     * @param states as loaded or locked in this transaction
     * @throws VisitsOvertakenException when another walk wrote one of the rows since it was loaded
     */
    void write(Map<MerchantRef, VisitOutcome> outcomes, Map<Long, VisitState> states, long walkId, Instant now) {
        List<Row> rows = outcomes.entrySet().stream()
                .map(ended -> new Row(
                        ended.getKey(),
                        ended.getValue(),
                        states.get(ended.getKey().id()).version()))
                .toList();
        int written = jdbi.withHandle(handle -> Columns.of(
                        handle.createUpdate(UPDATE).bind("walk", walkId).bind("now", now), rows)
                .bind("ids", MerchantRef.class, Row::merchant)
                .bind("outcomes", String.class, row -> row.outcome().outcome().code())
                .bind("errcodes", Integer.class, row -> row.why(PlatformError::errcode))
                .bind("rids", String.class, row -> row.why(PlatformError::rid))
                .bind("holds", Instant.class, row -> row.outcome().holdUntil())
                .bind("successes", Boolean.class, row -> row.outcome().outcome().isSuccess())
                .bind("readAts", Instant.class, Row::readAt)
                .bind("confirmations", Boolean.class, Row::confirms)
                .bind("snapshots", Long.class, row -> row.stored(Recorded.Changed::snapshotId))
                .bind("hashes", byte[].class, row -> row.stored(Recorded.Changed::contentHash))
                .bind("versions", Long.class, Row::version)
                .statement()
                .execute());
        if (written < outcomes.size()) {
            throw new VisitsOvertakenException(outcomes.size() - written);
        }
    }

    private static final String SUCCEEDED_AT = """
            select succeeded_at from app.merchant_visit where merchant_id = :id and succeeded_at is not null
            """;

    /** When the last visit that read the merchant's categories was recorded; empty before the first. */
    Optional<Instant> succeededAt(MerchantRef merchant) {
        return jdbi.withHandle(handle -> handle.createQuery(SUCCEEDED_AT)
                .bind("id", merchant.id())
                .mapTo(Instant.class)
                .findOne());
    }

    private static final String RELEASE = """
            update app.merchant_visit set hold_until = null,
              outcome = case outcome when 'token_lost' then 'deferred' else outcome end,
              errcode = case outcome when 'token_lost' then null else errcode end,
              rid = case outcome when 'token_lost' then null else rid end
            where merchant_id in (
              select merchant_id from app.merchant_visit
              where merchant_id = any(:ids) and (hold_until is not null or outcome = 'token_lost')
              order by merchant_id
              for update)
            """;

    /**
     * Something about these merchants changed that may end what their outcomes were held for. A token that was lost before
     * is not lost any more: if it still is, that is another loss.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void releaseHolds(List<MerchantRef> merchants) {
        if (merchants.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(RELEASE)
                .bindArray("ids", MerchantRef.class, merchants)
                .execute());
    }

    private Map<Long, VisitState> query(String sql, List<Long> merchantIds) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bindArray("ids", Long.class, merchantIds)
                .reduceResultSet(new HashMap<>(), (states, row, context) -> {
                    states.put(row.getLong("merchant_id"), state(row));
                    return states;
                }));
    }

    private static VisitState state(ResultSet row) throws SQLException {
        return new VisitState(
                Outcome.of(row.getString("outcome")),
                row.getObject("errcode", Integer.class),
                row.getString("rid"),
                instant(row, "hold_until"),
                instant(row, "succeeded_at"),
                new KnownContent(
                        row.getObject("snapshot_id", Long.class),
                        row.getBytes("content_hash"),
                        instant(row, "read_at"),
                        instant(row, "confirmed_at"),
                        row.getObject("empty_walk_id", Long.class),
                        instant(row, "empty_read_at")),
                instant(row, "loaded_at"),
                row.getLong("version"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    /** @param version that the row had when it was loaded */
    private record Row(MerchantRef merchant, VisitOutcome outcome, long version) {
        <R> R why(Function<PlatformError, R> part) {
            return outcome.why() == null ? null : part.apply(outcome.why());
        }

        <R> R stored(Function<Recorded.Changed, R> part) {
            return outcome instanceof VisitOutcome.Changed(var _, var changed) ? part.apply(changed) : null;
        }

        Instant readAt() {
            return outcome.reading() == null ? null : outcome.reading().readAt();
        }

        boolean confirms() {
            return switch (outcome) {
                case VisitOutcome.Changed ignored -> true;
                case VisitOutcome.Unchanged(var reading, var recorded) -> recorded instanceof Recorded.Unchanged;
                default -> false;
            };
        }
    }

    /** Another page recorded visits of the same merchants since their rows were loaded. */
    static class VisitsOvertakenException extends RuntimeException {
        VisitsOvertakenException(int visits) {
            super(visits + " visits were recorded by another walk meanwhile", null, false, false);
        }
    }
}
