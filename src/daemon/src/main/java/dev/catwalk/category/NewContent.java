package dev.catwalk.category;

import java.util.List;

/**
 * A reading whose content is not that of the merchant's current snapshot.
 *
 * @param known what the last recorded visit knew
 * @param hash of the content that was read
 */
record NewContent(Reading reading, KnownContent known, byte[] hash) {
    long merchantId() {
        return reading.merchant().id();
    }

    CategorySnapshot snapshot() {
        return reading.snapshot();
    }

    boolean firstSight() {
        return known.snapshotId() == null;
    }

    boolean isEmptyWithout(List<Category> before) {
        return snapshot().isEmpty() && !before.isEmpty();
    }

    /** Whether no other walk has found the list empty before: one reading of that kind proves nothing. */
    boolean isFirstEmptyRead(long walkId) {
        return known.emptyWalkId() == null || known.emptyWalkId() == walkId;
    }
}
