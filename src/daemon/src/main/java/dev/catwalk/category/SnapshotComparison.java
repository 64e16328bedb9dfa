package dev.catwalk.category;

import dev.catwalk.category.AuditChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened to a merchant's categories between two readings. Pure. A change of name alone is no audit change. */
final class SnapshotComparison {
    private SnapshotComparison() {}

    /** @return the changes, by key, removals last */
    static List<AuditChange> compare(Collection<Category> before, Collection<Category> now) {
        Map<CategoryKey, Category> gone = new HashMap<>();
        before.forEach(category -> gone.put(category.key(), category));
        List<AuditChange> changes = new ArrayList<>();
        for (Category category : now) {
            Category earlier = gone.remove(category.key());
            if (earlier == null) {
                changes.add(new AuditChange(Kind.ADDED, category, null));
            } else if (earlier.auditStatus() != category.auditStatus()) {
                changes.add(new AuditChange(Kind.STATUS_CHANGED, category, earlier.auditStatus()));
            } else if (!earlier.auditReason().equals(category.auditReason())) {
                changes.add(new AuditChange(Kind.REASON_CHANGED, category, earlier.auditStatus()));
            }
        }
        gone.values().stream()
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .forEach(category -> changes.add(new AuditChange(Kind.REMOVED, category, category.auditStatus())));
        return changes;
    }
}
