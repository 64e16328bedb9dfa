package dev.catwalk.simulator.merchant;

import java.time.Instant;

/**
 * One step in the history of a merchant's categories.
 *
 * @param before null when the category was added
 * @param after null when it was removed
 */
public record CategoryChange(Instant at, Kind kind, SimulatedCategory before, SimulatedCategory after) {
    public enum Kind {
        ADDED,
        REMOVED,
        STATUS_CHANGED,
        REASON_CHANGED,
        EXPIRED,
        RENEWED,
        RENAMED
    }
}
