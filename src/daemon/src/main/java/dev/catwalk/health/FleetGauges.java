package dev.catwalk.health;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.problem.ProblemActs;
import dev.catwalk.schedule.Schedules;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.visit.WalkScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** The gauges about all merchants, which have no value while the database is away, and whether this node works. */
@Singleton
class FleetGauges implements MeterBinder {
    private static final Logger LOG = Logger.getLogger(FleetGauges.class);
    private static final List<String> STATES = List.of("authorized", "revoked");

    /**
     * After one gauge got no answer, no gauge asks the database for this long. Otherwise each would wait in turn, the scrape would
     * time out, and the node would look down.
     */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Within the ten seconds Prometheus waits for a scrape. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /**
     * Counting ten millions takes longer than that on a busy server. If the gauges had no value meanwhile, no alert that has to
     * last for a while would ever be raised.
     */
    private static final Duration COUNTS_STAND_IN = Duration.ofMinutes(5);

    private final Components components;
    private final VerifyTickets tickets;
    private final ChannelReports channels;
    private final List<String> relays;
    private final Schedules schedules;
    private final SchedulerReadiness readiness;
    private final PatientQuestion<FleetFigures.Figures> counts;
    private volatile long failedAt = System.nanoTime() - PAUSE.toNanos();

    FleetGauges(
            Components components,
            VerifyTickets tickets,
            ChannelReports channels,
            Schedules schedules,
            @Readiness SchedulerReadiness readiness,
            FleetFigures figures) {
        this.components = components;
        this.tickets = tickets;
        this.channels = channels;
        this.relays = figures.relays();
        this.schedules = schedules;
        this.readiness = readiness;
        this.counts = new PatientQuestion<>(figures::now, PATIENCE, COUNTS_STAND_IN);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("catwalk.scheduler.ready", () -> readiness.call().getStatus() == Status.UP ? 1 : 0)
                .description("1 when this node's scheduler checks in and the database takes writes, else 0")
                .register(registry);
        for (Component component : components.all()) {
            String appid = component.appid().value();
            if (!component.isBorrowed()) {
                PatientQuestion<Double> ticketAge = new PatientQuestion<>(() -> ticketAge(component), PATIENCE);
                gauge("catwalk.ticket.age", ticketAge::answer)
                        .baseUnit("seconds")
                        .description("since the newest component verify ticket arrived")
                        .tag("component", appid)
                        .register(registry);
            }
            gauge("catwalk.category.rejected", () -> counts.answer().rejected().of(appid))
                    .description("categories that are rejected now")
                    .tag("component", appid)
                    .register(registry);
            gauge("catwalk.category.expired", () -> counts.answer().expired().of(appid))
                    .description("categories that are expired now")
                    .tag("component", appid)
                    .register(registry);
            for (String state : ProblemActs.STATES) {
                gauge("catwalk.problems", () -> counts.answer().problems().of(appid, state))
                        .description("open problems by state")
                        .tag("component", appid)
                        .tag("state", state)
                        .register(registry);
            }
            for (String state : STATES) {
                gauge("catwalk.merchants", () -> counts.answer().merchants().of(appid, state))
                        .description("merchants by authorization state")
                        .tag("component", appid)
                        .tag("state", state)
                        .register(registry);
            }
        }
        for (Channel channel : channels.configured()) {
            gauge("catwalk.alerts.pending", () -> counts.answer().undelivered().of(channel.code(), "pending"))
                    .description("alerts that were not delivered yet")
                    .tag("channel", channel.code())
                    .register(registry);
            gauge("catwalk.alerts.dead", () -> counts.answer().undelivered().of(channel.code(), "dead"))
                    .description("alerts given up and not redriven yet")
                    .tag("channel", channel.code())
                    .register(registry);
        }
        for (String relay : relays) {
            gauge("catwalk.relays.pending", () -> counts.answer().notHandedOn().of(relay, "pending"))
                    .description("pushes that were not handed on yet")
                    .tag("relay", relay)
                    .register(registry);
            gauge("catwalk.relays.dead", () -> counts.answer().notHandedOn().of(relay, "dead"))
                    .description("pushes given up and not redriven yet")
                    .tag("relay", relay)
                    .register(registry);
        }
        for (WalkScope scope : WalkScope.values()) {
            gauge(
                            "catwalk.walk.last.completed.timestamp",
                            () -> counts.answer().lastCompleted().of(scope.code()))
                    .baseUnit("seconds")
                    .description("when the last walk of this scope was completed")
                    .tag("scope", scope.code())
                    .register(registry);
            Gauge.builder("catwalk.walk.scheduled", () -> schedules.isOn(scope) ? 1 : 0)
                    .description("1 when walks of this scope have a schedule, 0 when it is off")
                    .tag("scope", scope.code())
                    .register(registry);
        }
    }

    private double ticketAge(Component component) {
        return tickets.age(component.appid())
                .map(age -> age.toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    private Gauge.Builder<?> gauge(String name, DoubleSupplier value) {
        return Gauge.builder(name, () -> orNothing(name, value));
    }

    private double orNothing(String name, DoubleSupplier value) {
        if (System.nanoTime() - failedAt < PAUSE.toNanos()) {
            return Double.NaN;
        }
        try {
            return value.getAsDouble();
        } catch (RuntimeException e) {
            LOG.debugf(e, "no value for the gauge %s", name);
            failedAt = System.nanoTime();
            return Double.NaN;
        }
    }
}
