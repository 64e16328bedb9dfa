package dev.catwalk.doctor;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.push.PushRefusals;
import dev.catwalk.push.PushRefusals.Refused;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * How old the verify ticket is, and when it is old, why no other came: refused or ignored by us, no daemon running, or none
 * arrived.
 */
@Singleton
class TicketExamination implements Examination {
    /** Two pushes missed. */
    private static final Duration OLD = VerifyTickets.PUSH_INTERVAL.multipliedBy(2);

    /** The daemon's watch looks every minute. */
    private static final Duration ABSENT = VerifyTickets.PUSH_INTERVAL;

    private final Components components;
    private final VerifyTickets tickets;
    private final PushRefusals refusals;
    private final ComponentStates states;
    private final Clock clock;

    TicketExamination(
            Components components, VerifyTickets tickets, PushRefusals refusals, ComponentStates states, Clock clock) {
        this.components = components;
        this.tickets = tickets;
        this.refusals = refusals;
        this.states = states;
        this.clock = clock;
    }

    /** @param advice how to get the next one */
    private record Cause(String seen, String advice) {}

    @Override
    public String subject() {
        return "verify ticket";
    }

    @Override
    public List<Finding> findings() {
        return components.all().stream()
                .filter(component -> !component.isBorrowed())
                .map(Component::appid)
                .map(component -> finding(component, tickets.receivedAt(component)))
                .toList();
    }

    private Finding finding(ComponentAppId component, Optional<Instant> receivedAt) {
        if (receivedAt.isEmpty()) {
            Cause cause = cause(component, Instant.EPOCH);
            return Finding.fail(subject(), component + ": none has ever arrived; " + cause.seen(), cause.advice());
        }
        Duration age = Duration.between(receivedAt.get(), clock.instant());
        String seen = component + ": arrived " + words(age) + " ago";
        if (age.compareTo(OLD) <= 0) {
            return Finding.ok(subject(), seen);
        }
        Cause cause = cause(component, receivedAt.get());
        return age.compareTo(VerifyTickets.LIFE) < 0
                ? Finding.warn(subject(), seen + ", none since; " + cause.seen(), cause.advice())
                : Finding.fail(subject(), seen + " and has expired; " + cause.seen(), cause.advice());
    }

    private Cause cause(ComponentAppId component, Instant since) {
        Optional<Cause> refused = refusals.of(component).stream()
                .filter(refusal -> refusal.lastAt().isAfter(since))
                .flatMap(refusal -> cause(refusal).stream())
                .findFirst();
        return refused.or(() -> absence(component)).orElseGet(() -> silence(component));
    }

    /** Empty for what anyone who finds the address may send: it does not look like the platform's. */
    private static Optional<Cause> cause(Refused refusal) {
        String seen = " (last at " + refusal.lastAt().truncatedTo(ChronoUnit.SECONDS) + ")";
        return switch (refusal.reason()) {
            case SIGNATURE ->
                Optional.of(new Cause(
                        "pushes arrive and are refused: not signed with our push token" + seen,
                        "set catwalk.component.push-token to the one in the platform's console, restart the daemon"));
            case UNDECRYPTABLE ->
                Optional.of(new Cause(
                        "pushes arrive and are refused: our AES key does not open them" + seen,
                        "set catwalk.component.encoding-aes-key to the one in the platform's console, and the one before as"
                                + " previous-encoding-aes-key, restart the daemon"));
            case COMPONENT ->
                Optional.of(new Cause(
                        "pushes arrive and are refused: they are another component's" + seen,
                        "the console's authorization-event URL must end with the appid of its own component"));
            case NOT_OF_TODAY ->
                Optional.of(
                        new Cause(
                                "pushes arrive and are ignored: not signed within a day of now" + seen,
                                "is the database's clock right? If it is, somebody repeats old pushes, and no new one arrives"));
            case OTHER_ADDRESS ->
                Optional.of(new Cause(
                        "pushes arrive and are ignored: they come to the address of the other kind" + seen,
                        "in the platform's console the message-and-event URL is the one that ends with $APPID$, the"
                                + " authorization-event URL the one without"));
            case SIZE, PARAMETERS, BODY, CONTENT, INCOMPLETE, OVERLOAD -> Optional.empty();
        };
    }

    private Optional<Cause> absence(ComponentAppId component) {
        Optional<Instant> watchedAt = states.ticketsWatchedAt(component);
        if (watchedAt.filter(at -> at.isAfter(clock.instant().minus(ABSENT))).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Cause(
                watchedAt
                        .map(at -> "no daemon was running to receive it since " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("no daemon ever ran to receive it"),
                "start the daemon; a ticket arrives within ten minutes"));
    }

    private static Cause silence(ComponentAppId component) {
        return new Cause(
                "no push of the platform arrives",
                "is POST /push/" + component + " reachable from the internet, certificate included, and the"
                        + " authorization-event URL in the platform's console?");
    }

    private static String words(Duration age) {
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : Math.max(0, age.toMinutes()) + " min";
    }
}
