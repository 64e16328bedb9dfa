package dev.catwalk.ops;

import dev.catwalk.platform.Component;
import dev.catwalk.platform.Components;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Tells of tickets that are overdue, and is up all the same: a node out of service could not receive the next one. */
@Readiness
@Singleton
class TicketNote implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(TicketNote.class);

    /** Three pushes missed: the platform pushes every ten minutes (page component_verify_ticket, read 2026-11). */
    private static final Duration OVERDUE_AFTER = Duration.ofMinutes(30);

    private final Components components;
    private final VerifyTickets tickets;

    TicketNote(Components components, VerifyTickets tickets) {
        this.components = components;
        this.tickets = tickets;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("verify ticket").up();
        for (Component component : components.all()) {
            answer.withData(component.appid().value(), note(component));
        }
        return answer.build();
    }

    private String note(Component component) {
        try {
            return tickets.age(component.appid()).map(TicketNote::note).orElse("overdue: none has arrived yet");
        } catch (RuntimeException e) {
            LOG.debug("the age of a ticket could not be read", e);
            return "unknown: the database does not answer";
        }
    }

    private static String note(Duration age) {
        String arrived = "arrived " + age.toMinutes() + " min ago";
        return age.compareTo(OVERDUE_AFTER) > 0 ? "overdue: the last one " + arrived : arrived;
    }
}
