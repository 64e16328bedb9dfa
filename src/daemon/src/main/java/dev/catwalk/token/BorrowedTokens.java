package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.AuthorizationApi.AuthorizerTokensAnswer;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Recent;
import dev.catwalk.platform.TokenOwner;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tokens that another system owns and hands out. Nothing here asks the platform for anything.
 *
 * <ol>
 *   <li>That the owner does not answer, or gives no component token, is the component's trouble. While an old token lives, it
 *       serves, and nothing is wrong.
 *   <li>That it gives component tokens, and none for one merchant, is that merchant's trouble: the owner does not know it.
 *   <li>A token that comes for two accounts is rejected as long as it does: with it the categories of one
 *       would be stored as the other's. Where it is stored for one of them, it is expired. That is these
 *       accounts' trouble; only where one token is all that the owner gives is it the component's.
 * </ol>
 */
@Singleton
public final class BorrowedTokens implements TokenSource {
    /** What the owner did this long ago says how it is now. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** Less than the five minutes for which the platform still takes a token that was replaced. */
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofMinutes(4);

    private final Components components;
    private final TokenOwnerCalls owners;
    private final MerchantTokenRows rows;
    private final Clock clock;

    /** Enough for what one walk asks for within minutes; a token that comes twice comes soon. */
    private static final int REMEMBERED = 10_000;

    /** When each component's own token was given last; absent after a failure. */
    private final Map<ComponentAppId, Instant> givenAt = new ConcurrentHashMap<>();

    /** The token of each component that the platform refused last. */
    private final Map<ComponentAppId, Refused> refused = new ConcurrentHashMap<>();

    /** The last token of each account, by its name. Who was given one longest ago is forgotten first. */
    private final Map<String, Given> given = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Given> eldest) {
            return size() > REMEMBERED;
        }
    };

    BorrowedTokens(Components components, TokenOwnerCalls owners, MerchantTokenRows rows, Clock clock) {
        this.components = components;
        this.owners = owners;
        this.rows = rows;
        this.clock = clock;
    }

    /** @param merchant null when the account is the component itself */
    private record Given(ComponentAppId component, MerchantRef merchant, AccessToken token) {
        String account() {
            return merchant == null ? component.value() : merchant.toString();
        }
    }

    /** Refused once, it may have been by mistake: a call that is made again succeeds with it. */
    private record Refused(AccessToken token, Instant at, boolean again) {
        Refused then(Refused next) {
            return new Refused(next.token, next.at, isOf(next.token));
        }

        boolean isOf(AccessToken other) {
            return token.value().equals(other.value());
        }

        boolean isDead(AccessToken given, Instant now) {
            return again && isOf(given) && token.outlives(now, AccessToken.BARELY_ALIVE);
        }
    }

    private TokenOwner owner(ComponentAppId component) {
        return TokenOwner.of(components.require(component));
    }

    /** @throws PlatformException of kind {@link ErrorKind#SOURCE_FAILED} */
    @Override
    public AccessToken componentToken(ComponentAppId component) {
        try {
            AccessToken token = ask(component, null);
            givenAt.put(component, clock.instant());
            return token;
        } catch (PlatformException e) {
            givenAt.remove(component);
            throw new PlatformException(PlatformError.withoutAnswer(
                    ErrorKind.SOURCE_FAILED, e.error().reason()));
        }
    }

    /** The owner may replace it at any time, and does not tell us. */
    @Override
    public boolean mayHaveReplaced(AccessToken token) {
        return token.issuedAt() == null || !Recent.isWithin(ASKED_AGAIN_AFTER, token.issuedAt(), clock.instant());
    }

    /**
     * @throws PlatformException of kind {@link ErrorKind#SOURCE_FAILED} when it is the component's trouble, of kind
     *     {@link ErrorKind#MALFORMED} when it is this merchant's
     */
    public AccessToken merchantToken(MerchantRef merchant) {
        ComponentAppId component = merchant.component();
        try {
            return ask(component, merchant);
        } catch (PlatformException e) {
            // Read once: another call may find the owner failing at this moment.
            Instant given = givenAt.get(component);
            if (e.kind() == ErrorKind.SOURCE_FAILED) {
                givenAt.remove(component);
            } else if (given == null || !Recent.isWithin(FRESH, given, clock.instant())) {
                componentToken(component);
            }
            throw e;
        }
    }

    /** @param merchant null to ask for the component's own */
    private AccessToken ask(ComponentAppId component, MerchantRef merchant) {
        TokenOwner owner = owner(component);
        Given answer = new Given(
                component,
                merchant,
                owners.ask(
                        owner,
                        merchant == null ? owner.address(component) : owner.address(component, merchant.appid())));
        synchronized (given) {
            given.put(answer.account(), answer);
        }
        return answer.token();
    }

    /**
     * Asks the owner now: whether it gives a component token, and not the one that it gives for all, nor again
     * one that the platform refused twice.
     */
    boolean answers(ComponentAppId component) {
        try {
            AccessToken own = componentToken(component);
            Refused last = refused.get(component);
            return !givesOneForAll(component) && (last == null || !last.isDead(own, clock.instant()));
        } catch (PlatformException e) {
            return false;
        }
    }

    @Override
    public List<RefreshAttempt> merchantTokens(List<StoredTokens> leased, LeaseHeartbeat lease, BooleanSupplier stop) {
        AtomicBoolean failed = new AtomicBoolean();
        BooleanSupplier stopping = () -> stop.getAsBoolean() || failed.get() || lease.hasRunOut();
        List<RefreshAttempt> asked =
                ConcurrentCalls.mapElsewhere(leased, TokenOwnerHttp.CONCURRENCY, stopping, tokens -> {
                    RefreshAttempt attempt = attempt(tokens);
                    if (attempt instanceof RefreshAttempt.Failed(var _, var why)
                            && why.kind().stopsComponent()) {
                        failed.set(true);
                    }
                    return attempt;
                });
        Map<String, List<Given>> holders =
                living().collect(Collectors.groupingBy(last -> last.token().value()));
        // Only now: who has a token as well may have been asked about last.
        return ConcurrentCalls.mapElsewhere(
                asked, TokenOwnerHttp.CONCURRENCY, () -> false, attempt -> unlessShared(attempt, holders));
    }

    /** What the owner does not give is to be had nowhere else. */
    @Override
    public List<RefreshAttempt> lostTokens(
            List<RefreshAttempt.NoToken> lost, LeaseHeartbeat lease, BooleanSupplier stop) {
        return List.copyOf(lost);
    }

    private RefreshAttempt attempt(StoredTokens leased) {
        try {
            return new RefreshAttempt.Succeeded(
                    leased, new AuthorizerTokensAnswer(merchantToken(leased.merchant()), Optional.empty()));
        } catch (PlatformException e) {
            return withoutToken(leased, e.error());
        }
    }

    private RefreshAttempt withoutToken(StoredTokens leased, PlatformError why) {
        boolean alive = leased.outlives(clock.instant(), AccessToken.BARELY_ALIVE);
        return alive ? new RefreshAttempt.Undecided(leased) : new RefreshAttempt.Failed(leased, why);
    }

    private RefreshAttempt unlessShared(RefreshAttempt attempt, Map<String, List<Given>> holders) {
        if (!(attempt instanceof RefreshAttempt.Succeeded(var leased, var tokens))) {
            return attempt;
        }
        MerchantRef merchant = leased.merchant();
        // Who was given it last is the likeliest to be given it again.
        return holders.getOrDefault(tokens.accessToken().value(), List.of()).reversed().stream()
                .filter(other -> !other.account().equals(merchant.toString()))
                .filter(this::isStillGiven)
                .findFirst()
                .map(other -> {
                    expireStored(merchant, other.token());
                    return withoutToken(leased, shared(merchant, other));
                })
                .orElse(attempt);
    }

    /** Asks for that account's token anew. */
    private boolean isStillGiven(Given last) {
        if (last.merchant() != null) {
            expireStored(last.merchant(), last.token());
        }
        try {
            return ask(last.component(), last.merchant())
                    .value()
                    .equals(last.token().value());
        } catch (PlatformException e) {
            return e.kind() == ErrorKind.SOURCE_FAILED;
        }
    }

    private void expireStored(MerchantRef merchant, AccessToken shared) {
        rows.expireIf(merchant, stored -> stored.value().equals(shared.value()));
    }

    private PlatformError shared(MerchantRef merchant, Given other) {
        return PlatformError.withoutAnswer(
                givesOneForAll(merchant.component()) ? ErrorKind.SOURCE_FAILED : ErrorKind.MALFORMED,
                "the token source " + owner(merchant.component()) + " gives the same token for " + merchant
                        + " and for " + other.account());
    }

    private boolean givesOneForAll(ComponentAppId component) {
        List<String> tokens = living().filter(last -> last.component().equals(component))
                .map(last -> last.token().value())
                .toList();
        return tokens.size() > 2 && Set.copyOf(tokens).size() == 1;
    }

    private Stream<Given> living() {
        Instant now = clock.instant();
        synchronized (given) {
            return List.copyOf(given.values()).stream()
                    .filter(last -> last.token().expiresAt().isAfter(now));
        }
    }

    /**
     * Remembers that the platform refused the component's token.
     *
     * @return whether it refused the same one to another call a moment ago
     */
    boolean wasRefusedBefore(ComponentAppId component, AccessToken token) {
        Instant now = clock.instant();
        Refused last = refused.get(component);
        refused.merge(component, new Refused(token, now, false), Refused::then);
        givenAt.remove(component);
        return last != null && last.isOf(token) && Recent.isWithin(FRESH, last.at(), now);
    }

    @Override
    public PlatformError merchantRefusedTwice(ComponentAppId component, PlatformError why) {
        return owner(component).refusedTwice(ErrorKind.BORROWED_TOKEN_REFUSED, why);
    }

    /** The owner is asked with every walk: what it can repair, it repairs unseen. */
    @Override
    public Duration recoveryPause() {
        return Duration.ZERO;
    }
}
