package dev.catwalk.push;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.push.PushEndpoint.Wanted;
import dev.catwalk.push.PushEvent.CustomerMessage;
import dev.catwalk.push.PushEvent.TicketArrived;
import dev.catwalk.push.PushEvent.Unneeded;
import dev.catwalk.push.PushInbox.Stored;
import dev.catwalk.push.PushVerification.Verdict;
import dev.catwalk.push.PushVerification.Verdict.Genuine;
import dev.catwalk.push.PushVerification.Verdict.Refused;
import dev.catwalk.relay.CustomerMessages;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes a push in: verify, store, and only then acknowledge. What it means is acted upon afterwards, from the inbox. */
@Singleton
class PushIntake {
    private static final int VERIFIED_AT_ONCE = 8;
    /**
     * The platform signs a push as it sends it, and sends it again within seconds; a ticket lives twelve hours. One signed
     * longer ago than this was overheard, and is sent by someone else.
     */
    private static final Duration NEWS = Duration.ofDays(1);

    private final Map<ComponentAppId, PushVerification> verifications;
    private final PushInbox inbox;
    private final PushProcessing processing;
    private final CustomerMessages customers;
    private final PushCounter counter;
    private final RefusalLog log;
    private final PushRefusals refusals;
    private final Clock clock;
    private final Semaphore verifying = new Semaphore(VERIFIED_AT_ONCE);

    PushIntake(
            Components components,
            PushInbox inbox,
            PushProcessing processing,
            CustomerMessages customers,
            PushCounter counter,
            RefusalLog log,
            PushRefusals refusals,
            Clock clock) {
        this.verifications = components.all().stream()
                .filter(Component::takesPushes)
                .map(PushVerification::new)
                .collect(Collectors.toMap(PushVerification::component, Function.identity()));
        this.inbox = inbox;
        this.processing = processing;
        this.customers = customers;
        this.counter = counter;
        this.log = log;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** How a request ended. */
    sealed interface Reception {
        /**
         * The push will be acted upon, or was before, or needs nothing to be done.
         *
         * @param answer of the system that a customer's message was handed on to; empty for {@code success}
         */
        record Taken(Optional<byte[]> answer) implements Reception {}

        record Rejected() implements Reception {}

        /** Genuine, but the database is away: the platform has to send it again. */
        record NotStored() implements Reception {}
    }

    Reception receive(Wanted push, byte[] body) {
        return switch (verify(push, body)) {
            case Refused(var reason) -> {
                refuse(push.component().appid(), reason);
                yield new Reception.Rejected();
            }
            case Genuine(var content, var key) -> take(push, content, key);
        };
    }

    /** Some at a time: one may take ten times the memory of its body meanwhile. */
    private Verdict verify(Wanted push, byte[] body) {
        verifying.acquireUninterruptibly();
        try {
            return verifications.get(push.component().appid()).verify(push.query(), push.merchant(), body);
        } finally {
            verifying.release();
        }
    }

    /** Counts, and remembers, a request that was turned away; returns at once. */
    void refuse(ComponentAppId component, Refusal reason) {
        counter.refused(component, reason);
        log.refused(component, reason);
        refusals.refused(component, reason);
    }

    boolean isSigned(Component component, SignedQuery query) {
        return verifications.get(component.appid()).isSigned(query);
    }

    private Reception take(Wanted push, PushContent content, EnvelopeKey key) {
        ComponentAppId component = push.component().appid();
        PushEvent event = PushEvent.of(content, component);
        Optional<Refusal> replayed = replayed(push.query(), content, event);
        if (replayed.isPresent()) {
            counter.ignored(component, content);
            log.ignored(component, replayed.get());
            refusals.refused(component, replayed.get());
            return new Reception.Taken(Optional.empty());
        }
        if (event instanceof CustomerMessage) {
            counter.ignored(component, content);
            // Where it is handed on to, a mirror may send it back: without end, since it is not stored.
            return new Reception.Taken(
                    push.handedOn()
                            ? Optional.empty()
                            : customers.handOn(component, content.addressee().orElseThrow(), content.bytes(), key));
        }
        boolean needed = !(event instanceof Unneeded);
        Stored stored;
        try {
            stored = inbox.store(component, content, event);
        } catch (RuntimeException e) {
            counter.notStored(component, content);
            log.notStored(component, e);
            return new Reception.NotStored();
        }
        switch (stored) {
            case DUPLICATE -> counter.duplicate(component, content);
            case NEW -> {
                if (needed) {
                    counter.accepted(component, content);
                    processing.wake();
                } else {
                    counter.ignored(component, content);
                }
            }
        }
        return new Reception.Taken(Optional.empty());
    }

    /**
     * How we know that somebody who overheard a push sends it again; empty when nothing says so. The signature does not
     * cover the address, nor really the time, since digits of the nonce can pass for the timestamp. A ticket says itself how
     * old it is. Other content may be old: another Catwalk may have handed it on, and may have tried that for days.
     */
    private Optional<Refusal> replayed(SignedQuery query, PushContent content, PushEvent event) {
        Instant now = clock.instant();
        Instant earliest = now.minus(NEWS);
        if (content.isOfOtherAddress()) {
            return Optional.of(Refusal.OTHER_ADDRESS);
        }
        boolean oldTicket = event instanceof TicketArrived
                && content.issuedAt().filter(at -> at.isBefore(earliest)).isPresent();
        return oldTicket || !query.isSignedBetween(earliest, now.plus(NEWS))
                ? Optional.of(Refusal.NOT_OF_TODAY)
                : Optional.empty();
    }
}
