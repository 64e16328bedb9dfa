package dev.catwalk.category;

import java.util.List;

/** What recording one reading came to. */
public sealed interface Recorded {
    /** A new snapshot was stored. {@code changes} is empty when only the quota differs, or a first read found none. */
    record Changed(long snapshotId, byte[] contentHash, boolean firstSight, List<NumberedChange> changes)
            implements Recorded {}

    /** The same content as the current snapshot. */
    record Unchanged() implements Recorded {}

    /** Nothing where categories were known: believed when another walk finds the same five minutes later or more. */
    record DoubtfullyEmpty() implements Recorded {}

    /** A newer read was recorded meanwhile: this one says nothing any more, and counts for nothing. */
    record Outdated() implements Recorded {}

    /** @param changeId the row's id in the history */
    record NumberedChange(long changeId, AuditChange change) {}
}
