package dev.catwalk.api;

import dev.catwalk.api.SharedReads.Wanted;
import dev.catwalk.authorize.Links;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Merchants' live access tokens, shared for five seconds: what happens to a merchant or its token elsewhere shows here that much
 * later. Refreshes are the vault's, under its leases, so that however many ask on however many nodes there is one.
 */
@Singleton
class TokenDesk {
    /** Some 30 MB of heap; another 20 when all were asked for with bound keys. */
    private static final int MERCHANTS = 50_000;

    private static final Duration FRESH = Duration.ofSeconds(5);
    /** Longer than a token lives: with the database away, it is its own end that counts. */
    private static final Duration STALE = Duration.ofHours(3);
    /** A reading for a caller that asked for less life may be in flight. */
    private static final int ATTEMPTS = 3;
    /** With these the platform says that the merchant's tokens are good for nothing. */
    private static final Set<ErrorKind> LOST = Set.of(ErrorKind.REFRESH_TOKEN_REFUSED, ErrorKind.AUTHORIZATION_GONE);

    private final Merchants merchants;
    private final AuthorizerTokens tokens;
    private final Links links;
    private final Clock clock;
    private final SharedReads<Asked, Answer> answers;
    private final SharedReads<Asked, Optional<Merchants.Grant>> grants;

    TokenDesk(Merchants merchants, AuthorizerTokens tokens, Links links, Clock clock) {
        this.merchants = merchants;
        this.tokens = tokens;
        this.links = links;
        this.clock = clock;
        this.answers = new SharedReads<>(MERCHANTS, FRESH, STALE, clock);
        this.grants = new SharedReads<>(MERCHANTS, FRESH, STALE, clock);
    }

    private record Asked(ComponentAppId component, MerchantAppId merchant) {}

    /** How it is with a merchant's token. */
    sealed interface Answer {
        /** It never authorized this component. */
        record Unknown() implements Answer {}

        /** One that the component knows. */
        sealed interface OfMerchant extends Answer {
            Merchants.Grant grant();
        }

        record Revoked(Merchants.Grant grant) implements OfMerchant {}

        /** @param bestUntil until then, who asks for more life gets this token too: a refresh has just failed */
        record Live(Merchants.Grant grant, AccessToken token, long generation, Instant bestUntil)
                implements OfMerchant {}

        record Unavailable(Merchants.Grant grant, PlatformError why) implements OfMerchant {}
    }

    /**
     * @param minimum of life left; refreshed first when there is less. Cut to a quarter of a token's whole life. A token
     *     with less life than this is handed out when no other is to be had
     * @throws SharedReads.NotReadException see there
     */
    Answer find(ComponentAppId component, MerchantAppId appid, Duration minimum) {
        Asked asked = new Asked(component, appid);
        // That a merchant had no token is of no use once it is old: it may have authorized again.
        Wanted<Answer> wanted = new Wanted<>(
                answer -> isEnough(answer, minimum),
                answer -> answer instanceof Answer.Live && isEnough(answer, AccessToken.BARELY_ALIVE));
        Answer answer = null;
        for (int i = 0; i < ATTEMPTS && (answer == null || !isEnough(answer, minimum)); i++) {
            answer = answers.get(asked, wanted, () -> read(asked, minimum));
        }
        return answer;
    }

    private boolean isEnough(Answer answer, Duration minimum) {
        if (!(answer instanceof Answer.Live live)) {
            return true;
        }
        Instant now = clock.instant();
        return live.token().outlives(now, now.isBefore(live.bestUntil()) ? AccessToken.BARELY_ALIVE : minimum);
    }

    /** Of a link by which the merchant authorizes again; empty when it has none that is good. */
    Optional<String> link(ComponentAppId component, MerchantAppId appid) {
        return merchants
                .grant(component, appid)
                .flatMap(grant -> links.newest(grant.merchant()))
                .map(Links.Link::url);
    }

    Optional<Merchants.Grant> grant(ComponentAppId component, MerchantAppId appid) {
        return merchants.grant(component, appid);
    }

    /**
     * Whether a key with these bounds may ask for the merchant; shared as tokens are, also while the database is away.
     *
     * @throws SharedReads.NotReadException see there
     */
    boolean isWithin(ApiKey.Bounds bounds, ComponentAppId component, MerchantAppId appid) {
        // That a merchant was not within them is of no use once it is old.
        Wanted<Optional<Merchants.Grant>> wanted =
                new Wanted<>(_ -> true, grant -> grant.filter(bounds::hold).isPresent());
        return grants.get(new Asked(component, appid), wanted, () -> merchants.grant(component, appid))
                .filter(bounds::hold)
                .isPresent();
    }

    private Answer read(Asked asked, Duration minimum) {
        Optional<Merchants.Grant> found = merchants.grant(asked.component(), asked.merchant());
        if (found.isEmpty()) {
            return new Answer.Unknown();
        }
        Merchants.Grant grant = found.get();
        if (!grant.authorized()) {
            return new Answer.Revoked(grant);
        }
        MerchantRef ref = grant.merchant();
        Duration margin = minimum.compareTo(AccessToken.BARELY_ALIVE) < 0 ? AccessToken.BARELY_ALIVE : minimum;
        TokenState state = tokens.live(List.of(ref), margin, () -> false).get(ref.id());
        if (state instanceof TokenState.Unavailable(var why) && !LOST.contains(why.kind())) {
            // The stored token may still live, and this refreshes nothing.
            state = tokens.live(List.of(ref), AccessToken.BARELY_ALIVE, () -> true)
                    .getOrDefault(ref.id(), state);
        }
        Instant now = clock.instant();
        return switch (state) {
            case TokenState.Live(var token, var generation) ->
                new Answer.Live(grant, token, generation, token.outlives(now, margin) ? Instant.MIN : now.plus(FRESH));
            case TokenState.Unavailable(var why) -> new Answer.Unavailable(grant, why);
        };
    }

    /**
     * The platform refused a token that was handed out.
     *
     * @param sha256 of the token
     * @return false when it is not the merchant's present one, which then stays as it is
     */
    boolean refuse(MerchantRef merchant, byte[] sha256) {
        boolean present = tokens.expireIf(merchant, token -> MessageDigest.isEqual(Sha256.of(token.value()), sha256));
        answers.forget(new Asked(merchant.component(), merchant.appid()));
        return present;
    }

    /** Everything is forgotten: what tests have read of merchants that others have, too. */
    void clear() {
        answers.clear();
        grants.clear();
    }
}
