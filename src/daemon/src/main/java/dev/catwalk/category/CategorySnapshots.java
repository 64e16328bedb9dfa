package dev.catwalk.category;

import dev.catwalk.category.Recorded.NumberedChange;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records readings: stores a snapshot, the categories now set and what changed, where the content differs from the current
 * snapshot. Runs in the transaction of the caller, who rolls it back when one of the merchants' visit rows turns out to have
 * been written by another meanwhile. However many merchants changed, the database is asked a handful of times.
 */
@Singleton
public class CategorySnapshots {
    private final CategoryRows categories;
    private final SnapshotRows snapshots;
    private final ChangeRows changes;

    CategorySnapshots(CategoryRows categories, SnapshotRows snapshots, ChangeRows changes) {
        this.categories = categories;
        this.snapshots = snapshots;
        this.changes = changes;
    }

    /**
     * @param readings at most one of each merchant
     * @param known by merchant id, of each merchant that was read
     * @return what each reading came to, by merchant id
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Map<Long, Recorded> record(Collection<Reading> readings, Map<Long, KnownContent> known, long walkId) {
        Map<Long, Recorded> recorded = new HashMap<>();
        List<NewContent> differing = new ArrayList<>();
        for (Reading reading : readings) {
            long merchantId = reading.merchant().id();
            KnownContent before = known.get(merchantId);
            if (before.readAt() != null && reading.readAt().isBefore(before.readAt())) {
                recorded.put(merchantId, new Recorded.Outdated());
                continue;
            }
            byte[] hash = ContentHash.of(reading.snapshot());
            if (Arrays.equals(hash, before.contentHash())) {
                recorded.put(merchantId, new Recorded.Unchanged());
            } else {
                differing.add(new NewContent(reading, before, hash));
            }
        }
        if (!differing.isEmpty()) {
            recorded.putAll(recordDiffering(differing, walkId));
        }
        return recorded;
    }

    private Map<Long, Recorded> recordDiffering(List<NewContent> differing, long walkId) {
        Map<Long, Recorded> recorded = new HashMap<>();
        Map<Long, List<Category>> set = categories.of(differing.stream()
                .filter(content -> !content.firstSight())
                .map(NewContent::merchantId)
                .toList());
        List<Difference> toStore = new ArrayList<>(differing.size());
        for (NewContent content : differing) {
            List<Category> before = set.getOrDefault(content.merchantId(), List.of());
            if (content.isEmptyWithout(before) && !content.confirmsEmptyRead(walkId)) {
                recorded.put(content.merchantId(), new Recorded.DoubtfullyEmpty());
            } else {
                toStore.add(new Difference(content, before));
            }
        }
        if (!toStore.isEmpty()) {
            recorded.putAll(store(toStore, walkId));
        }
        return recorded;
    }

    private Map<Long, Recorded> store(List<Difference> differences, long walkId) {
        List<NewContent> contents =
                differences.stream().map(Difference::content).toList();
        snapshots.close(contents);
        Map<Long, Long> snapshotIds = snapshots.insert(contents, walkId);
        Map<Long, List<NumberedChange>> numbered = changes.insert(differences, snapshotIds, walkId);
        categories.apply(differences);
        Map<Long, Recorded> recorded = new HashMap<>();
        for (NewContent content : contents) {
            long merchantId = content.merchantId();
            recorded.put(
                    merchantId,
                    new Recorded.Changed(
                            snapshotIds.get(merchantId),
                            content.hash(),
                            content.firstSight(),
                            numbered.getOrDefault(merchantId, List.of())));
        }
        return recorded;
    }
}
