package dev.catwalk.category;

import java.time.Duration;
import java.util.List;

/**
 * A reading whose content is not that of the merchant's current snapshot.
 *
 * @param known what the last recorded visit knew
 * @param hash of the content that was read
 */
record NewContent(Reading reading, KnownContent known, byte[] hash) {
    /** An empty list is believed when it is still empty after this time (contract). */
    private static final Duration LONGEST_BLIP = Duration.ofMinutes(5);

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

    /** Whether the list was found empty before, by another walk and not just now: a blip may well answer two walks. */
    boolean confirmsEmptyRead(long walkId) {
        return known.emptyWalkId() != null
                && known.emptyWalkId() != walkId
                && known.emptyReadAt() != null
                && !reading.readAt().isBefore(known.emptyReadAt().plus(LONGEST_BLIP));
    }
}
