package dev.catwalk.category;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/** Snapshots may go when they are not current any more: another took their place, longer ago than the limit. */
@Singleton
class SnapshotHistory extends History {
    // The end of a snapshot is written when it is replaced. The newest of a merchant stays even if it had one.
    private static final String PAGE = """
            with page as materialized (
              select snapshot_id, merchant_id, first_seen_at, last_seen_at from app.category_snapshot
              where snapshot_id > :after
              order by snapshot_id
              limit :limit)
            select snapshot_id, first_seen_at, coalesce(last_seen_at < :before, false)
              and exists (
                select from app.category_snapshot newer
                where newer.merchant_id = page.merchant_id and newer.snapshot_id > page.snapshot_id)
            from page
            order by snapshot_id
            """;

    private static final List<String> DELETES =
            List.of("delete from app.category_snapshot where snapshot_id = any(:ids)");

    SnapshotHistory(CategoryConfig config) {
        super("category_snapshot", "catwalk.category.keep-snapshots", config.keepSnapshots(), PAGE, DELETES);
    }
}
