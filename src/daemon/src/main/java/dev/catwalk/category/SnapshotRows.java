package dev.catwalk.category;

import dev.catwalk.database.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Snapshots in the database, within the caller's transaction. */
@Singleton
class SnapshotRows {
    private final Jdbi jdbi;

    SnapshotRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String CLOSE = """
            update app.category_snapshot s set last_seen_at = replaced.last_seen_at
            from unnest(:snapshots, :lastSeenAts) as replaced (snapshot_id, last_seen_at)
            where s.snapshot_id = replaced.snapshot_id
            """;

    /** Says of the snapshots that these contents replace when they were last seen to be true. */
    void close(List<NewContent> contents) {
        List<KnownContent> replaced = contents.stream()
                .filter(content -> !content.firstSight())
                .map(NewContent::known)
                .toList();
        if (replaced.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> Columns.of(handle.createUpdate(CLOSE), replaced)
                .bind("snapshots", Long.class, KnownContent::snapshotId)
                .bind("lastSeenAts", Instant.class, KnownContent::confirmedAt)
                .statement()
                .execute());
    }

    private static final String INSERT = """
            insert into app.category_snapshot (merchant_id, walk_id, first_seen_at, content_hash, category_count,
              rejected_count, additions_limit, additions_left, category_limit, document)
            select merchant_id, :walk, read_at, hash, categories, rejected, additions_limit, additions_left,
              category_limit, document::jsonb
            from unnest(:merchants, :readAts, :hashes, :categories, :rejected, :additionsLimits, :additionsLeft,
                :categoryLimits, :documents)
              as read (merchant_id, read_at, hash, categories, rejected, additions_limit, additions_left,
                category_limit, document)
            returning merchant_id, snapshot_id
            """;

    /** @return the snapshots' ids by merchant id */
    Map<Long, Long> insert(List<NewContent> contents, long walkId) {
        return jdbi.withHandle(handle -> Columns.of(handle.createQuery(INSERT).bind("walk", walkId), contents)
                .bind("merchants", Long.class, NewContent::merchantId)
                .bind("readAts", Instant.class, content -> content.reading().readAt())
                .bind("hashes", byte[].class, NewContent::hash)
                .bind("categories", Integer.class, content -> content.snapshot()
                        .categories()
                        .size())
                .bind("rejected", Integer.class, content -> content.snapshot().rejectedCount())
                .bind("additionsLimits", Integer.class, content -> content.snapshot()
                        .additionsLimit())
                .bind("additionsLeft", Integer.class, content -> content.snapshot()
                        .additionsLeft())
                .bind("categoryLimits", Integer.class, content -> content.snapshot()
                        .categoryLimit())
                .bind("documents", String.class, content -> content.snapshot()
                        .document()
                        .toString())
                .statement()
                .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
