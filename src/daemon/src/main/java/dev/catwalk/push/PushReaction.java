package dev.catwalk.push;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.AuthorizationApi.Authorization;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.push.PushEvent.AuthorizationChanged;
import dev.catwalk.push.PushEvent.AuthorizationWithdrawn;
import dev.catwalk.push.PushEvent.CategoryAudited;
import dev.catwalk.push.PushEvent.CustomerMessage;
import dev.catwalk.push.PushEvent.TicketArrived;
import dev.catwalk.push.PushEvent.Unneeded;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What each push makes happen. Ticket and authorization code go to the vault; all else is a nudge to read the truth from
 * the platform. Doing it twice, or late, or in another order does no harm.
 */
@Singleton
class PushReaction {
    private final VerifyTickets tickets;
    private final OfferedTokens tokens;
    private final Merchants merchants;
    private final Nudges nudges;

    PushReaction(VerifyTickets tickets, OfferedTokens tokens, Merchants merchants, Nudges nudges) {
        this.tickets = tickets;
        this.tokens = tokens;
        this.merchants = merchants;
        this.nudges = nudges;
    }

    /**
     * @param event what the push says
     * @param codeSpent run when nothing is to be expected from its authorization code any more
     */
    void to(PushEvent event, ClaimedPush push, Runnable codeSpent) {
        ComponentAppId component = push.component();
        switch (event) {
            case TicketArrived(var ticket) -> {
                tickets.store(component, ticket, push.issuedAt(), push.receivedAt());
                nudges.ticketArrived(component);
            }
            case AuthorizationChanged(var appid, var code) -> authorizationChanged(component, appid, code, codeSpent);
            case AuthorizationWithdrawn(var appid) -> ifKnown(component, appid, nudges::authorizationDoubtful);
            case CategoryAudited(var appid) ->
                ifKnown(component, appid, merchant -> nudges.categoryAudited(merchant, push.attempt()));
            case CustomerMessage _, Unneeded _ -> {}
        }
    }

    void componentStopped(ComponentAppId component, PlatformError why) {
        nudges.componentStopped(component, why);
    }

    /** Who was never ours becomes a merchant once the platform confirms it, by exchanging the code or when asked. */
    private void authorizationChanged(
            ComponentAppId component, MerchantAppId appid, Optional<AuthorizationCode> code, Runnable codeSpent) {
        Optional<Authorization> granted = code.flatMap(c -> tokens.redeem(component, appid, c));
        if (granted.isEmpty() && merchants.find(component, appid).isEmpty() && !nudges.isAuthorized(component, appid)) {
            codeSpent.run();
            return;
        }
        MerchantRef merchant = merchants.known(component, appid);
        granted.ifPresent(authorization -> tokens.keep(merchant, authorization));
        codeSpent.run();
        nudges.authorizationChanged(merchant);
    }

    /** A merchant we never heard of has nothing to be read again; when it does authorize us, another push says so. */
    private void ifKnown(ComponentAppId component, MerchantAppId appid, Consumer<MerchantRef> nudge) {
        Optional<MerchantRef> merchant = merchants.find(component, appid);
        merchant.ifPresent(nudge);
    }
}
