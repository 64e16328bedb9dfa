package dev.catwalk.watch;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertEndings;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.alert.Phrase;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.token.TicketPushes;
import dev.catwalk.token.TicketPushes.Restart;
import dev.catwalk.token.VerifyTickets;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Notices when a component's verify tickets stop arriving, long before the last one expires and all calls fail.
 *
 * <ol>
 *   <li>Each {@link TicketStage} causes one alert per silence, and the end of the silence one more unless the end of an
 *       outage was reported since, with any number of nodes and restarts: the reported stage is stored in the transaction
 *       of the alert.
 *   <li>From the first critical stage on, the platform is asked to push again before the alert is raised, and the alert
 *       says what it answered. When the process dies in between, the next activation raises the alert.
 *   <li>Silence counts only while a daemon listened: a daemon that was down for hours, or whose database could not
 *       store a ticket, gets its ticket within ten minutes, and raises no alert before. A running process listens, even
 *       when its watch runs late.
 * </ol>
 */
@Startup
@Singleton
public class TicketWatch {
    private static final Logger LOG = Logger.getLogger(TicketWatch.class);

    /** A restart that takes less time misses one push at most. */
    private static final Duration ABSENT_AFTER = VerifyTickets.PUSH_INTERVAL;

    private final Components components;
    private final VerifyTickets tickets;
    private final TicketPushes pushes;
    private final ComponentStates states;
    private final AlertOutbox alerts;
    private final AlertEndings endings;
    private final Clock clock;
    private volatile Instant listeningSince;
    private Instant listenedAt;

    TicketWatch(
            Components components,
            VerifyTickets tickets,
            TicketPushes pushes,
            ComponentStates states,
            AlertOutbox alerts,
            AlertEndings endings,
            Clock clock) {
        this.components = components;
        this.tickets = tickets;
        this.pushes = pushes;
        this.states = states;
        this.alerts = alerts;
        this.endings = endings;
        this.clock = clock;
        this.listeningSince = clock.instant();
        this.listenedAt = listeningSince;
    }

    /**
     * To be called every few seconds by a process that takes pushes and whose database takes writes. After a longer
     * pause it was suspended, or had no database to store a ticket in: it listens only since now. So it does when the
     * database's clock was set back to before it began.
     */
    public synchronized void listen() {
        Instant now = clock.instant();
        if (listenedAt.plus(ABSENT_AFTER).isBefore(now)
                || listeningSince.isAfter(now.plus(ComponentStates.CLOCKS_DIFFER))) {
            listeningSince = now;
        }
        listenedAt = now;
    }

    /** To be run by a process that takes pushes. */
    public void activate() {
        // After a pause the schedule may run this before anyone else has listened again.
        listen();
        for (Component component : components.all()) {
            if (component.isBorrowed()) {
                // Its tickets are another system's business, and to ask for more of them as well.
                continue;
            }
            try {
                watch(component.appid());
            } catch (RuntimeException e) {
                // One component's trouble must not make us deaf to the others.
                if (DatabaseAway.isCauseOf(e)) {
                    couldNotStore();
                }
                LOG.errorf(
                        e,
                        "the tickets could not be watched, tried again in a minute; component=%s",
                        component.appid());
            }
        }
    }

    /** A ticket could not have been stored either: it listens only since now. */
    private synchronized void couldNotStore() {
        listeningSince = clock.instant();
    }

    private void watch(ComponentAppId component) {
        Sight sight = QuarkusTransaction.requiringNew().call(() -> look(component));
        sight.due().ifPresent(stage -> {
            Optional<Restart> restart = stage.isCritical() ? Optional.of(pushes.restart(component)) : Optional.empty();
            AlertData.OfTickets data = sight.silence().alertData(stage, restart);
            if (QuarkusTransaction.requiringNew().call(() -> report(component, sight, stage, data))) {
                LOG.logf(
                        stage.isCritical() ? Logger.Level.ERROR : Logger.Level.WARN,
                        "verify tickets are overdue; component=%s stage=%s silentSince=%s ticketExpiresAt=%s reason=%s",
                        component,
                        stage.code(),
                        data.silentSince(),
                        data.ticketExpiresAt(),
                        data.reason());
            }
        });
    }

    /** @param reported the last stage that was reported */
    private record Sight(TicketSilence silence, Optional<TicketStage> reported) {
        Optional<TicketStage> due() {
            return silence.stage()
                    .filter(stage -> reported.isEmpty() || reported.get().compareTo(stage) < 0);
        }
    }

    private Sight look(ComponentAppId component) {
        Instant now = clock.instant();
        ComponentStates.Watched watched = states.watchTickets(component, now, listeningSince, ABSENT_AFTER);
        Optional<Instant> receivedAt = tickets.receivedBy(component, now);
        Instant since =
                receivedAt.filter(at -> at.isAfter(watched.countsFrom())).orElse(watched.countsFrom());
        TicketSilence silence = new TicketSilence(since, receivedAt, now);
        if (!watched.isEndedBy(receivedAt)) {
            return new Sight(silence, watched.reported().map(TicketStage::of));
        }
        endSilence(component, watched.stopped(), receivedAt.orElseThrow());
        return new Sight(silence, Optional.empty());
    }

    /** @param ticketAt when the last ticket came; the first after the silence came before */
    private void endSilence(ComponentAppId component, boolean stopped, Instant ticketAt) {
        states.ticketSilenceEnded(component);
        endings.ofComponent(component, AlertType.PLATFORM_TICKET_OVERDUE);
        LOG.infof("verify tickets arrive again; component=%s", component);
        // For a stopped component "recovered" would not be true yet; the end of the outage reports it. With the
        // first ticket an outage may have ended before this runs; one that ended long before has told nothing of
        // tickets.
        if (!stopped && !endings.isRecoveryReported(component, ticketAt.minus(VerifyTickets.OVERDUE_AFTER))) {
            alerts.raise(Alert.ofRecovery(component, Phrase.of("tickets_arrive")));
        }
    }

    private boolean report(ComponentAppId component, Sight sight, TicketStage stage, AlertData data) {
        // While the platform was asked, a ticket may have come.
        boolean stillSilent =
                tickets.receivedAt(component).equals(sight.silence().receivedAt());
        if (!stillSilent
                || !states.ticketSilenceReported(
                        component,
                        sight.reported().map(TicketStage::code),
                        stage.code(),
                        sight.silence().since())) {
            return false;
        }
        alerts.raise(Alert.ofComponent(AlertType.PLATFORM_TICKET_OVERDUE, component, data));
        return true;
    }
}
