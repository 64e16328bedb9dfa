package dev.catwalk.category;

import dev.catwalk.category.AuditChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened to a merchant's categories between two readings. Pure. Several things may have happened to one category: each
 * is a change, and each shows the category as it is after all of them.
 */
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
                changes.add(new AuditChange(Kind.ADDED, category, null, null));
            } else {
                kinds(earlier, category)
                        .forEach(kind -> changes.add(new AuditChange(
                                kind,
                                category,
                                earlier,
                                kind == Kind.STATUS_CHANGED ? earlier.auditStatus() : category.auditStatus())));
            }
        }
        gone.values().stream()
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .forEach(category ->
                        changes.add(new AuditChange(Kind.REMOVED, category, category, category.auditStatus())));
        return changes;
    }

    private static List<Kind> kinds(Category before, Category now) {
        List<Kind> kinds = new ArrayList<>();
        if (before.auditStatus() != now.auditStatus()) {
            kinds.add(Kind.STATUS_CHANGED);
        } else if (!before.auditReason().equals(now.auditReason())) {
            kinds.add(Kind.REASON_CHANGED);
        }
        // Whether "not expired" is said or left unsaid is no difference.
        if (before.isExpired() != now.isExpired()) {
            kinds.add(now.isExpired() ? Kind.EXPIRED : Kind.RENEWED);
        }
        if (!before.hasNamesOf(now)) {
            kinds.add(Kind.RENAMED);
        }
        return kinds;
    }
}
