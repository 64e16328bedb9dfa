package dev.catwalk.visit;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Merchants.MerchantStanding;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import dev.catwalk.visit.SliceRows.PageRef;
import dev.catwalk.visit.SliceRows.SliceRef;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the platform everything about a page, and touches no category. A pipeline: each step takes the page's merchants and
 * returns them in the same order, some of them with a visit that ended.
 *
 * <ol>
 *   <li>settle those that need no call,
 *   <li>get live tokens for the others,
 *   <li>read their categories,
 *   <li>read again those whose token turned out to be stale,
 *   <li>confirm those that seem revoked.
 * </ol>
 */
@Singleton
public class PageReading {
    private final Merchants merchants;
    private final VisitRows visitRows;
    private final AuthorizerTokens tokens;
    private final AuthorizationCheck authorization;
    private final Visits visits;
    private final ConcurrentCalls calls;
    private final WalkStops stops;

    public PageReading(
            Merchants merchants,
            VisitRows visitRows,
            AuthorizerTokens tokens,
            AuthorizationCheck authorization,
            Visits visits,
            ConcurrentCalls calls,
            WalkStops stops) {
        this.merchants = merchants;
        this.visitRows = visitRows;
        this.tokens = tokens;
        this.authorization = authorization;
        this.visits = visits;
        this.calls = calls;
        this.stops = stops;
    }

    /**
     * A merchant of the page between two steps.
     *
     * @param token null until one is needed and live
     * @param visit null while the visit has not ended
     */
    private record Step(MerchantRef merchant, TokenState.Live token, Visit visit) {
        boolean isOpen() {
            return visit == null;
        }

        boolean endedWith(ErrorKind kind) {
            return visit != null && visit.why() != null && visit.why().kind() == kind;
        }

        Step with(TokenState.Live newToken) {
            return new Step(merchant, newToken, null);
        }

        Step end(Visit ending) {
            return new Step(merchant, token, ending);
        }

        Step reopen() {
            return new Step(merchant, null, null);
        }
    }

    /**
     * @return a visit for each merchant of the page, in its order; fewer, from the first on, when this process is asked to
     *     end meanwhile
     */
    public List<Visit> read(SliceRef slice, PageRef page) {
        page.stop()
                .ifPresent(
                        reason -> stops.note(slice, PlatformError.withoutAnswer(ErrorKind.COMPONENT_STOPPED, reason)));
        List<Step> steps = settle(slice, page);
        steps = getTokens(slice, steps);
        steps = readCategories(slice, steps);
        steps = readStaleAgain(slice, steps);
        steps = confirmRevoked(slice, steps);
        return visits(slice, steps);
    }

    private List<Step> settle(SliceRef slice, PageRef page) {
        List<MerchantStanding> standing = merchants.standing(page.merchantIds());
        Map<Long, VisitOutcome> held =
                slice.scope() == WalkScope.MERCHANT ? Map.of() : visitRows.held(page.merchantIds());
        // Merchants whose kind of account is not known yet are looked at first.
        List<MerchantRef> unknown = standing.stream()
                .filter(s -> s.authorized() && s.miniProgram().isEmpty())
                .filter(s -> !held.containsKey(s.merchant().id()))
                .map(MerchantStanding::merchant)
                .toList();
        Map<Long, Visit> failed = new HashMap<>();
        if (!unknown.isEmpty() && !stops.isOver(slice)) {
            for (AuthorizationCheck.Answer answer : authorization.check(unknown, () -> stops.isOver(slice))) {
                if (answer instanceof AuthorizationCheck.Unknown(var merchant, var trouble)) {
                    failed.put(merchant.id(), ended(slice, merchant, trouble.error()));
                }
            }
            standing = merchants.standing(page.merchantIds());
        }
        return standing.stream()
                .map(merchant -> {
                    MerchantRef ref = merchant.merchant();
                    Visit known = outcomeWithoutCall(merchant)
                            .or(() -> Optional.ofNullable(held.get(ref.id())))
                            .map(outcome -> visits.ended(ref, outcome))
                            .orElse(null);
                    return new Step(ref, null, failed.getOrDefault(ref.id(), known));
                })
                .toList();
    }

    /** Empty for a merchant that is to be asked about. */
    static Optional<VisitOutcome> outcomeWithoutCall(MerchantStanding merchant) {
        if (!merchant.authorized()) {
            return Optional.of(new VisitOutcome.Revoked(null));
        }
        if (merchant.miniProgram().isPresent() && !merchant.miniProgram().get()) {
            return Optional.of(new VisitOutcome.NotSupported(null, null));
        }
        if (merchant.miniProgram().isPresent() && !merchant.permitted()) {
            return Optional.of(new VisitOutcome.NotPermitted(null, null));
        }
        return Optional.empty();
    }

    private List<Step> getTokens(SliceRef slice, List<Step> steps) {
        List<MerchantRef> callable =
                steps.stream().filter(Step::isOpen).map(Step::merchant).toList();
        if (callable.isEmpty() || stops.isOver(slice)) {
            return steps;
        }
        // One page waits for its slowest call, and what is said here of a merchant may be as old as this.
        Instant knownSince = visits.now();
        Map<Long, TokenState> states = tokens.live(callable, () -> stops.isOver(slice));
        return steps.stream()
                .map(step -> switch (step.isOpen() ? states.get(step.merchant().id()) : null) {
                    case TokenState.Live live -> step.with(live);
                    case TokenState.Unavailable(var why) -> {
                        noteTrouble(slice, why);
                        yield step.end(visits.ended(step.merchant(), why, knownSince));
                    }
                    case null -> step;
                })
                .toList();
    }

    private List<Step> readCategories(SliceRef slice, List<Step> steps) {
        List<Step> live = steps.stream()
                .filter(step -> step.isOpen() && step.token() != null)
                .toList();
        return replace(steps, calls.map(live, () -> stops.isOver(slice), step -> {
            Visit visit = visits.read(step.merchant(), step.token().token());
            noteTrouble(slice, visit.why());
            return step.end(visit);
        }));
    }

    /** Once: what it means that a fresh token is refused as well depends on where it came from. */
    private List<Step> readStaleAgain(SliceRef slice, List<Step> steps) {
        List<Step> stale = steps.stream().filter(PageReading::isStale).toList();
        if (stale.isEmpty()) {
            return steps;
        }
        // Cut short from here on, they were not visited, and did not fail.
        List<Step> reopened = replace(steps, stale.stream().map(Step::reopen).toList());
        if (stops.isOver(slice)) {
            return reopened;
        }
        tokens.expire(
                stale.stream().collect(Collectors.toMap(step -> step.merchant().id(), step -> step.token()
                        .generation())));
        return readCategories(slice, getTokens(slice, reopened)).stream()
                .map(step -> isStale(step)
                        ? step.end(visits.ended(
                                step.merchant(),
                                tokens.refusedTwice(
                                        step.merchant(), step.visit().why())))
                        : step)
                .toList();
    }

    /** Without a live token it was the component's that was refused, in spite of a fresh one: nothing to refresh. */
    private static boolean isStale(Step step) {
        return step.token() != null && step.endedWith(ErrorKind.TOKEN_STALE);
    }

    /** A 61003 can be a fault of the platform (seen in public reports): only a second refusal revokes. */
    private List<Step> confirmRevoked(SliceRef slice, List<Step> steps) {
        List<Step> doubtful = steps.stream()
                .filter(step -> step.endedWith(ErrorKind.AUTHORIZATION_GONE))
                .toList();
        if (doubtful.isEmpty()) {
            return steps;
        }
        List<AuthorizationCheck.Answer> answers =
                authorization.check(doubtful.stream().map(Step::merchant).toList(), () -> stops.isOver(slice));
        List<Step> confirmed = new ArrayList<>();
        for (int i = 0; i < doubtful.size(); i++) {
            Step step = doubtful.get(i);
            // Cut short, these were neither confirmed nor refuted.
            confirmed.add(i >= answers.size() ? step.reopen() : confirm(slice, step, answers.get(i)));
        }
        return replace(steps, confirmed);
    }

    private Step confirm(SliceRef slice, Step step, AuthorizationCheck.Answer answer) {
        return switch (answer) {
            case AuthorizationCheck.Authorized _ -> step;
            case AuthorizationCheck.Withdrawn(var merchant, var why, var _) ->
                step.end(visits.ended(merchant, new VisitOutcome.Revoked(why)));
            case AuthorizationCheck.Unknown(var merchant, var trouble) ->
                step.end(ended(slice, merchant, trouble.error()));
        };
    }

    /** Those that were not reached are deferred when the component stopped, and left for later when this process ends. */
    private List<Visit> visits(SliceRef slice, List<Step> steps) {
        Optional<PlatformError> componentStop = stops.of(slice);
        List<Visit> result = new ArrayList<>(steps.size());
        for (Step step : steps) {
            // A process that ends waits for no circuit any longer: the platform was not asked.
            boolean reached = !step.isOpen() && !(step.endedWith(ErrorKind.CIRCUIT_OPEN) && stops.isProcessEnding());
            if (!reached && componentStop.isEmpty()) {
                break;
            }
            result.add(
                    reached
                            ? step.visit()
                            : visits.ended(step.merchant(), new VisitOutcome.Deferred(componentStop.get())));
        }
        return result;
    }

    private Visit ended(SliceRef slice, MerchantRef merchant, PlatformError why) {
        noteTrouble(slice, why);
        return visits.ended(merchant, why);
    }

    /** At once, so that the calls that wait are not made. */
    private void noteTrouble(SliceRef slice, PlatformError why) {
        if (why != null && why.kind().stopsComponent()) {
            stops.note(slice, why);
        }
    }

    private static List<Step> replace(List<Step> steps, List<Step> changed) {
        Map<Long, Step> byMerchant = changed.stream()
                .collect(Collectors.toMap(step -> step.merchant().id(), Function.identity()));
        return steps.stream()
                .map(step -> byMerchant.getOrDefault(step.merchant().id(), step))
                .toList();
    }
}
