package dev.catwalk.category;

import java.util.Locale;

/**
 * One observed change of one category.
 *
 * @param category as it is now; for a removed one, as it was
 * @param before null when the category was not set; as it was before this and any other change that the same reading found
 * @param previousStatus null when the category was not set before
 */
public record AuditChange(Kind kind, Category category, Category before, Integer previousStatus) {
    public enum Kind {
        ADDED,
        REMOVED,
        STATUS_CHANGED,
        REASON_CHANGED,
        EXPIRED,
        RENEWED,
        RENAMED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The status now; null when the category is gone. */
    public Integer auditStatus() {
        return kind == Kind.REMOVED ? null : (Integer) category.auditStatus();
    }

    /** Whether a category is expired now that was not before. */
    public boolean isNewExpiry() {
        return kind == Kind.EXPIRED || kind == Kind.ADDED && category.isExpired();
    }

    /** Whether a category is not rejected any more that was before. */
    public boolean endsRejection() {
        return Integer.valueOf(AuditStatus.REJECTED).equals(previousStatus)
                && !Integer.valueOf(AuditStatus.REJECTED).equals(auditStatus());
    }

    /** Whether a category is not expired any more that was before. */
    public boolean endsExpiry() {
        return kind == Kind.RENEWED || kind == Kind.REMOVED && category.isExpired();
    }

    /** Whether a category is rejected now that was not before. */
    public boolean isNewRejection() {
        return (kind == Kind.ADDED || kind == Kind.STATUS_CHANGED) && category.auditStatus() == AuditStatus.REJECTED;
    }
}
