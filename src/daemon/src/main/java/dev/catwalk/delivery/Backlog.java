package dev.catwalk.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * What waits for a receiver.
 *
 * @param receiver its name in the table
 * @param pending items not delivered yet
 * @param pendingSince when the oldest of them was made; empty when none is
 * @param dead items given up
 * @param lastError what the last failed attempt of those met; empty when none failed
 * @param disabledAt since when the receiver wants no more; empty when it does
 */
public record Backlog(
        DeliveryTable table,
        String receiver,
        long pending,
        Optional<Instant> pendingSince,
        long dead,
        Optional<String> lastError,
        Optional<Instant> disabledAt) {}
