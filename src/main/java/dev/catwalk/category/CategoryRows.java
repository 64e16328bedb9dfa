package dev.catwalk.category;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Categories, snapshots and changes in the database, within the caller's transaction. */
@Singleton
class CategoryRows {
    private final Jdbi jdbi;

    CategoryRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String CATEGORIES = """
            select first_id, second_id, first_name, second_name, audit_status, audit_reason
            from app.category where merchant_id = :merchant order by first_id, second_id
            """;

    List<Category> categoriesOf(long merchantId) {
        return jdbi.withHandle(handle -> handle.createQuery(CATEGORIES)
                .bind("merchant", merchantId)
                .map((row, context) -> new Category(
                        new CategoryKey(row.getInt(1), row.getInt(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getString(6)))
                .list());
    }

    private static final String INSERT_SNAPSHOT = """
            insert into app.category_snapshot (merchant_id, walk_id, first_seen_at, content_hash, category_count,
              rejected_count, additions_limit, additions_left, category_limit, document)
            values (:merchant, :walk, :readAt, :hash, :categories, :rejected, :additionsLimit, :additionsLeft,
              :categoryLimit, cast(:document as jsonb))
            returning snapshot_id
            """;

    long insertSnapshot(long merchantId, long walkId, CategorySnapshot snapshot, byte[] hash, Instant readAt) {
        return jdbi.withHandle(handle -> handle.createQuery(INSERT_SNAPSHOT)
                .bind("merchant", merchantId)
                .bind("walk", walkId)
                .bind("readAt", readAt)
                .bind("hash", hash)
                .bind("categories", snapshot.categories().size())
                .bind("rejected", snapshot.rejectedCount())
                .bind("additionsLimit", snapshot.additionsLimit())
                .bind("additionsLeft", snapshot.additionsLeft())
                .bind("categoryLimit", snapshot.categoryLimit())
                .bind("document", snapshot.document().toString())
                .mapTo(Long.class)
                .one());
    }

    private static final String CLOSE_SNAPSHOT = """
            update app.category_snapshot set last_seen_at = :lastSeenAt where snapshot_id = :snapshot
            """;

    void closeSnapshot(long snapshotId, Instant lastSeenAt) {
        jdbi.useHandle(handle -> handle.createUpdate(CLOSE_SNAPSHOT)
                .bind("snapshot", snapshotId)
                .bind("lastSeenAt", lastSeenAt)
                .execute());
    }

    // A review ends when a category under review is found approved or rejected; app.category still tells since when it
    // was.
    private static final String INSERT_CHANGE = """
            insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change,
              previous_status, audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id,
              review_seconds)
            values (:merchant, :firstId, :secondId, :firstName, :secondName, :change,
              :previousStatus, :auditStatus, :auditReason, :observedAt, :previouslyReadAt, :firstSight, :snapshot, :walk,
              case when :previousStatus = 1 and :auditStatus in (2, 3) then (
                select greatest(round(extract(epoch from cast(:observedAt as timestamptz) - status_since)), 0)
                from app.category where merchant_id = :merchant and first_id = :firstId and second_id = :secondId) end)
            returning change_id
            """;

    /** To be called before {@link #replaceCategories}, which makes it forget what was before. */
    long insertChange(
            long merchantId,
            AuditChange change,
            boolean firstSight,
            long snapshotId,
            long walkId,
            Instant observedAt,
            Instant previouslyReadAt) {
        Category category = change.category();
        return jdbi.withHandle(handle -> handle.createQuery(INSERT_CHANGE)
                .bind("merchant", merchantId)
                .bind("firstId", category.key().firstId())
                .bind("secondId", category.key().secondId())
                .bind("firstName", category.firstName())
                .bind("secondName", category.secondName())
                .bind("change", change.kind().sql())
                .bind("previousStatus", change.previousStatus())
                .bind("auditStatus", change.auditStatus())
                .bind("auditReason", change.auditStatus() == null ? null : category.auditReason())
                .bind("observedAt", observedAt)
                .bind("previouslyReadAt", previouslyReadAt)
                .bind("firstSight", firstSight)
                .bind("snapshot", snapshotId)
                .bind("walk", walkId)
                .mapTo(Long.class)
                .one());
    }

    private static final String DELETE_OTHERS = """
            delete from app.category c
            where merchant_id = :merchant and not exists (
              select from unnest(:firstIds, :secondIds) as kept (first_id, second_id)
              where kept.first_id = c.first_id and kept.second_id = c.second_id)
            """;

    // status_since moves only with the status: a new name or reason is the same rejection.
    private static final String UPSERT = """
            insert into app.category as c (merchant_id, first_id, second_id, first_name, second_name, audit_status,
              audit_reason, status_since)
            values (:merchant, :firstId, :secondId, :firstName, :secondName, :auditStatus, :auditReason, :observedAt)
            on conflict (merchant_id, first_id, second_id) do update
            set first_name = excluded.first_name, second_name = excluded.second_name,
                audit_status = excluded.audit_status, audit_reason = excluded.audit_reason,
                status_since = case when c.audit_status = excluded.audit_status then c.status_since
                  else excluded.status_since end
            """;

    void replaceCategories(long merchantId, List<Category> categories, Instant observedAt) {
        jdbi.useHandle(handle -> {
            handle.createUpdate(DELETE_OTHERS)
                    .bind("merchant", merchantId)
                    .bindArray(
                            "firstIds",
                            Integer.class,
                            categories.stream().map(c -> c.key().firstId()).toList())
                    .bindArray(
                            "secondIds",
                            Integer.class,
                            categories.stream().map(c -> c.key().secondId()).toList())
                    .execute();
            if (categories.isEmpty()) {
                return;
            }
            PreparedBatch batch = handle.prepareBatch(UPSERT);
            for (Category category : categories) {
                batch.bind("merchant", merchantId)
                        .bind("firstId", category.key().firstId())
                        .bind("secondId", category.key().secondId())
                        .bind("firstName", category.firstName())
                        .bind("secondName", category.secondName())
                        .bind("auditStatus", category.auditStatus())
                        .bind("auditReason", category.auditReason())
                        .bind("observedAt", observedAt)
                        .add();
            }
            batch.execute();
        });
    }
}
