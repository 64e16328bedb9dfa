package dev.catwalk.alert;

import dev.catwalk.platform.PlatformError;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an alert says besides component, merchant, change, severity and advice. {@link #fields} are the names and the order of
 * the webhook, here and nowhere else. Those who read stored alerts go by these names and not by the types below, since an alert
 * may be one of a newer version.
 */
public sealed interface AlertData {
    /** @return values may be null; a reason is put into words when the alert is written */
    Map<String, Object> fields();

    /**
     * A category is rejected or expired.
     *
     * @param problemId its number on the work list; null when it is not there
     * @param merchantName null while it is not known
     * @param previousStatus null when the category was not set before
     * @param rejectedSince null unless this is a reminder of a rejection
     * @param expiredSince null unless the category is expired
     * @param reminder whether an earlier alert reported it
     */
    record OfCategory(
            Long problemId,
            String merchantName,
            int firstId,
            String firstName,
            int secondId,
            String secondName,
            Integer previousStatus,
            int auditStatus,
            String auditReason,
            boolean firstSight,
            Instant observedAt,
            Instant rejectedSince,
            Instant expiredSince,
            boolean reminder)
            implements AlertData {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("merchant_name", merchantName);
            fields.put("first_id", firstId);
            fields.put("first_name", firstName);
            fields.put("second_id", secondId);
            fields.put("second_name", secondName);
            fields.put("previous_status", previousStatus);
            fields.put("audit_status", auditStatus);
            fields.put("audit_reason", auditReason);
            fields.put("first_sight", firstSight);
            fields.put("observed_at", observedAt.toString());
            if (problemId != null) {
                // As text: receivers in languages whose numbers are doubles would lose digits.
                fields.put("problem_id", problemId.toString());
            }
            if (reminder) {
                fields.put("reminder", true);
            }
            if (rejectedSince != null) {
                fields.put("rejected_since", rejectedSince.toString());
            }
            if (expiredSince != null) {
                fields.put("expired_since", expiredSince.toString());
            }
            return fields;
        }
    }

    /**
     * A merchant is lost, or back.
     *
     * @param merchantName null while it is not known
     * @param errcode null when no refusal of the platform says it
     * @param reason a {@link Phrase} or a {@link PlatformError}
     * @param lostSince null unless it is back
     */
    record OfMerchant(String merchantName, Integer errcode, Object reason, Instant lostSince) implements AlertData {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("merchant_name", merchantName);
            fields.put("errcode", errcode);
            fields.put("reason", reason);
            if (lostSince != null) {
                fields.put("lost_since", lostSince.toString());
            }
            return fields;
        }
    }

    /**
     * Nothing of a component works, or all of it again.
     *
     * @param errcode null when no refusal of the platform says it
     * @param reason a {@link Phrase} or a {@link PlatformError}
     */
    record OfComponent(Integer errcode, Object reason) implements AlertData {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("errcode", errcode);
            fields.put("reason", reason);
            return fields;
        }
    }

    /**
     * Verify tickets do not come.
     *
     * @param severity instead of the type's own
     * @param ticketExpiresAt of the last one; null when none ever came
     */
    record OfTickets(Phrase reason, String severity, Instant silentSince, Instant ticketExpiresAt)
            implements AlertData {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("errcode", null);
            fields.put("reason", reason);
            fields.put("severity", severity);
            fields.put("silent_since", silentSince.toString());
            fields.put("ticket_expires_at", ticketExpiresAt == null ? null : ticketExpiresAt.toString());
            return fields;
        }
    }
}
