package dev.catwalk.token;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizationApi.AuthorizerTokensAnswer;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Asks the platform for new access tokens. A refresh token it refuses is looked for again: in the info, then in the list. */
@Singleton
class RefreshCalls {
    private static final int MOST_OFFERS = 3;

    private final RefreshTokenRecovery recovery;
    private final AuthorizationApi api;
    private final ConcurrentCalls calls;

    RefreshCalls(RefreshTokenRecovery recovery, AuthorizationApi api, ConcurrentCalls calls) {
        this.recovery = recovery;
        this.api = api;
        this.calls = calls;
    }

    /**
     * @return how it went for those that were reached, a prefix of {@code leased}: trouble of the component ends it, and so
     *     does a lease that runs out
     */
    List<RefreshAttempt> attempt(List<StoredTokens> leased, LeaseHeartbeat lease, BooleanSupplier stop) {
        AtomicBoolean componentStopped = new AtomicBoolean();
        BooleanSupplier stopping = () -> stop.getAsBoolean() || componentStopped.get() || lease.hasRunOut();
        return calls.map(leased, stopping, tokens -> {
            RefreshAttempt attempt = attempt(tokens, lease);
            if (attempt instanceof RefreshAttempt.Failed failed
                    && failed.why().kind().stopsComponent()) {
                componentStopped.set(true);
            }
            return attempt;
        });
    }

    private RefreshAttempt attempt(StoredTokens leased, LeaseHeartbeat lease) {
        try {
            return attempt(leased, leased.refreshToken(), MOST_OFFERS, lease);
        } catch (PlatformException e) {
            return new RefreshAttempt.Failed(leased, e.error());
        } catch (RuntimeException e) {
            return new RefreshAttempt.Undecided(leased, e);
        }
    }

    /** Each answer that is lost may have replaced the token: it is refused for good when the info offers no other. */
    private RefreshAttempt attempt(
            StoredTokens leased, Optional<RefreshToken> token, int offersLeft, LeaseHeartbeat lease) {
        PlatformError why = lost(null);
        if (token.isPresent()) {
            try {
                return call(leased, token.get());
            } catch (PlatformException e) {
                if (e.kind() != ErrorKind.REFRESH_TOKEN_REFUSED) {
                    throw e;
                }
                why = e.error();
            }
        }
        if (offersLeft == 0) {
            return new RefreshAttempt.Failed(
                    leased,
                    PlatformError.withoutAnswer(
                            ErrorKind.TRANSIENT,
                            "each refresh token that the platform offered was replaced meanwhile"));
        }
        Optional<RefreshToken> offered = recovery.fromInfo(leased.merchant());
        if (lease.hasRunOut()) {
            // Perhaps it was refused because another node has refreshed since, and the one offered is that node's.
            return new RefreshAttempt.Undecided(leased);
        }
        return offered.isEmpty() || offered.equals(token)
                ? new RefreshAttempt.NoToken(leased, token, why)
                : attempt(leased, offered, offersLeft - 1, lease);
    }

    /**
     * Looks in the list for tokens of those whose info offers none: one reading serves all.
     *
     * @return how it went for each of {@code without}
     */
    List<RefreshAttempt> attemptFromList(
            List<RefreshAttempt.NoToken> without, LeaseHeartbeat lease, BooleanSupplier stop) {
        BooleanSupplier stopping = () -> stop.getAsBoolean() || lease.hasRunOut();
        if (stopping.getAsBoolean()) {
            return undecided(without);
        }
        Map<MerchantAppId, RefreshToken> listed;
        try {
            listed = recovery.fromList(
                    without.getFirst().leased().merchant().component(),
                    without.stream().map(a -> a.leased().merchant().appid()).toList(),
                    stopping);
        } catch (PlatformException e) {
            return without.stream()
                    .map(a -> (RefreshAttempt) new RefreshAttempt.Failed(a.leased(), e.error()))
                    .toList();
        }
        if (stopping.getAsBoolean()) {
            return undecided(without);
        }
        List<RefreshAttempt.NoToken> promising = without.stream()
                .filter(a -> {
                    Optional<RefreshToken> offered =
                            Optional.ofNullable(listed.get(a.leased().merchant().appid()));
                    return offered.isPresent() && !offered.equals(a.refused());
                })
                .toList();
        List<RefreshAttempt> tried = calls.map(promising, stopping, attempt -> {
            try {
                return call(
                        attempt.leased(), listed.get(attempt.leased().merchant().appid()));
            } catch (PlatformException e) {
                return e.kind() == ErrorKind.REFRESH_TOKEN_REFUSED
                        ? attempt
                        : new RefreshAttempt.Failed(attempt.leased(), e.error());
            } catch (RuntimeException e) {
                return new RefreshAttempt.Undecided(attempt.leased(), e);
            }
        });
        return replace(replace(without, undecided(promising.subList(tried.size(), promising.size()))), tried);
    }

    private static List<RefreshAttempt> undecided(List<RefreshAttempt.NoToken> notTried) {
        return notTried.stream()
                .map(attempt -> (RefreshAttempt) new RefreshAttempt.Undecided(attempt.leased()))
                .toList();
    }

    /** In the order of {@code attempts}. */
    static List<RefreshAttempt> replace(List<? extends RefreshAttempt> attempts, List<RefreshAttempt> later) {
        Map<Long, RefreshAttempt> byMerchant = new HashMap<>();
        later.forEach(attempt -> byMerchant.put(attempt.leased().merchant().id(), attempt));
        return attempts.stream()
                .<RefreshAttempt>map(attempt ->
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

    static PlatformError lost(Integer errcode) {
        return new PlatformError(
                errcode,
                ErrorKind.REFRESH_TOKEN_REFUSED,
                null,
                "no usable refresh token is stored or to be had from the platform");
    }
}
