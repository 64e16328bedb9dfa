package dev.catwalk.token;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizerTokensAnswer;
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
        List<RefreshAttempt> attempts = calls.map(leased, stopping, tokens -> {
            RefreshAttempt attempt = attempt(tokens, lease);
            if (attempt instanceof RefreshAttempt.Failed failed
                    && failed.why().kind().stopsComponent()) {
                componentStopped.set(true);
            }
            return attempt;
        });
        return tryTokensOfTheList(attempts, stopping);
    }

    private RefreshAttempt attempt(StoredTokens leased, LeaseHeartbeat lease) {
        try {
            if (leased.refreshToken().isEmpty()) {
                return attemptFromInfo(leased, lease, lost(null));
            }
            return call(leased, leased.refreshToken().get());
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.REFRESH_TOKEN_REFUSED) {
                return new RefreshAttempt.Failed(leased, e.error());
            }
            return attemptFromInfo(leased, lease, e.error());
        }
    }

    private RefreshAttempt attemptFromInfo(StoredTokens leased, LeaseHeartbeat lease, PlatformError why) {
        try {
            Optional<RefreshToken> offered = recovery.fromInfo(leased.merchant());
            if (lease.hasRunOut()) {
                // Perhaps it was refused because another node has refreshed since, and the one offered is that node's.
                return new RefreshAttempt.Undecided(leased);
            }
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
        if (without.isEmpty()) {
            return attempts;
        }
        if (stop.getAsBoolean()) {
            return replace(attempts, undecided(without));
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
        List<RefreshAttempt> tried = calls.map(promising, stop, attempt -> {
            try {
                return call(
                        attempt.leased(), listed.get(attempt.leased().merchant().appid()));
            } catch (PlatformException e) {
                return e.kind() == ErrorKind.REFRESH_TOKEN_REFUSED
                        ? attempt
                        : new RefreshAttempt.Failed(attempt.leased(), e.error());
            }
        });
        return replace(replace(attempts, undecided(promising.subList(tried.size(), promising.size()))), tried);
    }

    private static List<RefreshAttempt> undecided(List<RefreshAttempt.NoToken> notTried) {
        return notTried.stream()
                .map(attempt -> (RefreshAttempt) new RefreshAttempt.Undecided(attempt.leased()))
                .toList();
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

    static PlatformError lost(Integer errcode) {
        return new PlatformError(
                errcode,
                ErrorKind.REFRESH_TOKEN_REFUSED,
                null,
                "no usable refresh token is stored or to be had from the platform");
    }
}
