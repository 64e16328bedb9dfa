package dev.catwalk.schedule;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.delivery.Deliveries;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.walk.Walks;
import jakarta.inject.Singleton;

/**
 * Finds what a process that died left behind and Quartz does not know of: slices without a job, walks that were not closed,
 * components whose first roster was not read; and deliveries that would wait for as long as the database's clock was set back.
 * Run at any time, on any node, it changes nothing that is in order.
 */
@Singleton
public class Upkeep {
    private final Walks walks;
    private final Components components;
    private final ComponentStates states;
    private final VerifyTickets tickets;
    private final Schedules schedules;
    private final Deliveries deliveries;

    Upkeep(
            Walks walks,
            Components components,
            ComponentStates states,
            VerifyTickets tickets,
            Schedules schedules,
            Deliveries deliveries) {
        this.walks = walks;
        this.components = components;
        this.states = states;
        this.tickets = tickets;
        this.schedules = schedules;
        this.deliveries = deliveries;
    }

    /** What was found and started again. */
    public record Summary(int slices, int walksClosed, int firstRosters) {}

    public Summary activate() {
        Walks.Resumed resumed = walks.resume();
        int rosters = firstRosters();
        for (DeliveryTable table : DeliveryTable.values()) {
            deliveries.bringForward(table);
        }
        return new Summary(resumed.slices(), resumed.closed(), rosters);
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
