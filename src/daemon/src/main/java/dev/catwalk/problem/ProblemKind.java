package dev.catwalk.problem;

import dev.catwalk.alert.AlertType;
import dev.catwalk.category.AuditChange;
import dev.catwalk.category.AuditStatus;
import dev.catwalk.category.Category;
import java.util.Locale;

/** What makes a category a problem. A category may be both at once. */
public enum ProblemKind {
    REJECTED(AlertType.CATEGORY_REJECTED),
    EXPIRED(AlertType.CATEGORY_EXPIRED);

    private final AlertType type;

    ProblemKind(AlertType type) {
        this.type = type;
    }

    /** Of the alert that reports it. */
    public AlertType type() {
        return type;
    }

    public boolean isOpenedBy(AuditChange change) {
        return switch (this) {
            case REJECTED -> change.isNewRejection();
            case EXPIRED -> change.isNewExpiry();
        };
    }

    public boolean isEndedBy(AuditChange change) {
        return switch (this) {
            case REJECTED -> change.endsRejection();
            case EXPIRED -> change.endsExpiry();
        };
    }

    /**
     * Whether such a problem of the category may be on the list: it stays there while the category is reviewed again. Of a
     * category under review the platform does not say whether it is expired.
     */
    boolean mayBeOpenFor(Category category) {
        return category.auditStatus() == AuditStatus.UNDER_REVIEW
                || switch (this) {
                    case REJECTED -> category.auditStatus() == AuditStatus.REJECTED;
                    case EXPIRED -> category.isExpired();
                };
    }

    /** As stored. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ProblemKind of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
