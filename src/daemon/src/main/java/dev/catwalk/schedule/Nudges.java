package dev.catwalk.schedule;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.PlatformOutage;
import dev.catwalk.walk.Walks;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * What a push starts. A push is never believed, only followed by a look at the platform; so each of these may come
 * twice, late, or for nothing.
 */
@Singleton
public class Nudges {
    private final AuthorizationCheck authorization;
    private final Walks walks;
    private final Schedules schedules;
    private final ComponentStates components;
    private final PlatformOutage outage;

    Nudges(
            AuthorizationCheck authorization,
            Walks walks,
            Schedules schedules,
            ComponentStates components,
            PlatformOutage outage) {
        this.authorization = authorization;
        this.walks = walks;
        this.schedules = schedules;
        this.components = components;
        this.outage = outage;
    }

    /** A component whose merchants were never listed can list them now that it has a ticket; a stopped one is tried again. */
    public void ticketArrived(ComponentAppId component) {
        if (components.rosterReadAt(component).isEmpty() || components.isStopped(component)) {
            schedules.readRosterNow(component);
        }
    }

    /**
     * A merchant authorized the component, or changed what it grants.
     *
     * @throws PlatformException when the platform could not be asked; to be tried again
     */
    public void authorizationChanged(MerchantRef merchant) {
        Instant askedAt = authorization.check(merchant);
        walks.visit(merchant);
        // Not before: a visit may meet the component's trouble where the check does not.
        outage.noticeSuccess(merchant.component(), askedAt);
    }

    /**
     * The platform says that a merchant withdrew its authorization.
     *
     * @throws PlatformException when the platform could not be asked; to be tried again
     */
    public void authorizationDoubtful(MerchantRef merchant) {
        outage.noticeSuccess(merchant.component(), authorization.check(merchant));
    }

    /**
     * The platform decided about a category of this merchant.
     *
     * @param attempt 1 the first time
     * @throws PlatformException when the platform could not be asked; to be tried again
     */
    public void categoryAudited(MerchantRef merchant, int attempt) {
        if (attempt > 1 || components.isStopped(merchant.component())) {
            // Checked first: each try of a push that waits for the platform would else leave a walk.
            authorizationChanged(merchant);
        } else {
            walks.visit(merchant);
        }
    }

    /**
     * Whether the platform says that this account, which is no merchant of ours so far, authorized the component.
     *
     * @throws PlatformException when the platform could not be asked; to be tried again
     */
    public boolean isAuthorized(ComponentAppId component, MerchantAppId appid) {
        return authorization.isAuthorized(component, appid);
    }

    /** A call for a push met trouble that stops every call of the component. */
    public void componentStopped(ComponentAppId component, PlatformError why) {
        outage.noticeStop(component, why);
    }
}
