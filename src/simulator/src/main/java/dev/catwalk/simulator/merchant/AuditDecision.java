package dev.catwalk.simulator.merchant;

import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;

/**
 * The end of a review.
 *
 * @param auditStatus 2 rejected, 3 approved
 * @param listLag for how long getcategory still shows the state before
 */
public record AuditDecision(int auditStatus, String reason, Announcement notice, Duration listLag) {
    public static AuditDecision approved() {
        return new AuditDecision(SimulatedCategory.APPROVED, "", Announcement.PUSHED, Duration.ZERO);
    }

    public static AuditDecision rejected(String reason) {
        return new AuditDecision(SimulatedCategory.REJECTED, reason, Announcement.PUSHED, Duration.ZERO);
    }

    /** The event about it is never sent. */
    public AuditDecision unannounced() {
        return new AuditDecision(auditStatus, reason, Announcement.LOST, listLag);
    }

    /** The event comes first, the list follows. */
    public AuditDecision listedAfter(Duration lag) {
        return new AuditDecision(auditStatus, reason, notice, lag);
    }
}
