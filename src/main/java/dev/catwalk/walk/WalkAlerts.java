package dev.catwalk.walk;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.category.AuditChange;
import dev.catwalk.category.Recorded;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which visits people are told of. Runs in the transaction that records the visit. */
@Singleton
class WalkAlerts {
    private final AlertOutbox outbox;
    private final Merchants merchants;

    WalkAlerts(AlertOutbox outbox, Merchants merchants) {
        this.outbox = outbox;
        this.merchants = merchants;
    }

    void raise(MerchantRef merchant, VisitState before, VisitOutcome outcome, Instant now) {
        switch (outcome) {
            case VisitOutcome.Changed(var reading, var recorded) -> rejections(merchant, recorded, now);
            case VisitOutcome.TokenLost(var why)
            when !"token_lost".equals(before.outcome()) ->
                raise(
                        AlertType.MERCHANT_TOKEN_LOST,
                        merchant,
                        why,
                        before.succeededAt() == null ? Instant.EPOCH : before.succeededAt());
            // The platform refuses what worked until now, although the permission sets we know of did not change.
            case VisitOutcome.NotPermitted(var why, var until)
            when why != null && before.succeededAt() != null && !"not_permitted".equals(before.outcome()) ->
                raise(AlertType.MERCHANT_PERMISSION_LOST, merchant, why, before.succeededAt());
            case VisitOutcome.TokenLost ignored -> {}
            case VisitOutcome.NotPermitted ignored -> {}
            case VisitOutcome.Unchanged ignored -> {}
            case VisitOutcome.NotSupported ignored -> {}
            // Told where the revocation is confirmed.
            case VisitOutcome.Revoked ignored -> {}
            case VisitOutcome.Throttled ignored -> {}
            case VisitOutcome.Deferred ignored -> {}
            case VisitOutcome.Failed ignored -> {}
        }
    }

    private void rejections(MerchantRef merchant, Recorded.Changed recorded, Instant now) {
        for (Recorded.NumberedChange numbered : recorded.changes()) {
            if (!numbered.change().isNewRejection()) {
                continue;
            }
            AuditChange change = numbered.change();
            Rejection rejection = new Rejection(
                    merchant,
                    numbered.changeId(),
                    merchants.nameOf(merchant),
                    change.category(),
                    change.previousStatus(),
                    recorded.firstSight(),
                    now);
            outbox.raise(rejection.alert());
        }
    }

    /** Once per loss: what happened to the merchant since, a failed or deferred visit, does not make it another one. */
    private void raise(AlertType type, MerchantRef merchant, PlatformError why, Instant worked) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("merchant_name", merchants.nameOf(merchant));
        data.put("errcode", why.errcode());
        data.put("reason", why.reason());
        outbox.raiseUnlessToldSince(worked, Alert.ofMerchant(type, merchant, data));
    }
}
