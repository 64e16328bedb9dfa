package dev.catwalk.category;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** Categories that are not stored as they now read: new ones, and those with another name, status or reason. */
    List<Category> newOrDifferent() {
        Set<Category> stored = new HashSet<>(before);
        return content.snapshot().categories().stream()
                .filter(category -> !stored.contains(category))
                .toList();
    }
}
