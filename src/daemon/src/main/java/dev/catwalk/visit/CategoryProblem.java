package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertType;
import dev.catwalk.category.Category;
import dev.catwalk.component.MerchantRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

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
        REJECTED(AlertType.CATEGORY_REJECTED, "rejected_since"),
        EXPIRED(AlertType.CATEGORY_EXPIRED, "expired_since");

        private final AlertType type;
        private final String since;

        Kind(AlertType type, String since) {
            this.type = type;
            this.since = since;
        }

        public AlertType type() {
            return type;
        }
    }

    Alert alert() {
        Map<String, Object> data = data();
        if (kind == Kind.EXPIRED) {
            data.put(kind.since, observedAt.toString());
        }
        return Alert.ofChange(kind.type(), merchant, changeId, data);
    }

    /** @param since since when it stands */
    public Alert reminder(Instant since) {
        Map<String, Object> data = data();
        data.put("reminder", true);
        data.put(kind.since, since.toString());
        return Alert.ofChange(kind.type(), merchant, changeId, data);
    }

    private Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("merchant_name", merchantName);
        data.put("first_id", category.key().firstId());
        data.put("first_name", category.firstName());
        data.put("second_id", category.key().secondId());
        data.put("second_name", category.secondName());
        data.put("previous_status", previousStatus);
        data.put("audit_status", category.auditStatus());
        data.put("audit_reason", category.auditReason());
        data.put("first_sight", firstSight);
        data.put("observed_at", observedAt.toString());
        return data;
    }
}
