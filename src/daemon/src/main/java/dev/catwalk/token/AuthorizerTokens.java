package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Waiting;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.Recent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Merchants' tokens: hands out live ones, and refreshes those about to end. */
@Singleton
public class AuthorizerTokens {
    /**
     * How long others' refreshes are waited for: those of a page in which many calls end in a time-out take their time, and
     * all the while their leases are renewed.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MerchantTokenRows rows;
    private final MerchantLeaseRows leases;
    private final TokenRefresh refresh;
    private final TokenSources sources;
    private final TokenConfig config;
    private final Clock clock;

    AuthorizerTokens(
            MerchantTokenRows rows,
            MerchantLeaseRows leases,
            TokenRefresh refresh,
            TokenSources sources,
            TokenConfig config,
            Clock clock) {
        this.rows = rows;
        this.leases = leases;
        this.refresh = refresh;
        this.sources = sources;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Live tokens for a page of merchants of one component. Those that end within the margin are refreshed first, and all
     * new tokens are committed together before this returns, hence before any is used.
     *
     * @param stop asked before each refresh; once true, the rest is not refreshed
     * @return a state for each merchant; with {@code stop}, merchants that were not reached are missing
     */
    public Map<Long, TokenState> live(List<MerchantRef> merchants, BooleanSupplier stop) {
        return live(merchants, config.refreshMargin(), stop);
    }

    /** As {@link #live(List, BooleanSupplier)}, with this margin; one longer than a quarter of a token's life is cut to that. */
    public Map<Long, TokenState> live(List<MerchantRef> merchants, Duration margin, BooleanSupplier stop) {
        Map<Long, TokenState> states = new HashMap<>();
        Waiting waiting = new Waiting(PATIENCE);
        List<MerchantRef> due = handOut(merchants, margin, states);
        while (!due.isEmpty() && !stop.getAsBoolean()) {
            due = refreshWhereFree(due, margin, states, stop);
            if (!due.isEmpty() && !waiting.another()) {
                due.forEach(merchant -> states.put(merchant.id(), new TokenState.Unavailable(heldElsewhere())));
                return states;
            }
        }
        return states;
    }

    /**
     * Refreshes those whose lease is free. For the others the old token is used while it lives.
     *
     * @return those that have to wait: for the token that another node is getting, for the lease of a holder that died to
     *     run out, or for another turn of ours when our own lease ran out
     */
    private List<MerchantRef> refreshWhereFree(
            List<MerchantRef> due, Duration margin, Map<Long, TokenState> states, BooleanSupplier stop) {
        Lease lease = Lease.from(clock);
        // Whoever had the lease before may have been refused: then it would be asked for in vain once more.
        Map<Boolean, List<StoredTokens>> leased =
                leases.lease(due, margin, clock.instant(), lease, config.refreshLease()).stream()
                        .collect(Collectors.partitioningBy(this::isResting));
        leases.release(leased.get(true));
        states.putAll(refresh.refresh(leased.get(false), stop));
        List<MerchantRef> others = due.stream()
                .filter(merchant -> !states.containsKey(merchant.id()))
                .toList();
        if (others.isEmpty()) {
            return others;
        }
        return handOut(others, AccessToken.BARELY_ALIVE, states);
    }

    private static PlatformError heldElsewhere() {
        return PlatformError.withoutAnswer(
                ErrorKind.TRANSIENT, "another node holds the refresh of this merchant's token");
    }

    /** Puts the state of every merchant whose token has more life than the margin, and returns the others. */
    private List<MerchantRef> handOut(
            Collection<MerchantRef> merchants, Duration margin, Map<Long, TokenState> states) {
        Map<Long, Long> unreadable = new HashMap<>();
        for (StoredTokens stored : rows.load(merchants)) {
            if (stored.unreadable()) {
                unreadable.put(stored.merchant().id(), stored.generation());
            }
            if (stored.outlives(clock.instant(), margin)) {
                states.put(
                        stored.merchant().id(),
                        new TokenState.Live(stored.accessToken().orElseThrow(), stored.generation()));
            } else if (isResting(stored)) {
                states.put(
                        stored.merchant().id(), new TokenState.Unavailable(RefreshCalls.lost(stored.refusedErrcode())));
            }
        }
        if (!unreadable.isEmpty()) {
            // Expired, they are leased and refreshed like any other.
            rows.expire(unreadable);
        }
        return merchants.stream().filter(m -> !states.containsKey(m.id())).toList();
    }

    private boolean isResting(StoredTokens stored) {
        return stored.refusedAt() != null
                && Recent.isWithin(
                        sources.of(stored.merchant().component()).recoveryPause(), stored.refusedAt(), clock.instant());
    }

    /**
     * The platform refused these access tokens: the next caller gets others. Tokens stored since are left unchanged.
     *
     * @param generationByMerchant as handed out with each refused token
     */
    public void expire(Map<Long, Long> generationByMerchant) {
        rows.expire(generationByMerchant);
    }

    /**
     * The platform refused an access token that was handed out: it counts as dead if it is the stored one, and no other does.
     *
     * @param refused whether a token is the refused one
     * @return false when another is stored, or none
     */
    public boolean expireIf(MerchantRef merchant, Predicate<AccessToken> refused) {
        return rows.expireIf(merchant, refused);
    }

    /** What it means that the platform refused a merchant's token and then the one that came in its place. */
    public PlatformError refusedTwice(MerchantRef merchant, PlatformError why) {
        return sources.of(merchant.component()).merchantRefusedTwice(merchant.component(), why);
    }
}
