package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.category.Category;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.problem.ProblemKind;
import java.time.Instant;

/**
 * A category that is rejected or expired, as alerts report it: when it is found, and again while it lasts.
 *
 * @param problemId its number on the work list; null when it is not there
 * @param changeId the change that made it so
 * @param merchantName null while it is not known
 * @param category as it reads now
 * @param previousStatus before that change; null when the category was not set
 * @param observedAt when that change was observed
 */
public record CategoryProblem(
        ProblemKind kind,
        Long problemId,
        MerchantRef merchant,
        long changeId,
        String merchantName,
        Category category,
        Integer previousStatus,
        boolean firstSight,
        Instant observedAt) {
    Alert alert() {
        return alert(null, kind == ProblemKind.EXPIRED ? observedAt : null, false);
    }

    /** @param since since when it is rejected or expired */
    public Alert reminder(Instant since) {
        return alert(kind == ProblemKind.REJECTED ? since : null, kind == ProblemKind.EXPIRED ? since : null, true);
    }

    private Alert alert(Instant rejectedSince, Instant expiredSince, boolean reminder) {
        return Alert.ofChange(
                kind.type(),
                merchant,
                changeId,
                new AlertData.OfCategory(
                        problemId,
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
