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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Tokens that another system owns and hands out. Nothing here asks the platform for anything.
 *
 * <ol>
 *   <li>That the owner does not answer, or gives no component token, is the component's trouble. While an old token lives, it
 *       serves, and nothing is wrong.
 *   <li>That it gives component tokens, and none for one merchant, is that merchant's trouble: the owner does not know it.
 *   <li>A token that comes for two merchants, or for a merchant and the component, is rejected: with it the categories of one
 *       would be stored as the other's. It is rejected until it was given to one of them alone, or ends.
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
    private final Clock clock;

    /** Enough for what one walk asks for within minutes; a token that comes twice comes soon. */
    private static final int REMEMBERED = 10_000;

    /** When each component's own token was given last; absent after a failure. */
    private final Map<ComponentAppId, Instant> givenAt = new ConcurrentHashMap<>();

    /** The token of each component that the platform refused last. */
    private final Map<ComponentAppId, Refused> refused = new ConcurrentHashMap<>();

    /** The last token of each account, the component included. Who was given one longest ago is forgotten first. */
    private final Map<String, AccessToken> given = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AccessToken> eldest) {
            return size() > REMEMBERED;
        }
    };

    BorrowedTokens(Components components, TokenOwnerCalls owners, Clock clock) {
        this.components = components;
        this.owners = owners;
        this.clock = clock;
    }

    /** Refused once, it may have been by mistake: a call that is made again succeeds with it. */
    private record Refused(AccessToken token, boolean again) {
        Refused then(Refused next) {
            return new Refused(next.token, token.value().equals(next.token.value()));
        }

        boolean isDead(AccessToken given, Instant now) {
            return again && token.value().equals(given.value()) && token.outlives(now, AccessToken.BARELY_ALIVE);
        }
    }

    private TokenOwner owner(ComponentAppId component) {
        return TokenOwner.of(components.require(component));
    }

    /** @throws PlatformException of kind {@link ErrorKind#SOURCE_FAILED} */
    @Override
    public AccessToken componentToken(ComponentAppId component) {
        TokenOwner owner = owner(component);
        try {
            AccessToken token = owners.ask(owner, owner.address(component));
            givenAt.put(component, clock.instant());
            remember(component.value(), token);
            return token;
        } catch (PlatformException e) {
            givenAt.remove(component);
            throw new PlatformException(PlatformError.withoutAnswer(
                    ErrorKind.SOURCE_FAILED, e.error().reason()));
        }
    }

    /** The owner may get a new one at any time, and says so to nobody. */
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
        TokenOwner owner = owner(component);
        try {
            return owners.ask(owner, owner.address(component, merchant.appid()));
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

    /** Asks the owner now: whether it gives a component token, and not again one that the platform refused twice. */
    boolean answers(ComponentAppId component) {
        try {
            AccessToken given = componentToken(component);
            Refused last = refused.get(component);
            return last == null || !last.isDead(given, clock.instant());
        } catch (PlatformException e) {
            return false;
        }
    }

    @Override
    public List<RefreshAttempt> merchantTokens(List<StoredTokens> leased, LeaseHeartbeat lease, BooleanSupplier stop) {
        AtomicBoolean failed = new AtomicBoolean();
        BooleanSupplier stopping = () -> stop.getAsBoolean() || failed.get() || lease.hasRunOut();
        return withoutShared(ConcurrentCalls.mapElsewhere(leased, TokenOwnerHttp.CONCURRENCY, stopping, tokens -> {
            RefreshAttempt attempt = attempt(tokens);
            if (attempt instanceof RefreshAttempt.Failed(var _, var why)
                    && why.kind().stopsComponent()) {
                failed.set(true);
            }
            return attempt;
        }));
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
            boolean alive = leased.outlives(clock.instant(), AccessToken.BARELY_ALIVE);
            return alive ? new RefreshAttempt.Undecided(leased) : new RefreshAttempt.Failed(leased, e.error());
        }
    }

    private List<RefreshAttempt> withoutShared(List<RefreshAttempt> attempts) {
        attempts.forEach(attempt -> token(attempt)
                .ifPresent(token -> remember(attempt.leased().merchant().appid().value(), token)));
        Set<String> shared = sharedTokens();
        return attempts.stream()
                .map(attempt -> token(attempt)
                                .filter(token -> shared.contains(token.value()))
                                .isPresent()
                        ? new RefreshAttempt.Failed(attempt.leased(), sharedToken(attempt))
                        : attempt)
                .toList();
    }

    private void remember(String appid, AccessToken token) {
        synchronized (given) {
            given.put(appid, token);
        }
    }

    private Set<String> sharedTokens() {
        Instant now = clock.instant();
        Set<String> seen = new HashSet<>();
        synchronized (given) {
            return given.values().stream()
                    .filter(token -> token.expiresAt().isAfter(now))
                    .map(AccessToken::value)
                    .filter(token -> !seen.add(token))
                    .collect(Collectors.toSet());
        }
    }

    private static Optional<AccessToken> token(RefreshAttempt attempt) {
        return attempt instanceof RefreshAttempt.Succeeded(var _, var tokens)
                ? Optional.of(tokens.accessToken())
                : Optional.empty();
    }

    private PlatformError sharedToken(RefreshAttempt attempt) {
        return PlatformError.withoutAnswer(
                ErrorKind.SOURCE_FAILED,
                "the token source " + owner(attempt.leased().merchant().component())
                        + " gives the same token for two accounts");
    }

    /** The platform refused the component's token. */
    void refused(ComponentAppId component, AccessToken token) {
        refused.merge(component, new Refused(token, false), Refused::then);
        givenAt.remove(component);
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
