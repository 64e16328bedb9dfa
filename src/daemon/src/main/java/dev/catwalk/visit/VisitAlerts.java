package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertEndings;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.category.AuditChange;
import dev.catwalk.category.Recorded.NumberedChange;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which visits cause alerts. Runs in the transaction that records the visits. */
@Singleton
class VisitAlerts {
    private final AlertOutbox outbox;
    private final AlertEndings endings;
    private final Merchants merchants;
    private final TokensUnderway tokens;

    VisitAlerts(AlertOutbox outbox, AlertEndings endings, Merchants merchants, TokensUnderway tokens) {
        this.outbox = outbox;
        this.endings = endings;
        this.merchants = merchants;
        this.tokens = tokens;
    }

    /**
     * A merchant whose tokens are about to come is not lost, whatever the platform said of the old ones: its visit is
     * deferred, and no alert is raised.
     */
    void deferWhatIsNotLost(Map<MerchantRef, VisitOutcome> outcomes) {
        Set<Long> underway = new HashSet<>(tokens.codeWaits(those(outcomes, VisitAlerts::looksLost)));
        underway.addAll(tokens.storedSince(those(outcomes, VisitOutcome.TokenLost.class::isInstance)));
        if (!underway.isEmpty()) {
            outcomes.replaceAll((merchant, outcome) ->
                    underway.contains(merchant.id()) ? new VisitOutcome.Deferred(outcome.why()) : outcome);
        }
    }

    private static List<MerchantRef> those(Map<MerchantRef, VisitOutcome> outcomes, Predicate<VisitOutcome> condition) {
        return outcomes.keySet().stream()
                .filter(merchant -> condition.test(outcomes.get(merchant)))
                .toList();
    }

    private static boolean looksLost(VisitOutcome outcome) {
        return switch (outcome) {
            case VisitOutcome.TokenLost _ -> true;
            case VisitOutcome.NotPermitted(var why, var _) -> why != null;
            case VisitOutcome.Failed(var why) -> why.kind() == ErrorKind.AUTHORIZATION_GONE;
            case VisitOutcome.Changed _ -> false;
            case VisitOutcome.Unchanged _ -> false;
            case VisitOutcome.NotSupported _ -> false;
            case VisitOutcome.Revoked _ -> false;
            case VisitOutcome.Throttled _ -> false;
            case VisitOutcome.Deferred _ -> false;
        };
    }

    /** @param before by merchant id, how the merchants stood until now */
    void raise(Map<MerchantRef, VisitOutcome> outcomes, Map<Long, VisitState> before) {
        endFindings(outcomes.values(), AuditChange::endsRejection, AlertType.CATEGORY_REJECTED);
        endFindings(outcomes.values(), AuditChange::endsExpiry, AlertType.CATEGORY_EXPIRED);
        raiseFindings(outcomes.values());
        endings.ofLosses(outcomes.entrySet().stream()
                .filter(visit -> visit.getValue().outcome().isSuccess()
                        && !before.get(visit.getKey().id()).isSuccess())
                .map(Map.Entry::getKey)
                .toList());
        outcomes.forEach((merchant, outcome) -> raiseLoss(merchant, before.get(merchant.id()), outcome));
    }

    private void endFindings(Collection<VisitOutcome> outcomes, Predicate<AuditChange> ending, AlertType type) {
        endings.ofCategories(
                outcomes.stream()
                        .filter(VisitOutcome.Changed.class::isInstance)
                        .map(VisitOutcome.Changed.class::cast)
                        .flatMap(changed -> changed.recorded().changes().stream()
                                .map(NumberedChange::change)
                                .filter(ending)
                                .map(change -> new AlertEndings.Subject(
                                        merchant(changed),
                                        change.category().key().firstId(),
                                        change.category().key().secondId())))
                        .toList(),
                type);
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
                withFindings.stream().map(VisitAlerts::merchant).toList());
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

    /** The alerts of a change: a category may be found rejected and expired at once. */
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
            when before.outcome() != Outcome.TOKEN_LOST ->
                raise(
                        AlertType.MERCHANT_TOKEN_LOST,
                        merchant,
                        why,
                        before.succeededAt() == null ? Instant.EPOCH : before.succeededAt());
            // The platform refuses what worked until now, although the permission sets we know of did not change.
            case VisitOutcome.NotPermitted(var why, var until)
            when why != null && before.succeededAt() != null && before.outcome() != Outcome.NOT_PERMITTED ->
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
        AlertData data = new AlertData.OfMerchant(merchants.nameOf(merchant), why.errcode(), why, null);
        outbox.raiseUnlessRaisedSince(worked, Alert.ofMerchant(type, merchant, data));
    }
}
