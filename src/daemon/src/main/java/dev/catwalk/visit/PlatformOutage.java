package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertEndings;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.alert.Phrase;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.visit.SliceRows.SliceRef;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Notices when all calls of a component fail and when they succeed again, and raises one alert for each. */
@Singleton
public class PlatformOutage {
    private static final Logger LOG = Logger.getLogger(PlatformOutage.class);

    private final SliceRows slices;
    private final ComponentStates components;
    private final ComponentTokens tokens;
    private final VerifyTickets tickets;
    private final AlertOutbox alerts;
    private final AlertEndings endings;

    PlatformOutage(
            SliceRows slices,
            ComponentStates components,
            ComponentTokens tokens,
            VerifyTickets tickets,
            AlertOutbox alerts,
            AlertEndings endings) {
        this.slices = slices;
        this.components = components;
        this.tokens = tokens;
        this.tickets = tickets;
        this.alerts = alerts;
        this.endings = endings;
    }

    /** Whether a page met the component's trouble, in the transaction that records the page. */
    void noticeStop(SliceRef slice, List<Visit> visits, Instant now) {
        // The pages after the one that met the trouble are deferred because of it, and say nothing new.
        stop(visits).filter(why -> slices.stop(slice, why, now)).ifPresent(why -> stop(slice.component(), why));
    }

    /** Whether a page shows that the component works, when the page is recorded. */
    void noticeReads(ComponentAppId component, List<Visit> visits) {
        if (stop(visits).isEmpty()) {
            visits.stream()
                    .filter(Visit.Answered.class::isInstance)
                    .map(visit -> ((Visit.Answered) visit).reading().readAt())
                    .max(Comparator.naturalOrder())
                    .ifPresent(readAt -> noticeSuccess(component, readAt));
        }
    }

    private static Optional<PlatformError> stop(List<Visit> visits) {
        return visits.stream()
                .map(Visit::why)
                .filter(Objects::nonNull)
                .filter(why -> why.kind().stopsComponent())
                .findFirst();
    }

    /** For calls outside of a walk. */
    public void noticeStop(ComponentAppId component, PlatformError why) {
        QuarkusTransaction.requiringNew().run(() -> stop(component, why));
    }

    /**
     * Not to be called in a transaction. A call that succeeds proves that the platform hears us, and not that we would get
     * a component token: while there is none, calls with tokens that still live succeed all the same.
     *
     * @param askedAt when the call that succeeded was made, or the first of several
     */
    public void noticeSuccess(ComponentAppId component, Instant askedAt) {
        if (components.isStopped(component) && tokens.hasLive(component)) {
            QuarkusTransaction.requiringNew().run(() -> recover(component, askedAt));
        }
    }

    private void stop(ComponentAppId component, PlatformError why) {
        if (isTicketAwaited(component, why)) {
            // After hours without a daemon, or a restore: it comes within minutes, and if not, the ticket watch says
            // so.
            LOG.warnf(
                    "the verify ticket expired while no daemon listened, the next one is awaited; component=%s",
                    component);
            return;
        }
        if (components.stop(component, why)) {
            LOG.errorf(
                    "the platform refuses every call of the component; component=%s errcode=%s rid=%s reason=%s",
                    component, why.errcode(), why.rid(), why.reason());
            alerts.raise(Alert.ofComponent(
                    AlertType.PLATFORM_STOPPED, component, new AlertData.OfComponent(why.errcode(), why)));
        }
    }

    private boolean isTicketAwaited(ComponentAppId component, PlatformError why) {
        return why.subject() == PlatformError.Subject.TICKET
                && tickets.age(component)
                        .filter(age -> age.compareTo(VerifyTickets.LIFE) >= 0)
                        .isPresent()
                && components.isTicketAwaited(component, VerifyTickets.PUSH_INTERVAL, VerifyTickets.OVERDUE_AFTER);
    }

    private void recover(ComponentAppId component, Instant askedAt) {
        if (components.recover(component, askedAt)) {
            LOG.infof("the component works again; component=%s", component);
            endings.ofComponent(component, AlertType.PLATFORM_STOPPED);
            alerts.raise(Alert.ofRecovery(component, Phrase.of("calls_succeed")));
        }
    }
}
