package dev.catwalk.cli.tickets;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.token.VerifyTickets;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A ticket by hand. */
@Singleton
@Unremovable
class TicketPutRun {
    private final Components components;
    private final ComponentStates states;
    private final VerifyTickets tickets;
    private final Nudges nudges;

    TicketPutRun(Components components, ComponentStates states, VerifyTickets tickets, Nudges nudges) {
        this.components = components;
        this.states = states;
        this.tickets = tickets;
        this.nudges = nudges;
    }

    int put(ComponentAppId appid, VerifyTicket ticket) {
        Optional<Component> component = components.find(appid);
        if (component.isEmpty()) {
            System.err.println("catwalk: component " + appid + " is not in the configuration");
            return ExitCode.WRONG;
        }
        if (component.get().isBorrowed()) {
            System.err.println("catwalk: the tokens of component " + appid
                    + " are borrowed: its ticket is for the system that owns them");
            return ExitCode.WRONG;
        }
        // No daemon may have run yet.
        states.register();
        // Its age is not known, so it replaces no ticket that lives, and every push replaces it.
        if (tickets.store(appid, ticket, Instant.EPOCH)) {
            nudges.ticketArrived(appid);
            System.out.println(
                    "the ticket of component " + appid + " is stored; catwalk doctor shows whether it works");
        } else {
            System.out.println("component " + appid + " has a ticket, received at "
                    + tickets.receivedAt(appid).orElseThrow().truncatedTo(ChronoUnit.SECONDS)
                    + ", which is kept; nothing was changed");
        }
        return ExitCode.DONE;
    }
}
