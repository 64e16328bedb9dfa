package dev.catwalk.schedule;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.database.Waiting;
import dev.catwalk.encryption.ReEncryption;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.problem.ReasonGroups;
import dev.catwalk.retention.Retention;
import dev.catwalk.schedule.ScheduledJob.Activity;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.RosterRun;
import dev.catwalk.walk.Walks;
import dev.catwalk.watch.Reminders;
import dev.catwalk.watch.TicketWatch;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the triggers of {@link Schedules} start, besides that of the pushes' inbox. */
@Singleton
public class Activities {
    private static final Logger LOG = Logger.getLogger(Activities.class);

    /** Of each history in a night: after years without a limit, not all of it is deleted at once. */
    private static final Duration LONGEST_PRUNING = Duration.ofMinutes(10);

    /** With a database that fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Starts the walk that is due; the slices do the walking. Run again after a crash it starts what was not started before. */
    @Produces
    @Singleton
    @Named(Schedules.WALK)
    Activity walk(Walks walks, Schedules schedules, Shutdown stopping) {
        return (data, dueAt) -> persist("a walk that is due", stopping, () -> {
            if (!data.containsKey(Schedules.FIRST_WALK)) {
                walks.startDue(WalkScope.valueOf(data.getString(Schedules.SCOPE)), dueAt);
            } else if (walks.startFirst().isEmpty()) {
                schedules.startFirstWalkAgain();
            }
        });
    }

    @Produces
    @Singleton
    @Named(Schedules.ROSTER)
    Activity roster(RosterRun run, Components components, Schedules schedules, Shutdown stopping) {
        return (data, _) -> {
            ComponentAppId component = new ComponentAppId(data.getString(Schedules.COMPONENT));
            if (components.find(component).isEmpty()) {
                // It left the configuration, and a node that still has it, or a node that died, left the job behind.
                LOG.debugf("no roster is read, the component is not configured; component=%s", component);
                return;
            }
            int failures = data.containsKey(Schedules.FAILURES) ? data.getIntFromString(Schedules.FAILURES) : 0;
            boolean again = !isRead(component, run, schedules);
            if (stopping.isStopping()) {
                schedules.readRosterAgain(component, 0);
            } else if (again) {
                persist("a roster", stopping, () -> schedules.readRosterAgain(component, failures + 1));
            }
        };
    }

    /** @return false when it is to be tried again */
    private static boolean isRead(ComponentAppId component, RosterRun run, Schedules schedules) {
        try {
            RosterRun.Summary roster = run.activate(component, schedules::startFirstWalkAgain);
            return roster.failed() == 0 || roster.factsRead() > 0;
        } catch (PlatformException e) {
            LOG.warnf(
                    "roster not read, a later attempt reads it again; component=%s errcode=%s rid=%s reason=%s",
                    component, e.error().errcode(), e.error().rid(), e.error().reason());
            return false;
        } catch (RuntimeException e) {
            LOG.warnf(e, "roster not read, a later attempt reads it again; component=%s", component);
            return false;
        }
    }

    /** What the database fails is done when that serves again; it would be forgotten until its schedule otherwise. */
    private static void persist(String what, Shutdown stopping, Runnable work) {
        Waiting waiting = new Waiting(PATIENCE);
        boolean said = false;
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                if (stopping.isStopping() || !waiting.another()) {
                    throw e;
                }
                if (!said) {
                    LOG.warnf(
                            "%s could not be scheduled, it is tried again; failure=%s",
                            what, e.getClass().getSimpleName());
                }
                said = true;
            }
        }
    }

    @Produces
    @Singleton
    @Named(Schedules.UPKEEP)
    Activity upkeep(Upkeep upkeep, ReasonGroups groups, Shutdown stopping) {
        return (_, _) -> {
            upkeep.activate();
            boolean more = true;
            while (more && !stopping.isStopping()) {
                more = groups.activate();
            }
        };
    }

    /** A command in the foreground works with the cluster and takes no pushes, so it must not report missing tickets. */
    @Produces
    @Singleton
    @Named(Schedules.TICKET_WATCH)
    public Activity ticketWatch(
            TicketWatch watch,
            @ConfigProperty(name = "quarkus.management.host-enabled", defaultValue = "true") boolean listening) {
        return (_, _) -> {
            if (listening) {
                watch.activate();
            }
        };
    }

    @Produces
    @Singleton
    @Named(Schedules.REMINDERS)
    Activity reminders(Reminders reminders) {
        return (_, _) -> reminders.activate();
    }

    @Produces
    @Singleton
    @Named(Schedules.RE_ENCRYPTION)
    Activity reEncryption(ReEncryption reEncryption, Shutdown stopping) {
        return (_, _) -> reEncryption.activate(stopping::isStopping);
    }

    @Produces
    @Singleton
    @Named(Schedules.PRUNING)
    Activity retention(Retention retention, Shutdown stopping) {
        return (_, _) -> retention.prune(LONGEST_PRUNING, stopping::isStopping);
    }
}
