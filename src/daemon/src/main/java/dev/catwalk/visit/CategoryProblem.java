package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertType;
import dev.catwalk.category.Category;
import dev.catwalk.component.MerchantRef;
import java.time.Instant;

/**
 * A category that is rejected or expired, as people are told of it: when it is found, and again while it stands.
 *
 * @param changeId the change that made it so
 * @param merchantName null while the platform has not told it
 * @param category as it reads now
 * @param previousStatus before that change; null when the category was not set
 * @param observedAt when that change was observed
 */
public record CategoryProblem(
        Kind kind,
        MerchantRef merchant,
        long changeId,
        String merchantName,
        Category category,
        Integer previousStatus,
        boolean firstSight,
        Instant observedAt) {

    public enum Kind {
        REJECTED(AlertType.CATEGORY_REJECTED),
        EXPIRED(AlertType.CATEGORY_EXPIRED);

        private final AlertType type;

        Kind(AlertType type) {
            this.type = type;
        }

        public AlertType type() {
            return type;
        }
    }

    Alert alert() {
        return alert(null, kind == Kind.EXPIRED ? observedAt : null, false);
    }

    /** @param since since when it stands */
    public Alert reminder(Instant since) {
        return alert(kind == Kind.REJECTED ? since : null, kind == Kind.EXPIRED ? since : null, true);
    }

    private Alert alert(Instant rejectedSince, Instant expiredSince, boolean reminder) {
        return Alert.ofChange(
                kind.type(),
                merchant,
                changeId,
                new AlertData.OfCategory(
                        merchantName,
                        category.key().firstId(),
                        category.firstName(),
                        category.key().secondId(),
                        category.secondName(),
                        previousStatus,
                        category.auditStatus(),
                        category.auditReason(),
                        firstSight,
                        observedAt,
                        rejectedSince,
                        expiredSince,
                        reminder));
    }
}
