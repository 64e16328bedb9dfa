package dev.catwalk.token;

import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizerTokensAnswer;
import dev.catwalk.platform.ConcurrentCalls;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.MerchantAppId;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Reach;
import dev.catwalk.platform.RefreshToken;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Refreshes leased tokens: call, recover what was refused (info, then list), store all that succeeded in one commit, give
 * back the other leases. It must be called with the leases held and without a transaction.
 */
@Singleton
class TokenRefresh {
    private final MerchantTokenRows rows;
    private final RefreshTokenRecovery recovery;
    private final AuthorizationApi api;
    private final ConcurrentCalls calls;
    private final MeterRegistry metrics;
    private final Clock clock;

    TokenRefresh(
            MerchantTokenRows rows,
            RefreshTokenRecovery recovery,
            AuthorizationApi api,
            ConcurrentCalls calls,
            MeterRegistry metrics,
            Clock clock) {
        this.rows = rows;
        this.recovery = recovery;
        this.api = api;
        this.calls = calls;
        this.metrics = metrics;
        this.clock = clock;
    }

    Map<Long, TokenState> refresh(List<StoredTokens> leased, BooleanSupplier stop) {
        AtomicBoolean componentStopped = new AtomicBoolean();
        BooleanSupplier stopping = () -> stop.getAsBoolean() || componentStopped.get();
        List<RefreshAttempt> first = calls.map(leased, stopping, tokens -> {
            RefreshAttempt attempt = attempt(tokens);
            if (attempt instanceof RefreshAttempt.Failed failed
                    && failed.why().kind().reach() == Reach.COMPONENT) {
                componentStopped.set(true);
            }
            return attempt;
        });
        Instant refusedBy = clock.instant();
        List<RefreshAttempt> attempts = tryTokensOfTheList(first, stopping);
        Map<Long, TokenState> states = settle(attempts, refusedBy);
        rows.release(leased.subList(attempts.size(), leased.size()));
        componentTrouble(attempts).ifPresent(why -> leased.subList(attempts.size(), leased.size())
                .forEach(tokens -> states.put(tokens.merchant().id(), new TokenState.Unavailable(why))));
        return states;
    }

    private RefreshAttempt attempt(StoredTokens leased) {
        try {
            if (leased.refreshToken().isEmpty()) {
                return attemptFromInfo(leased, lost(null));
            }
            return call(leased, leased.refreshToken().get());
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.REFRESH_TOKEN_REFUSED) {
                return new RefreshAttempt.Failed(leased, e.error());
            }
            return attemptFromInfo(leased, e.error());
        }
    }

    private RefreshAttempt attemptFromInfo(StoredTokens leased, PlatformError why) {
        try {
            Optional<RefreshToken> offered = recovery.fromInfo(leased.merchant());
            if (offered.isEmpty() || offered.equals(leased.refreshToken())) {
                return new RefreshAttempt.NoToken(leased, leased.refreshToken(), why);
            }
            return call(leased, offered.get());
        } catch (PlatformException e) {
            return e.kind() == ErrorKind.REFRESH_TOKEN_REFUSED
                    ? new RefreshAttempt.NoToken(leased, leased.refreshToken(), e.error())
                    : new RefreshAttempt.Failed(leased, e.error());
        }
    }

    /** One reading of the list serves all that found nothing in their info. */
    private List<RefreshAttempt> tryTokensOfTheList(List<RefreshAttempt> attempts, BooleanSupplier stop) {
        List<RefreshAttempt.NoToken> without = attempts.stream()
                .filter(RefreshAttempt.NoToken.class::isInstance)
                .map(RefreshAttempt.NoToken.class::cast)
                .toList();
        if (without.isEmpty() || stop.getAsBoolean()) {
            return attempts;
        }
        Map<MerchantAppId, RefreshToken> listed;
        try {
            listed = recovery.fromList(
                    without.getFirst().leased().merchant().component(),
                    without.stream().map(a -> a.leased().merchant().appid()).toList());
        } catch (PlatformException e) {
            return replace(
                    attempts,
                    without.stream()
                            .map(a -> (RefreshAttempt) new RefreshAttempt.Failed(a.leased(), e.error()))
                            .toList());
        }
        List<RefreshAttempt.NoToken> promising = without.stream()
                .filter(a -> {
                    Optional<RefreshToken> offered =
                            Optional.ofNullable(listed.get(a.leased().merchant().appid()));
                    return offered.isPresent() && !offered.equals(a.refused());
                })
                .toList();
        return replace(attempts, calls.map(promising, stop, attempt -> {
            try {
                return call(
                        attempt.leased(), listed.get(attempt.leased().merchant().appid()));
            } catch (PlatformException e) {
                return e.kind() == ErrorKind.REFRESH_TOKEN_REFUSED
                        ? attempt
                        : new RefreshAttempt.Failed(attempt.leased(), e.error());
            }
        }));
    }

    private static List<RefreshAttempt> replace(List<RefreshAttempt> attempts, List<RefreshAttempt> later) {
        Map<Long, RefreshAttempt> byMerchant = new HashMap<>();
        later.forEach(attempt -> byMerchant.put(attempt.leased().merchant().id(), attempt));
        return attempts.stream()
                .map(attempt ->
                        byMerchant.getOrDefault(attempt.leased().merchant().id(), attempt))
                .toList();
    }

    private RefreshAttempt call(StoredTokens leased, RefreshToken refreshToken) {
        var answer = api.refresh(leased.merchant(), refreshToken);
        // A recovered token that worked is kept even when the answer names none.
        var tokens = answer.refreshToken().isPresent()
                ? answer
                : new AuthorizerTokensAnswer(answer.accessToken(), Optional.of(refreshToken));
        return new RefreshAttempt.Succeeded(leased, tokens);
    }

    private Map<Long, TokenState> settle(List<RefreshAttempt> attempts, Instant now) {
        Map<Long, TokenState> states = new HashMap<>();
        List<MerchantTokenRows.Refreshed> refreshed = new ArrayList<>();
        List<StoredTokens> toGiveBack = new ArrayList<>();
        Set<Long> overtaken = new HashSet<>();
        for (RefreshAttempt attempt : attempts) {
            StoredTokens leased = attempt.leased();
            long id = leased.merchant().id();
            switch (attempt) {
                case RefreshAttempt.Succeeded(var ignored, var tokens) -> {
                    refreshed.add(new MerchantTokenRows.Refreshed(leased, tokens));
                    states.put(id, new TokenState.Live(tokens.accessToken(), leased.generation() + 1));
                }
                case RefreshAttempt.NoToken(var ignored, var refused, var why) -> {
                    if (rows.refuse(leased, why.errcode(), now)) {
                        states.put(id, new TokenState.Unavailable(lost(why.errcode())));
                    } else {
                        overtaken.add(id);
                        states.put(id, new TokenState.Unavailable(overtaken()));
                    }
                }
                case RefreshAttempt.Failed(var ignored, var why) -> {
                    toGiveBack.add(leased);
                    states.put(id, stillLivingOr(leased, why));
                }
            }
            count(attempt);
        }
        overtaken.addAll(rows.store(refreshed, now));
        attempts.stream()
                .map(RefreshAttempt::leased)
                .filter(leased -> overtaken.contains(leased.merchant().id()))
                .forEach(toGiveBack::add);
        rows.release(toGiveBack);
        goOnWithNewerTokens(attempts, overtaken, states);
        return states;
    }

    /** Somebody stored newer tokens while we asked: ours say nothing any more, and theirs serve us too. */
    private void goOnWithNewerTokens(List<RefreshAttempt> attempts, Set<Long> overtaken, Map<Long, TokenState> states) {
        if (overtaken.isEmpty()) {
            return;
        }
        List<MerchantRef> merchants = attempts.stream()
                .map(attempt -> attempt.leased().merchant())
                .filter(merchant -> overtaken.contains(merchant.id()))
                .toList();
        // Until theirs are there, ours serve, but not under the number that theirs will have.
        merchants.forEach(merchant -> states.computeIfPresent(
                merchant.id(),
                (id, state) -> state instanceof TokenState.Live(var token, var generation)
                        ? new TokenState.Live(token, generation - 1)
                        : state));
        for (StoredTokens newer : rows.load(merchants)) {
            if (newer.livesBeyond(clock.instant().plusSeconds(5))) {
                states.put(
                        newer.merchant().id(),
                        new TokenState.Live(newer.accessToken().orElseThrow(), newer.generation()));
            }
        }
    }

    /** A blip during an early refresh is no trouble while the old token lives. */
    private TokenState stillLivingOr(StoredTokens leased, PlatformError why) {
        return why.kind().retryHelps() && leased.livesBeyond(clock.instant().plusSeconds(5))
                ? new TokenState.Live(leased.accessToken().orElseThrow(), leased.generation())
                : new TokenState.Unavailable(why);
    }

    private static Optional<PlatformError> componentTrouble(List<RefreshAttempt> attempts) {
        return attempts.stream()
                .filter(RefreshAttempt.Failed.class::isInstance)
                .map(attempt -> ((RefreshAttempt.Failed) attempt).why())
                .filter(why -> why.kind().reach() == Reach.COMPONENT)
                .findFirst();
    }

    private void count(RefreshAttempt attempt) {
        String result =
                switch (attempt) {
                    case RefreshAttempt.Succeeded ignored -> "refreshed";
                    case RefreshAttempt.NoToken ignored -> "lost";
                    case RefreshAttempt.Failed ignored -> "failed";
                };
        metrics.counter("catwalk.token.refreshes", "kind", "authorizer", "result", result)
                .increment();
    }

    private static PlatformError overtaken() {
        return new PlatformError(
                null, ErrorKind.TRANSIENT, null, "another refresh token of this merchant arrived meanwhile");
    }

    static PlatformError lost(Integer errcode) {
        return new PlatformError(
                errcode,
                ErrorKind.REFRESH_TOKEN_REFUSED,
                null,
                "no usable refresh token is stored or to be had from the platform");
    }
}
