package dev.catwalk.walk;

import dev.catwalk.merchant.MerchantStanding;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.ConcurrentCalls;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import dev.catwalk.walk.SliceRows.PageRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a page asks the platform, without touching a category: who can be called at all, live tokens for these, their
 * categories, once more those whose token turned out to be stale, and a second opinion on those that seem revoked.
 */
@Singleton
class PageReading implements CarefulReading.Pages {
    private final Merchants merchants;
    private final VisitRows visitRows;
    private final AuthorizerTokens tokens;
    private final AuthorizationCheck authorization;
    private final Visits visits;
    private final ConcurrentCalls calls;
    private final WalkStops stops;
    private final Stopping stopping;
    private final Clock clock;

    PageReading(
            Merchants merchants,
            VisitRows visitRows,
            AuthorizerTokens tokens,
            AuthorizationCheck authorization,
            Visits visits,
            ConcurrentCalls calls,
            WalkStops stops,
            Stopping stopping,
            Clock clock) {
        this.merchants = merchants;
        this.visitRows = visitRows;
        this.tokens = tokens;
        this.authorization = authorization;
        this.visits = visits;
        this.calls = calls;
        this.stops = stops;
        this.stopping = stopping;
        this.clock = clock;
    }

    /**
     * @return a visit for each merchant of the page, in its order; fewer, from the first on, when this process is asked to
     *     end meanwhile
     */
    @Override
    public List<Visit> read(SliceRef slice, PageRef page) {
        PageProgress progress = new PageProgress(slice, page, stops, stopping);
        List<MerchantStanding> standing = withKnownFacts(merchants.standing(page.merchantIds()), progress);
        List<MerchantRef> callable = settleWithoutCall(standing, slice.scope(), progress);
        Map<Long, TokenState> states = liveTokens(callable, progress);
        readCategories(callable, states, progress);
        readAgainWithFreshTokens(callable, states, progress);
        confirmRevoked(progress);
        return progress.visits(standing);
    }

    /** Merchants whose kind of account nobody knows yet are looked at first. */
    private List<MerchantStanding> withKnownFacts(List<MerchantStanding> standing, PageProgress progress) {
        List<MerchantRef> unknown = standing.stream()
                .filter(s -> s.authorized() && s.miniProgram().isEmpty())
                .map(MerchantStanding::merchant)
                .toList();
        if (unknown.isEmpty() || progress.isStopped()) {
            return standing;
        }
        for (AuthorizationAnswer answer : authorization.check(unknown, progress::isStopped)) {
            noticeTrouble(answer, progress);
        }
        return merchants.standing(progress.merchantIds());
    }

    private List<MerchantRef> settleWithoutCall(
            List<MerchantStanding> standing, WalkScope scope, PageProgress progress) {
        Map<Long, VisitState> before = scope == WalkScope.MERCHANT ? Map.of() : visitRows.load(progress.merchantIds());
        List<MerchantRef> callable = new ArrayList<>();
        for (MerchantStanding merchant : standing) {
            MerchantRef ref = merchant.merchant();
            if (progress.hasEnded(ref)) {
                continue;
            }
            Optional<VisitOutcome> outcome = outcomeWithoutCall(merchant)
                    .or(() -> before.getOrDefault(ref.id(), VisitState.NEVER).held(clock.instant()));
            outcome.ifPresentOrElse(o -> progress.end(new Visit.Ended(ref, o)), () -> callable.add(ref));
        }
        return callable;
    }

    private static Optional<VisitOutcome> outcomeWithoutCall(MerchantStanding merchant) {
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

    private Map<Long, TokenState> liveTokens(List<MerchantRef> callable, PageProgress progress) {
        if (callable.isEmpty() || progress.isStopped()) {
            return Map.of();
        }
        Map<Long, TokenState> states = tokens.live(callable, progress::isStopped);
        for (MerchantRef merchant : callable) {
            if (states.get(merchant.id()) instanceof TokenState.Unavailable(var why)) {
                progress.end(visits.ended(merchant, why), why);
            }
        }
        return states;
    }

    private void readCategories(List<MerchantRef> callable, Map<Long, TokenState> states, PageProgress progress) {
        List<MerchantRef> live = callable.stream()
                .filter(merchant -> states.get(merchant.id()) instanceof TokenState.Live)
                .toList();
        calls.map(live, progress::isStopped, merchant -> {
            TokenState.Live state = (TokenState.Live) states.get(merchant.id());
            Visit visit = visits.read(merchant, state.token());
            progress.end(visit, visit.why());
            return merchant;
        });
    }

    /** Once: a token that is refused although it is fresh is the platform's trouble, and the visit ends failed. */
    private void readAgainWithFreshTokens(
            List<MerchantRef> callable, Map<Long, TokenState> states, PageProgress progress) {
        // Without a live token it was the component's that was refused, in spite of a fresh one: nothing to refresh.
        List<MerchantRef> stale = progress.endedWith(callable, ErrorKind.TOKEN_STALE).stream()
                .filter(merchant -> states.get(merchant.id()) instanceof TokenState.Live)
                .toList();
        // Before anything else: cut short here, they were not visited, and did not fail.
        stale.forEach(progress::reopen);
        if (stale.isEmpty() || progress.isStopped()) {
            return;
        }
        Map<Long, Long> generations = new HashMap<>();
        stale.forEach(m -> generations.put(m.id(), ((TokenState.Live) states.get(m.id())).generation()));
        tokens.expire(generations);
        readCategories(stale, liveTokens(stale, progress), progress);
    }

    /** A 61003 can be a fault of the platform (seen in public reports): only a second refusal revokes. */
    private void confirmRevoked(PageProgress progress) {
        List<MerchantRef> doubtful = progress.endedWith(progress.merchants(), ErrorKind.AUTHORIZATION_GONE);
        List<AuthorizationAnswer> answers = authorization.check(doubtful, progress::isStopped);
        // Cut short, these were neither confirmed nor refuted.
        doubtful.subList(answers.size(), doubtful.size()).forEach(progress::reopen);
        for (AuthorizationAnswer answer : answers) {
            if (answer instanceof AuthorizationAnswer.Withdrawn withdrawn) {
                progress.end(new Visit.Ended(withdrawn.merchant(), new VisitOutcome.Revoked(withdrawn.why())));
            }
            noticeTrouble(answer, progress);
        }
    }

    private void noticeTrouble(AuthorizationAnswer answer, PageProgress progress) {
        if (answer instanceof AuthorizationAnswer.Unknown unknown) {
            progress.end(visits.ended(unknown.merchant(), unknown.why()), unknown.why());
        }
    }
}
