package dev.catwalk.category;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
        jdbi.useHandle(handle -> handle.createUpdate(CLOSE)
                .bindArray("snapshots", Long.class, each(replaced, KnownContent::snapshotId))
                .bindArray("lastSeenAts", Instant.class, each(replaced, KnownContent::confirmedAt))
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
        List<CategorySnapshot> read = each(contents, NewContent::snapshot);
        return jdbi.withHandle(handle -> handle.createQuery(INSERT)
                .bind("walk", walkId)
                .bindArray("merchants", Long.class, each(contents, NewContent::merchantId))
                .bindArray("readAts", Instant.class, each(contents, content -> content.reading()
                        .readAt()))
                .bindArray("hashes", byte[].class, each(contents, NewContent::hash))
                .bindArray("categories", Integer.class, each(read, snapshot -> snapshot.categories()
                        .size()))
                .bindArray("rejected", Integer.class, each(read, CategorySnapshot::rejectedCount))
                .bindArray("additionsLimits", Integer.class, each(read, CategorySnapshot::additionsLimit))
                .bindArray("additionsLeft", Integer.class, each(read, CategorySnapshot::additionsLeft))
                .bindArray("categoryLimits", Integer.class, each(read, CategorySnapshot::categoryLimit))
                .bindArray("documents", String.class, each(read, snapshot -> snapshot.document()
                        .toString()))
                .map((row, context) -> Map.entry(row.getLong(1), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static <T, R> List<R> each(List<T> rows, Function<T, R> column) {
        return rows.stream().map(column).toList();
    }
}
