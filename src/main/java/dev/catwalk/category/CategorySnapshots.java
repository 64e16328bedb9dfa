package dev.catwalk.category;

import dev.catwalk.category.Recorded.NumberedChange;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records readings: stores a snapshot, the categories now set and what changed, if the content differs from the current
 * snapshot. Runs in the transaction of the caller, who holds the lock on the merchant's visit row.
 */
@Singleton
public class CategorySnapshots {
    private final CategoryRows rows;

    CategorySnapshots(CategoryRows rows) {
        this.rows = rows;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public Recorded record(Reading reading, KnownContent known, long walkId, Instant observedAt) {
        if (known.readAt() != null && reading.readAt().isBefore(known.readAt())) {
            return new Recorded.Outdated();
        }
        byte[] hash = ContentHash.of(reading.snapshot());
        if (Arrays.equals(hash, known.contentHash())) {
            return new Recorded.Unchanged();
        }
        List<Category> before = known.snapshotId() == null
                ? List.of()
                : rows.categoriesOf(reading.merchant().id());
        boolean unexpectedlyEmpty = reading.snapshot().isEmpty() && !before.isEmpty();
        if (unexpectedlyEmpty && (known.emptyWalkId() == null || known.emptyWalkId() == walkId)) {
            return new Recorded.DoubtfullyEmpty();
        }
        return store(reading, known, before, hash, walkId, observedAt);
    }

    private Recorded store(
            Reading reading, KnownContent known, List<Category> before, byte[] hash, long walkId, Instant observedAt) {
        long merchantId = reading.merchant().id();
        boolean firstSight = known.snapshotId() == null;
        if (!firstSight) {
            rows.closeSnapshot(known.snapshotId(), known.confirmedAt());
        }
        long snapshotId = rows.insertSnapshot(merchantId, walkId, reading.snapshot(), hash, reading.readAt());
        List<AuditChange> changes =
                SnapshotComparison.compare(before, reading.snapshot().categories());
        List<NumberedChange> numbered = new ArrayList<>(changes.size());
        for (AuditChange change : changes) {
            long changeId =
                    rows.insertChange(merchantId, change, firstSight, snapshotId, walkId, observedAt, known.readAt());
            numbered.add(new NumberedChange(changeId, change));
        }
        rows.replaceCategories(merchantId, reading.snapshot().categories(), observedAt);
        return new Recorded.Changed(snapshotId, hash, firstSight, numbered);
    }
}
