package dev.catwalk.authorize;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizationApi.Authorization;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.token.OfferedTokens;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What a click and a return make happen. No transaction is open while the platform is called. */
@Singleton
class Reauthorization {
    private final Links links;
    private final AuthorizationApi api;
    private final OfferedTokens tokens;
    private final Merchants merchants;
    private final Nudges nudges;

    Reauthorization(Links links, AuthorizationApi api, OfferedTokens tokens, Merchants merchants, Nudges nudges) {
        this.links = links;
        this.api = api;
        this.tokens = tokens;
        this.merchants = merchants;
        this.nudges = nudges;
    }

    /** What opens the platform's page once. */
    record Opening(MerchantRef merchant, String preAuthCode) {
        @Override
        public String toString() {
            return "Opening[" + merchant + ", ***]";
        }
    }

    /**
     * @return empty when the link is not good, whatever the cause
     * @throws PlatformException when the platform gave no code
     */
    Optional<Opening> click(String id) {
        return links.click(id).map(merchant -> new Opening(merchant, api.preAuthCode(merchant.component())));
    }

    /**
     * Takes in the code that the browser brings, as the push with the same code does; whichever is second finds it spent, which
     * is no error. Then the platform is asked, and the merchant is visited.
     *
     * <p>Any code can be invented, and a merchant that has to authorize again may be authorized all the time. So the link
     * is used up only when the code was good, or when we know of something that the merchant granted since its click: the
     * platform pushed it, though it may be what the merchant had granted before.
     *
     * @return {@link Page#GONE} when the link was not clicked, or is revoked
     * @throws PlatformException when the platform could not be asked; the browser may bring the code again
     */
    Page comeBack(String id, AuthorizationCode code) {
        Optional<MerchantRef> clicked = links.returning(id);
        if (clicked.isEmpty()) {
            return Page.GONE;
        }
        MerchantRef merchant = clicked.get();
        Optional<Authorization> granted = tokens.redeem(merchant.component(), merchant.appid(), code);
        granted.ifPresent(authorization -> tokens.keep(merchant, authorization));
        nudges.authorizationChanged(merchant);
        boolean used = merchants.standing(List.of(merchant.id())).getFirst().authorized()
                && links.used(id, granted.isPresent());
        return used || granted.isPresent() ? Page.DONE : Page.UNCONFIRMED;
    }
}
