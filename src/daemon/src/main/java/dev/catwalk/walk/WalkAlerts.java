package dev.catwalk.walk;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.category.AuditChange;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which visits people are told of. Runs in the transaction that records the visits. */
@Singleton
class WalkAlerts {
    private final AlertOutbox outbox;
    private final Merchants merchants;

    WalkAlerts(AlertOutbox outbox, Merchants merchants) {
        this.outbox = outbox;
        this.merchants = merchants;
    }

    /** @param before by merchant id, how the merchants stood until now */
    void raise(Map<MerchantRef, VisitOutcome> outcomes, Map<Long, VisitState> before) {
        raiseFindings(outcomes.values());
        outcomes.forEach((merchant, outcome) -> raiseLoss(merchant, before.get(merchant.id()), outcome));
    }

    /** Together: the first walk finds thousands. */
    private void raiseFindings(Collection<VisitOutcome> outcomes) {
        List<VisitOutcome.Changed> withFindings = outcomes.stream()
                .filter(VisitOutcome.Changed.class::isInstance)
                .map(VisitOutcome.Changed.class::cast)
                .filter(changed -> changed.recorded().changes().stream()
                        .anyMatch(numbered -> !kinds(numbered.change()).isEmpty()))
                .toList();
        if (withFindings.isEmpty()) {
            return;
        }
        Map<Long, String> names = merchants.namesOf(
                withFindings.stream().map(WalkAlerts::merchant).toList());
        outbox.raise(withFindings.stream()
                .flatMap(
                        changed -> findings(changed, names.get(merchant(changed).id())))
                .map(CategoryProblem::alert)
                .toList());
    }

    private static MerchantRef merchant(VisitOutcome.Changed changed) {
        return changed.reading().merchant();
    }

    private static Stream<CategoryProblem> findings(VisitOutcome.Changed changed, String merchantName) {
        return changed.recorded().changes().stream().flatMap(numbered -> kinds(numbered.change()).stream()
                .map(kind -> new CategoryProblem(
                        kind,
                        merchant(changed),
                        numbered.changeId(),
                        merchantName,
                        numbered.change().category(),
                        numbered.change().previousStatus(),
                        changed.recorded().firstSight(),
                        changed.reading().readAt())));
    }

    /** What a change is told as: a category may be found rejected and expired at once. */
    private static List<CategoryProblem.Kind> kinds(AuditChange change) {
        List<CategoryProblem.Kind> kinds = new ArrayList<>();
        if (change.isNewRejection()) {
            kinds.add(CategoryProblem.Kind.REJECTED);
        }
        if (change.isNewExpiry()) {
            kinds.add(CategoryProblem.Kind.EXPIRED);
        }
        return kinds;
    }

    private void raiseLoss(MerchantRef merchant, VisitState before, VisitOutcome outcome) {
        switch (outcome) {
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
            case VisitOutcome.Changed ignored -> {}
            case VisitOutcome.Unchanged ignored -> {}
            case VisitOutcome.NotSupported ignored -> {}
            // Told where the revocation is confirmed.
            case VisitOutcome.Revoked ignored -> {}
            case VisitOutcome.Throttled ignored -> {}
            case VisitOutcome.Deferred ignored -> {}
            case VisitOutcome.Failed ignored -> {}
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
