package dev.catwalk.category;

import java.time.Instant;

/**
 * What the last recorded visit knows of a merchant's categories.
 *
 * @param snapshotId the current snapshot; null before the first read
 * @param contentHash of the current snapshot; null before the first read
 * @param readAt start of the newest recorded read; null before the first read
 * @param confirmedAt when the current snapshot was last seen to be true; null before the first read
 * @param emptyWalkId the walk that first found nothing where categories were known; null when the last read found some
 * @param emptyReadAt when that walk did; null when the last read found some
 */
public record KnownContent(
        Long snapshotId,
        byte[] contentHash,
        Instant readAt,
        Instant confirmedAt,
        Long emptyWalkId,
        Instant emptyReadAt) {}
