package dev.catwalk.health;

import dev.catwalk.component.Components;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Reports overdue tickets, and is up all the same: a node out of service could not receive the next one. */
@Readiness
@Singleton
class TicketReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(TicketReadiness.class);

    private final Components components;
    private final VerifyTickets tickets;
    private final PatientQuestion<Map<String, String>> notes =
            new PatientQuestion<>(this::notes, Duration.ofSeconds(1));

    TicketReadiness(Components components, VerifyTickets tickets) {
        this.components = components;
        this.tickets = tickets;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("verify ticket").up();
        try {
            notes.answer().forEach(answer::withData);
        } catch (RuntimeException e) {
            LOG.debug("the age of the tickets could not be read", e);
            components
                    .all()
                    .forEach(component ->
                            answer.withData(component.appid().value(), "unknown: the database does not answer"));
        }
        return answer.build();
    }

    private Map<String, String> notes() {
        return components.all().stream()
                .filter(component -> !component.isBorrowed())
                .collect(Collectors.toMap(
                        component -> component.appid().value(), component -> tickets.age(component.appid())
                                .map(TicketReadiness::note)
                                .orElse("overdue: none has arrived yet")));
    }

    private static String note(Duration age) {
        String arrived = "arrived " + age.toMinutes() + " min ago";
        return age.compareTo(VerifyTickets.OVERDUE_AFTER) > 0 ? "overdue: the last one " + arrived : arrived;
    }
}
