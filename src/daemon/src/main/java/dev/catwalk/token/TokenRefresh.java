package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Waiting;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Refreshes leased tokens: stores all that succeeded in one commit, and gives back the other leases. It must be called with
 * the leases held and without a transaction.
 */
@Singleton
class TokenRefresh {
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(5);
    /** They keep us from refreshing, and say nothing about the old token. */
    private static final Set<ErrorKind> LIMITS =
            Set.of(ErrorKind.QUOTA_OF_DAY, ErrorKind.QUOTA_OF_MINUTE, ErrorKind.CIRCUIT_OPEN);

    private final MerchantTokenRows rows;
    private final MerchantLeaseRows leases;
    private final TokenSources sources;
    private final TokenConfig config;
    private final RefreshCounter counter;
    private final Clock clock;

    TokenRefresh(
            MerchantTokenRows rows,
            MerchantLeaseRows leases,
            TokenSources sources,
            TokenConfig config,
            RefreshCounter counter,
            Clock clock) {
        this.rows = rows;
        this.leases = leases;
        this.sources = sources;
        this.config = config;
        this.counter = counter;
        this.clock = clock;
    }

    /**
     * @param leased together, just now
     * @return a state for each merchant whose refresh came to something; the others are still due
     * @throws RuntimeException that a call met which was not the platform's; what the other calls brought is stored
     */
    Map<Long, TokenState> refresh(List<StoredTokens> leased, BooleanSupplier stop) {
        if (leased.isEmpty()) {
            return Map.of();
        }
        TokenSource source = sources.of(leased.getFirst().merchant().component());
        Instant now;
        List<RefreshAttempt> attempts;
        Set<Long> overtaken;
        try (LeaseHeartbeat lease = LeaseHeartbeat.keep(
                leased.getFirst().lease(),
                config.refreshLease(),
                clock,
                () -> leases.renew(leased, config.refreshLease()))) {
            attempts = source.merchantTokens(leased, lease, stop);
            overtaken = new HashSet<>(store(attempts, clock.instant()));
            List<RefreshAttempt.NoToken> lost = attempts.stream()
                    .filter(RefreshAttempt.NoToken.class::isInstance)
                    .map(RefreshAttempt.NoToken.class::cast)
                    .toList();
            if (!lost.isEmpty()) {
                boolean stopped = componentTrouble(attempts).isPresent();
                List<RefreshAttempt> later = source.lostTokens(lost, lease, () -> stopped || stop.getAsBoolean());
                overtaken.addAll(store(later, clock.instant()));
                attempts = RefreshCalls.replace(attempts, later);
            }
            now = clock.instant();
        }
        Map<Long, TokenState> states = settle(attempts, overtaken, now);
        leases.release(leased.subList(attempts.size(), leased.size()));
        throwFault(attempts);
        componentTrouble(attempts)
                .ifPresent(why -> leased.forEach(
                        tokens -> states.putIfAbsent(tokens.merchant().id(), new TokenState.Unavailable(why))));
        return states;
    }

    /** @param overtaken merchants whose fresh tokens were not stored; those whose refusal is not are added */
    private Map<Long, TokenState> settle(List<RefreshAttempt> attempts, Set<Long> overtaken, Instant now) {
        Map<Long, TokenState> states = new HashMap<>();
        List<StoredTokens> toGiveBack = new ArrayList<>();
        for (RefreshAttempt attempt : attempts) {
            StoredTokens leased = attempt.leased();
            long id = leased.merchant().id();
            switch (attempt) {
                case RefreshAttempt.Succeeded(var ignored, var tokens) ->
                    states.put(id, new TokenState.Live(tokens.accessToken(), leased.generation() + 1));
                case RefreshAttempt.NoToken(var ignored, var refused, var why) -> {
                    if (rows.refuse(leased, why.errcode(), now)) {
                        states.put(id, new TokenState.Unavailable(RefreshCalls.lost(why.errcode())));
                    } else {
                        overtaken.add(id);
                        states.put(id, new TokenState.Unavailable(overtaken()));
                    }
                }
                case RefreshAttempt.Failed(var ignored, var why) -> {
                    toGiveBack.add(leased);
                    states.put(id, stillLivingOr(leased, why));
                }
                case RefreshAttempt.Undecided ignored -> toGiveBack.add(leased);
            }
            counter.count(attempt);
        }
        attempts.stream()
                .map(RefreshAttempt::leased)
                .filter(leased -> overtaken.contains(leased.merchant().id()))
                .forEach(toGiveBack::add);
        leases.release(toGiveBack);
        goOnWithNewerTokens(attempts, overtaken, states);
        return states;
    }

    /**
     * Before anything else that may fail, and again when the database does not take it (it restarts, a deadlock was broken):
     * what was just fetched exists nowhere else, and refresh tokens that it replaced may be good for nothing.
     */
    private Set<Long> store(List<RefreshAttempt> attempts, Instant now) {
        List<MerchantTokenRows.Refreshed> refreshed = attempts.stream()
                .filter(RefreshAttempt.Succeeded.class::isInstance)
                .map(RefreshAttempt.Succeeded.class::cast)
                .map(succeeded -> new MerchantTokenRows.Refreshed(succeeded.leased(), succeeded.tokens()))
                .toList();
        Waiting waiting = new Waiting(STORE_PATIENCE);
        while (true) {
            try {
                return rows.store(refreshed, now);
            } catch (RuntimeException e) {
                if (!waiting.another()) {
                    throw e;
                }
            }
        }
    }

    /** Another node stored newer tokens while we asked: our results are out of date, and we use theirs. */
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
            if (newer.outlives(clock.instant(), AccessToken.BARELY_ALIVE)) {
                states.put(
                        newer.merchant().id(),
                        new TokenState.Live(newer.accessToken().orElseThrow(), newer.generation()));
            }
        }
    }

    /** A blip or a limit during an early refresh is no trouble while the old token lives. */
    private TokenState stillLivingOr(StoredTokens leased, PlatformError why) {
        boolean mayUseOld = why.kind().retryHelps() || LIMITS.contains(why.kind());
        return mayUseOld && leased.outlives(clock.instant(), AccessToken.BARELY_ALIVE)
                ? new TokenState.Live(leased.accessToken().orElseThrow(), leased.generation())
                : new TokenState.Unavailable(why);
    }

    private static void throwFault(List<RefreshAttempt> attempts) {
        for (RefreshAttempt attempt : attempts) {
            if (attempt instanceof RefreshAttempt.Undecided(var _, var fault) && fault != null) {
                throw fault;
            }
        }
    }

    private static Optional<PlatformError> componentTrouble(List<RefreshAttempt> attempts) {
        return attempts.stream()
                .filter(RefreshAttempt.Failed.class::isInstance)
                .map(attempt -> ((RefreshAttempt.Failed) attempt).why())
                .filter(why -> why.kind().stopsComponent())
                .findFirst();
    }

    private static PlatformError overtaken() {
        return PlatformError.withoutAnswer(
                ErrorKind.TRANSIENT, "another refresh token of this merchant arrived meanwhile");
    }
}
