package dev.catwalk.token;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizationApi.Authorization;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Keeps the tokens that pushes, the roster and merchants' infos bring without being asked for a refresh. */
@Singleton
public class OfferedTokens {
    private static final Logger LOG = Logger.getLogger(OfferedTokens.class);

    private final OfferedTokenRows rows;
    private final MerchantTokenRows stored;
    private final AuthorizationApi api;
    private final Components components;
    private final Clock clock;

    OfferedTokens(
            OfferedTokenRows rows, MerchantTokenRows stored, AuthorizationApi api, Components components, Clock clock) {
        this.components = components;
        this.rows = rows;
        this.stored = stored;
        this.api = api;
        this.clock = clock;
    }

    /**
     * Exchanges the code of an authorized push. A code that was spent before is no error: this push was heard twice, or the
     * process died before it could store the answer, and then the tokens are recovered when they are needed.
     *
     * @return what {@link #keep} is to store; empty when the code is spent, was never good, is another merchant's, or is for another system that
     *     owns the component's tokens
     * @throws PlatformException when asking again may help
     */
    public Optional<Authorization> redeem(ComponentAppId component, MerchantAppId merchant, AuthorizationCode code) {
        if (components.require(component).isBorrowed()) {
            return Optional.empty();
        }
        Authorization authorization;
        try {
            authorization = api.queryAuth(component, code);
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.CODE_SPENT) {
                throw e;
            }
            LOG.infof("authorization code was used before; component=%s merchant=%s", component, merchant);
            return Optional.empty();
        }
        if (!authorization.merchant().equals(merchant)) {
            // A browser may bring any code; the tokens of the other merchant are recovered when they are needed.
            LOG.warnf(
                    "an authorization code belongs to another merchant; component=%s merchant=%s owner=%s",
                    component, merchant, authorization.merchant());
            return Optional.empty();
        }
        return Optional.of(authorization);
    }

    /** Stores the tokens of a new authorization. */
    public void keep(MerchantRef merchant, Authorization authorization) {
        authorization.tokens().ifPresent(tokens -> rows.grant(merchant, tokens, clock.instant()));
    }

    /**
     * Takes over refresh tokens that the platform's list or info shows, where none is stored, or another one that is older
     * than the reading.
     *
     * @param offeredAt when the platform was asked
     */
    public void adopt(Map<MerchantRef, RefreshToken> offered, Instant offeredAt) {
        Map<MerchantRef, RefreshToken> news = new HashMap<>(offered);
        for (StoredTokens known : stored.load(new ArrayList<>(offered.keySet()))) {
            if (known.refreshToken().equals(Optional.of(offered.get(known.merchant())))) {
                news.remove(known.merchant());
            }
        }
        if (!news.isEmpty()) {
            rows.adopt(news, offeredAt, clock.instant());
        }
    }

    /** What a refresh token is good for that another system held. */
    public enum Use {
        /** None is stored that works. */
        NEEDED,
        /** One is stored that works, as far as anybody knows. */
        NOT_NEEDED,
        /** It is the stored one, and the platform refused it. */
        REFUSED_BEFORE
    }

    /** By merchant id. */
    public Map<Long, Use> use(Map<MerchantRef, RefreshToken> offered) {
        Map<Long, Use> uses = new HashMap<>();
        offered.keySet().forEach(merchant -> uses.put(merchant.id(), Use.NEEDED));
        stored.load(offered.keySet())
                .forEach(known -> uses.put(known.merchant().id(), use(known, offered.get(known.merchant()))));
        return uses;
    }

    private static Use use(StoredTokens known, RefreshToken offered) {
        if (known.refreshToken().isEmpty()) {
            return Use.NEEDED;
        }
        if (known.refusedAt() == null) {
            return Use.NOT_NEEDED;
        }
        return known.refreshToken().get().equals(offered) ? Use.REFUSED_BEFORE : Use.NEEDED;
    }

    /**
     * Stores refresh tokens that another system held, where none is stored that works. The platform's own offers come by
     * {@link #adopt}.
     *
     * @return ids of the merchants whose token was stored; the others' are refreshed at this moment, or were replaced
     */
    public Set<Long> restore(Map<MerchantRef, RefreshToken> offered) {
        Map<MerchantRef, Long> generations = new HashMap<>();
        offered.keySet().forEach(merchant -> generations.put(merchant, OfferedTokenRows.NO_ROW));
        for (StoredTokens known : stored.load(offered.keySet())) {
            if (use(known, offered.get(known.merchant())) == Use.NEEDED) {
                generations.put(known.merchant(), known.generation());
            } else {
                generations.remove(known.merchant());
            }
        }
        return rows.restore(generations, offered, clock.instant());
    }
}
