package dev.catwalk.category;

import dev.catwalk.category.Recorded.NumberedChange;
import dev.catwalk.database.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** The history of changes in the database, within the caller's transaction. */
@Singleton
class ChangeRows {
    private final Jdbi jdbi;

    ChangeRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    // Numbered in the order of the arrays, so that ids ascend as merchants and their categories do. A review ends when
    // a category under review is found approved or rejected; app.category still holds since when it was under review,
    // and since when it is expired.
    private static final String INSERT = """
            insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change,
              previous_status, audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id,
              review_seconds, expired, expired_since, previous_first_name, previous_second_name)
            select merchant_id, first_id, second_id, first_name, second_name, change, previous_status, audit_status,
              audit_reason, read_at, previously_read_at, first_sight, snapshot_id, :walk,
              case when change = 'status_changed' and previous_status = 1 and audit_status in (2, 3) then (
                select greatest(round(extract(epoch from read_at - c.status_since)), 0)
                from app.category c
                where c.merchant_id = found.merchant_id and c.first_id = found.first_id and c.second_id = found.second_id)
              end,
              expired,
              case when expired then coalesce((
                select c.expired_since from app.category c
                where c.merchant_id = found.merchant_id and c.first_id = found.first_id and c.second_id = found.second_id
                  and c.expired), read_at)
              end,
              previous_first_name, previous_second_name
            from unnest(:merchants, :firstIds, :secondIds, :firstNames, :secondNames, :changes, :previousStatuses,
                :auditStatuses, :auditReasons, :readAts, :previouslyReadAts, :firstSights, :snapshots, :expired,
                :previousFirstNames, :previousSecondNames)
              with ordinality as found (merchant_id, first_id, second_id, first_name, second_name, change,
                previous_status, audit_status, audit_reason, read_at, previously_read_at, first_sight, snapshot_id, expired,
                previous_first_name, previous_second_name, place)
            order by place
            returning change_id, merchant_id, first_id, second_id, change
            """;

    /**
     * To be called before {@link CategoryRows#apply}, which makes it forget what was before.
     *
     * @param snapshotIds by merchant id
     * @return the changes with their ids, by merchant id; merchants without changes are missing
     */
    Map<Long, List<NumberedChange>> insert(List<Difference> differences, Map<Long, Long> snapshotIds, long walkId) {
        List<Row> rows = differences.stream()
                .flatMap(difference -> difference.changes().stream()
                        .map(change -> new Row(difference.content(), change, snapshotIds.get(difference.merchantId()))))
                .toList();
        if (rows.isEmpty()) {
            return Map.of();
        }
        Map<Place, Long> ids = insert(rows, walkId);
        Map<Long, List<NumberedChange>> numbered = new HashMap<>();
        for (Row row : rows) {
            numbered.computeIfAbsent(row.content().merchantId(), merchant -> new ArrayList<>())
                    .add(new NumberedChange(ids.get(row.place()), row.change()));
        }
        return numbered;
    }

    private Map<Place, Long> insert(List<Row> rows, long walkId) {
        return jdbi.withHandle(handle -> Columns.of(handle.createQuery(INSERT).bind("walk", walkId), rows)
                .bind("merchants", Long.class, row -> row.content().merchantId())
                .bind("firstIds", Integer.class, row -> row.category().key().firstId())
                .bind("secondIds", Integer.class, row -> row.category().key().secondId())
                .bind("firstNames", String.class, row -> row.category().firstName())
                .bind("secondNames", String.class, row -> row.category().secondName())
                .bind("changes", String.class, row -> row.change().kind().code())
                .bind("previousStatuses", Integer.class, row -> row.change().previousStatus())
                .bind("auditStatuses", Integer.class, row -> row.change().auditStatus())
                .bind("auditReasons", String.class, Row::auditReason)
                .bind("readAts", Instant.class, row -> row.content().reading().readAt())
                // A later read may have found an empty list that was not believed: it did not find the old state.
                .bind("previouslyReadAts", Instant.class, row -> row.content()
                        .known()
                        .confirmedAt())
                .bind("firstSights", Boolean.class, row -> row.content().firstSight())
                .bind("snapshots", Long.class, Row::snapshotId)
                .bind("expired", Boolean.class, Row::expired)
                .bind("previousFirstNames", String.class, row -> row.nameBefore(Category::firstName))
                .bind("previousSecondNames", String.class, row -> row.nameBefore(Category::secondName))
                .statement()
                .reduceResultSet(new HashMap<>(), (ids, row, context) -> {
                    CategoryKey key = new CategoryKey(row.getInt("first_id"), row.getInt("second_id"));
                    ids.put(
                            new Place(row.getLong("merchant_id"), key, row.getString("change")),
                            row.getLong("change_id"));
                    return ids;
                }));
    }

    /** What a change is of: no merchant has two changes of one kind of one category in one reading. */
    private record Place(long merchantId, CategoryKey category, String change) {}

    private record Row(NewContent content, AuditChange change, long snapshotId) {
        Category category() {
            return change.category();
        }

        Place place() {
            return new Place(
                    content.merchantId(), category().key(), change.kind().code());
        }

        String auditReason() {
            return change.auditStatus() == null ? null : category().auditReason();
        }

        Boolean expired() {
            return change.auditStatus() == null ? null : category().expired();
        }

        /** Null for all changes but those of a name. */
        String nameBefore(Function<Category, String> name) {
            return change.kind() == AuditChange.Kind.RENAMED ? name.apply(change.before()) : null;
        }
    }
}
