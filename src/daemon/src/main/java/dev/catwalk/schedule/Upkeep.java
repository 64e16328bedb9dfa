package dev.catwalk.schedule;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.walk.SliceJobs;
import dev.catwalk.walk.WalkEnd;
import dev.catwalk.walk.WalkRows;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Finds what a process that died left behind and Quartz does not know of: slices without a job, walks that were not closed,
 * components whose first roster was not read. Run at any time, on any node, it changes nothing that is in order.
 */
@Singleton
public class Upkeep {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);

    /** Longer than a one-merchant walk takes, which has no job while the node that began it goes through it. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final WalkRows walks;
    private final WalkEnd end;
    private final SliceJobs jobs;
    private final Components components;
    private final ComponentStates states;
    private final VerifyTickets tickets;
    private final Schedules schedules;
    private final Clock clock;

    Upkeep(
            WalkRows walks,
            WalkEnd end,
            SliceJobs jobs,
            Components components,
            ComponentStates states,
            VerifyTickets tickets,
            Schedules schedules,
            Clock clock) {
        this.walks = walks;
        this.end = end;
        this.jobs = jobs;
        this.components = components;
        this.states = states;
        this.tickets = tickets;
        this.schedules = schedules;
        this.clock = clock;
    }

    /** What was found and set going again. */
    public record Summary(int slices, int walksClosed, int firstRosters) {}

    public Summary activate() {
        int slices = 0;
        for (WalkRows.OpenSlice open : walks.openSlices(clock.instant().minus(GRACE))) {
            LOG.warnf("slice without a job started again; walk=%d slice=%d", open.walkId(), open.sliceNo());
            jobs.schedule(open.walkId(), List.of(open.sliceNo()), open.scope());
            slices++;
        }
        int closed =
                (int) walks.runningWalks().stream().filter(end::closeIfDone).count();
        return new Summary(slices, closed, firstRosters());
    }

    private int firstRosters() {
        int rosters = 0;
        for (Component component : components.all()) {
            boolean neverRead = states.rosterReadAt(component.appid()).isEmpty();
            if (neverRead
                    && (component.isBorrowed() || tickets.age(component.appid()).isPresent())) {
                schedules.readRosterNow(component.appid());
                rosters++;
            }
        }
        return rosters;
    }
}
