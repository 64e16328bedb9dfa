package dev.catwalk.walk;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.merchant.Roster;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.PlatformOutage;
import dev.catwalk.visit.Shutdown;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reconciles one component's merchants with the platform's list: reads the list to its end, then the facts of merchants
 * that are new or seem changed. Run again, it goes on with the facts that are still due.
 */
@Singleton
public class RosterRun {
    private static final Logger LOG = Logger.getLogger(RosterRun.class);
    private static final int PAGE = 500;
    private static final int PAGES_AT_ONCE = 8;
    private static final Set<ErrorKind> QUOTAS = Set.of(ErrorKind.QUOTA_OF_DAY, ErrorKind.QUOTA_OF_MINUTE);

    private final Roster roster;
    private final ComponentStates components;
    private final AuthorizationCheck authorization;
    private final OfferedTokens tokens;
    private final PlatformOutage outage;
    private final Walks walks;
    private final Shutdown stopping;
    private final Clock clock;

    RosterRun(
            Roster roster,
            ComponentStates components,
            AuthorizationCheck authorization,
            OfferedTokens tokens,
            PlatformOutage outage,
            Walks walks,
            Shutdown stopping,
            Clock clock) {
        this.roster = roster;
        this.components = components;
        this.authorization = authorization;
        this.tokens = tokens;
        this.outage = outage;
        this.walks = walks;
        this.stopping = stopping;
        this.clock = clock;
    }

    /**
     * @param listed merchants on the platform's list
     * @param factsRead merchants whose account and permission sets were read
     * @param failed merchants for which that failed; they stay due, as do those after a quota was used up
     */
    public record Summary(int listed, int factsRead, int failed) {}

    /**
     * Reads the roster; after the first one ever, a walk starts at once.
     *
     * @param walkLater done when it cannot start yet, because a walk over all is still running
     * @throws PlatformException when the list cannot be read or the component is stopped; what was read so far is kept
     */
    public Summary activate(ComponentAppId component, Runnable walkLater) {
        boolean first = components.rosterReadAt(component).isEmpty();
        return read(component, () -> {
            // So that the first categories appear at once, and not when the schedule is due.
            if (first && walks.startFirst().isEmpty()) {
                walkLater.run();
            }
        });
    }

    /**
     * Reads the roster and no more.
     *
     * @throws PlatformException when the list cannot be read or the component is stopped; what was read so far is kept
     */
    public Summary read(ComponentAppId component) {
        return read(component, () -> {});
    }

    /** @param whenRead done before the roster counts as read: should this process die in between, it is done again */
    private Summary read(ComponentAppId component, Runnable whenRead) {
        Instant startedAt = clock.instant();
        try {
            Roster.ReadList list = roster.read(component, startedAt, tokens::adopt, stopping::isStopping);
            Summary summary = readFacts(component, list.merchants());
            if (!stopping.isStopping()) {
                // Not before: a first roster that broke off here would be taken for read, and no walk would follow it.
                whenRead.run();
                roster.finish(component, startedAt, list.listing());
            }
            outage.noticeSuccess(component, startedAt);
            LOG.infof(
                    "roster read; component=%s listed=%d factsRead=%d failed=%d",
                    component, summary.listed(), summary.factsRead(), summary.failed());
            return summary;
        } catch (PlatformException e) {
            if (e.error().kind().stopsComponent()) {
                outage.noticeStop(component, e.error());
            }
            throw e;
        }
    }

    private Summary readFacts(ComponentAppId component, int listed) {
        int read = 0;
        int failed = 0;
        long afterId = 0;
        // Ends with the merchants: ids only ascend, and new ones are added more slowly than they are read.
        while (true) {
            List<MerchantRef> due = roster.factsDue(component, afterId, PAGES_AT_ONCE * PAGE);
            if (due.isEmpty() || stopping.isStopping()) {
                return new Summary(listed, read, failed);
            }
            int readBefore = read;
            boolean quotaUsedUp = false;
            for (AuthorizationCheck.Answer answer : authorization.checkPages(pages(due), stopping::isStopping)) {
                if (answer instanceof AuthorizationCheck.Unknown unknown) {
                    throwTroubleOfComponent(unknown);
                    quotaUsedUp |= QUOTAS.contains(unknown.trouble().kind());
                    failed++;
                } else {
                    read++;
                }
            }
            if (quotaUsedUp && read == readBefore) {
                // It may be one merchant's own; when no other can be read either, the calls for the rest would fail,
                // too.
                return new Summary(listed, read, failed);
            }
            afterId = due.getLast().id();
        }
    }

    private static List<List<MerchantRef>> pages(List<MerchantRef> merchants) {
        List<List<MerchantRef>> pages = new ArrayList<>();
        for (int from = 0; from < merchants.size(); from += PAGE) {
            pages.add(merchants.subList(from, Math.min(from + PAGE, merchants.size())));
        }
        return pages;
    }

    private static void throwTroubleOfComponent(AuthorizationCheck.Unknown unknown) {
        if (unknown.trouble().error().kind().stopsComponent()) {
            throw unknown.trouble();
        }
    }
}
