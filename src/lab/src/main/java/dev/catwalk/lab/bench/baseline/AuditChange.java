package dev.catwalk.lab.bench.baseline;

import dev.catwalk.lab.bench.baseline.Answer.Entry;
import java.time.Instant;

/** One change of one category. */
class AuditChange {
    Long id;
    Snapshot snapshot;
    Merchant merchant;
    int firstId;
    int secondId;
    Integer previousStatus;
    Integer auditStatus;
    String auditReason;
    Instant observedAt;

    /** @param previousStatus null when the category was not set before */
    static AuditChange of(Entry entry, Integer previousStatus, Snapshot snapshot, Instant now) {
        AuditChange change = at(entry.first(), entry.second(), snapshot, now);
        change.previousStatus = previousStatus;
        change.auditStatus = entry.auditStatus();
        change.auditReason = entry.auditReason();
        return change;
    }

    static AuditChange removed(Category category, Snapshot snapshot, Instant now) {
        AuditChange change = at(category.firstId, category.secondId, snapshot, now);
        change.previousStatus = category.auditStatus;
        return change;
    }

    private static AuditChange at(int firstId, int secondId, Snapshot snapshot, Instant now) {
        AuditChange change = new AuditChange();
        change.snapshot = snapshot;
        change.merchant = snapshot.merchant;
        change.firstId = firstId;
        change.secondId = secondId;
        change.observedAt = now;
        return change;
    }
}
