package dev.catwalk.schedule;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.walk.Walks;
import jakarta.inject.Singleton;

/**
 * Finds what a process that died left behind and Quartz does not know of: slices without a job, walks that were not closed,
 * components whose first roster was not read. Run at any time, on any node, it changes nothing that is in order.
 */
@Singleton
public class Upkeep {
    private final Walks walks;
    private final Components components;
    private final ComponentStates states;
    private final VerifyTickets tickets;
    private final Schedules schedules;

    Upkeep(Walks walks, Components components, ComponentStates states, VerifyTickets tickets, Schedules schedules) {
        this.walks = walks;
        this.components = components;
        this.states = states;
        this.tickets = tickets;
        this.schedules = schedules;
    }

    /** What was found and started again. */
    public record Summary(int slices, int walksClosed, int firstRosters) {}

    public Summary activate() {
        Walks.Resumed resumed = walks.resume();
        return new Summary(resumed.slices(), resumed.closed(), firstRosters());
    }

    private int firstRosters() {
        int rosters = 0;
        for (Component component : components.all()) {
            boolean neverRead = states.rosterReadAt(component.appid()).isEmpty();
            if (neverRead
                    && !schedules.isRosterReadLater(component.appid())
                    && (component.isBorrowed() || tickets.age(component.appid()).isPresent())) {
                schedules.readRosterNow(component.appid());
                rosters++;
            }
        }
        return rosters;
    }
}
