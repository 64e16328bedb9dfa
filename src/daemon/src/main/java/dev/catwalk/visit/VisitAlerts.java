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
import dev.catwalk.merchant.Merchants.MerchantStanding;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.problem.ProblemKind;
import dev.catwalk.problem.ProblemRecorder;
import dev.catwalk.problem.ProblemRecorder.Opening;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which visits cause alerts, and what they change in the work list. Runs in the transaction that records the visits. */
@Singleton
class VisitAlerts {
    private final AlertOutbox outbox;
    private final AlertEndings endings;
    private final Merchants merchants;
    private final TokensUnderway tokens;
    private final ProblemRecorder problems;

    VisitAlerts(
            AlertOutbox outbox,
            AlertEndings endings,
            Merchants merchants,
            TokensUnderway tokens,
            ProblemRecorder problems) {
        this.outbox = outbox;
        this.endings = endings;
        this.merchants = merchants;
        this.tokens = tokens;
        this.problems = problems;
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
        List<VisitOutcome.Changed> changed = outcomes.values().stream()
                .filter(VisitOutcome.Changed.class::isInstance)
                .map(VisitOutcome.Changed.class::cast)
                .toList();
        Map<Opening, Long> opened = problems.record(changed.stream()
                .map(visit -> new ProblemRecorder.Found(
                        merchant(visit),
                        visit.reading().readAt(),
                        visit.recorded().changes()))
                .toList());
        Stream.of(ProblemKind.values()).forEach(kind -> endAlerts(changed, kind));
        raiseProblems(changed, opened);
        endings.ofLosses(back(outcomes, before));
        outcomes.forEach((merchant, outcome) -> raiseLoss(merchant, before.get(merchant.id()), outcome));
    }

    /**
     * Not those that were lost since this page was read, perhaps minutes ago: the next visits would settle them without a
     * call, and raise nothing.
     */
    private List<MerchantRef> back(Map<MerchantRef, VisitOutcome> outcomes, Map<Long, VisitState> before) {
        List<Long> read = outcomes.entrySet().stream()
                .filter(visit -> visit.getValue().outcome().isSuccess()
                        && !before.get(visit.getKey().id()).isSuccess())
                .map(visit -> visit.getKey().id())
                .toList();
        return read.isEmpty()
                ? List.of()
                : merchants.standing(read).stream()
                        .filter(now -> PageReading.outcomeWithoutCall(now).isEmpty())
                        .map(MerchantStanding::merchant)
                        .toList();
    }

    private void endAlerts(List<VisitOutcome.Changed> changed, ProblemKind kind) {
        endings.ofCategories(
                changed.stream()
                        .flatMap(visit -> visit.recorded().changes().stream()
                                .map(NumberedChange::change)
                                .filter(kind::isEndedBy)
                                .map(change -> new AlertEndings.Subject(
                                        merchant(visit),
                                        change.category().key().firstId(),
                                        change.category().key().secondId())))
                        .toList(),
                kind.type());
    }

    /** Together: the first walk finds thousands. */
    private void raiseProblems(List<VisitOutcome.Changed> changed, Map<Opening, Long> opened) {
        List<VisitOutcome.Changed> withProblems = changed.stream()
                .filter(visit -> visit.recorded().changes().stream()
                        .anyMatch(
                                numbered -> opened(numbered.change()).findAny().isPresent()))
                .toList();
        if (withProblems.isEmpty()) {
            return;
        }
        Map<Long, String> names = merchants.namesOf(
                withProblems.stream().map(VisitAlerts::merchant).toList());
        outbox.raise(withProblems.stream()
                .flatMap(visit -> problems(visit, names.get(merchant(visit).id()), opened))
                .map(CategoryProblem::alert)
                .toList());
    }

    private static MerchantRef merchant(VisitOutcome.Changed changed) {
        return changed.reading().merchant();
    }

    private static Stream<CategoryProblem> problems(
            VisitOutcome.Changed changed, String merchantName, Map<Opening, Long> numbers) {
        return changed.recorded().changes().stream().flatMap(numbered -> opened(numbered.change())
                .map(kind -> new CategoryProblem(
                        kind,
                        numbers.get(new Opening(numbered.changeId(), kind)),
                        merchant(changed),
                        numbered.changeId(),
                        merchantName,
                        numbered.change().category(),
                        numbered.change().previousStatus(),
                        changed.recorded().firstSight(),
                        changed.reading().readAt())));
    }

    /** A category may be found rejected and expired at once. */
    private static Stream<ProblemKind> opened(AuditChange change) {
        return Stream.of(ProblemKind.values()).filter(kind -> kind.isOpenedBy(change));
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
            // The platform refuses what worked until now, although the permission sets we know of did not change. Or it
            // still does after they were granted again, which had ended the first alert and the hold.
            case VisitOutcome.NotPermitted(var why, var until)
            when why != null
                    && before.succeededAt() != null
                    && (before.outcome() != Outcome.NOT_PERMITTED || before.holdUntil() == null) ->
                raise(AlertType.MERCHANT_PERMISSION_LOST, merchant, why, before.succeededAt());
            case VisitOutcome.TokenLost ignored -> {}
            case VisitOutcome.NotPermitted ignored -> {}
            case VisitOutcome.Changed ignored -> {}
            case VisitOutcome.Unchanged ignored -> {}
            case VisitOutcome.NotSupported ignored -> {}
            // Raised where the revocation is confirmed.
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
