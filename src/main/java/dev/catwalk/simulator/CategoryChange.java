package dev.catwalk.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One step in the history of a merchant's categories.
 *
 * @param before null when the category was added
 * @param after null when it was removed
 */
public record CategoryChange(Instant at, Kind kind, Category before, Category after) {
    public enum Kind {
        @JsonProperty("added")
        ADDED,
        @JsonProperty("removed")
        REMOVED,
        @JsonProperty("status_changed")
        STATUS_CHANGED,
        @JsonProperty("reason_changed")
        REASON_CHANGED,
        @JsonProperty("renamed")
        RENAMED
    }
}
