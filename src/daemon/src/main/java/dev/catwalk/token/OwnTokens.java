package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.ComponentApi;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Recent;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Tokens that this product gets from the platform: with ticket and secret, and with merchants' refresh tokens. When the ticket is
 * refused, ticket pushes are asked for again: once in ten minutes, or after one minute where a ticket has come in between.
 *
 * <p>A refusal that stops the component holds for half a minute, or until the next ticket is stored: clients of the API ask many
 * times a second, and the platform gives a component 10,000 tokens a day.
 */
@Singleton
final class OwnTokens implements TokenSource {
    private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(30);

    private final VerifyTickets tickets;
    private final TicketPushes pushes;
    private final ComponentApi api;
    /** Asked for late: its calls need the component's token, which comes from here. */
    private final Provider<RefreshCalls> calls;

    private final TokenConfig config;
    private final Clock clock;
    private final Map<ComponentAppId, Refusal> refusals = new ConcurrentHashMap<>();

    OwnTokens(
            VerifyTickets tickets,
            TicketPushes pushes,
            ComponentApi api,
            Provider<RefreshCalls> calls,
            TokenConfig config,
            Clock clock) {
        this.tickets = tickets;
        this.pushes = pushes;
        this.api = api;
        this.calls = calls;
        this.config = config;
        this.clock = clock;
    }

    /** @param ticket the newest at that time */
    private record Refusal(PlatformException why, Optional<VerifyTickets.Newest> ticket, Instant at) {}

    @Override
    public AccessToken componentToken(ComponentAppId component) {
        Optional<VerifyTickets.Newest> ticket = tickets.newest(component);
        Refusal last = refusals.get(component);
        if (last != null
                && last.ticket().equals(ticket)
                && Recent.isWithin(REFUSAL_HOLDS, last.at(), clock.instant())) {
            throw last.why();
        }
        try {
            return api.componentToken(
                    component, ticket.orElseThrow(OwnTokens::noTicket).ticket());
        } catch (PlatformException e) {
            if (e.kind().stopsComponent()) {
                refusals.put(component, new Refusal(e, ticket, clock.instant()));
            }
            if (isAboutTheTicket(e.error())) {
                pushes.restart(component);
            }
            throw e;
        }
    }

    /** Nobody else gets any. */
    @Override
    public boolean mayHaveReplaced(AccessToken token) {
        return false;
    }

    /** Of all that stops a component, only a ticket is repaired by another push. */
    private static boolean isAboutTheTicket(PlatformError why) {
        return why.kind() == ErrorKind.COMPONENT_STOPPED
                && (why.errcode() == null || why.subject() == PlatformError.Subject.TICKET);
    }

    private static PlatformException noTicket() {
        return new PlatformException(
                PlatformError.withoutAnswer(ErrorKind.COMPONENT_STOPPED, "no component verify ticket has arrived yet"));
    }

    @Override
    public List<RefreshAttempt> merchantTokens(List<StoredTokens> leased, LeaseHeartbeat lease, BooleanSupplier stop) {
        return calls.get().attempt(leased, lease, stop);
    }

    @Override
    public List<RefreshAttempt> lostTokens(
            List<RefreshAttempt.NoToken> lost, LeaseHeartbeat lease, BooleanSupplier stop) {
        return calls.get().attemptFromList(lost, lease, stop);
    }

    /** A token that is refused although it is fresh is the platform's trouble. */
    @Override
    public PlatformError merchantRefusedTwice(ComponentAppId component, PlatformError why) {
        return why;
    }

    @Override
    public Duration recoveryPause() {
        return config.recoveryPause();
    }
}
