package dev.catwalk.category;

import java.util.List;

/** New content beside the categories it replaces, and what that comes to. */
record Difference(NewContent content, List<Category> before, List<AuditChange> changes) {
    Difference(NewContent content, List<Category> before) {
        this(
                content,
                before,
                SnapshotComparison.compare(before, content.snapshot().categories()));
    }

    long merchantId() {
        return content.merchantId();
    }

    List<CategoryKey> removed() {
        return changes.stream()
                .filter(change -> change.kind() == AuditChange.Kind.REMOVED)
                .map(change -> change.category().key())
                .toList();
    }

    /** Categories with a change, as they are now: so what is set and the history never contradict each other. */
    List<Category> addedOrChanged() {
        return changes.stream()
                .filter(change -> change.kind() != AuditChange.Kind.REMOVED)
                .map(AuditChange::category)
                .distinct()
                .toList();
    }
}
