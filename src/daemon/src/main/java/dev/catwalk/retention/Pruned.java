package dev.catwalk.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of one history.
 *
 * @param rows how many were deleted, or would be; of a history with parts, such as alerts with their deliveries, the wholes
 * @param oldestKept the time of the oldest row that stays; empty when none was seen, as when the history is not pruned at all
 * @param complete false when the activation ended, or had trouble, before the end of the history; the next one finds the rest
 */
public record Pruned(History history, long rows, Optional<Instant> oldestKept, boolean complete) {}
