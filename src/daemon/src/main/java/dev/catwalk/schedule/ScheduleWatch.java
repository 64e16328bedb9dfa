package dev.catwalk.schedule;

import dev.catwalk.database.RepeatedWork;
import dev.catwalk.watch.TicketWatch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Checks every few seconds whether the schedules have stopped firing. Quartz stores when a trigger is due by the clock of the
 * node that fired it last. When that clock was ahead, or this one was set back, nothing is due until the clock has caught up. A
 * thread of its own and no job: no job would run.
 */
@Singleton
public class ScheduleWatch {
    private static final Logger LOG = Logger.getLogger(ScheduleWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Upkeep is due every five seconds, by the clock of whichever node fires it. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    /** So late, no node fires anything: the database takes no writes, and a ticket could not be stored either. */
    private static final Duration BEHIND = Duration.ofMinutes(1);

    /** So many checks in a row must find it unchanged: another node, whose clock is ahead, would change it. */
    private static final int LOOKS = 3;

    private final Schedules schedules;
    private final TicketWatch tickets;
    private final RepeatedWork repeated;
    private Optional<Instant> seen = Optional.empty();
    private int stoodStill;
    private volatile Optional<Instant> redatedAt = Optional.empty();

    ScheduleWatch(Schedules schedules, TicketWatch tickets, RepeatedWork repeated) {
        this.schedules = schedules;
        this.tickets = tickets;
        this.repeated = repeated;
    }

    /** For a process that takes pushes and runs the schedules. */
    public void begin() {
        repeated.begin(
                "schedule-watch", INTERVAL, () -> look(InstantSource.system().instant()));
    }

    /** @param now by the clock that Quartz uses, which is that of the machine */
    void look(Instant now) {
        try {
            Optional<Instant> due = schedules.upkeepDueAt();
            boolean unchanged = due.isPresent() && due.equals(seen);
            if (!unchanged || due.get().isAfter(now.minus(BEHIND))) {
                tickets.listen();
            }
            boolean standsStill = unchanged && due.get().isAfter(now.plus(AHEAD));
            stoodStill = standsStill ? stoodStill + 1 : 0;
            seen = due;
            if (stoodStill >= LOOKS) {
                redate(now, Duration.between(now, due.get()));
            }
        } catch (RuntimeException e) {
            LOG.debugf("the schedules cannot be read; failure=%s", e.getClass().getSimpleName());
        }
    }

    private void redate(Instant now, Duration ahead) {
        int redated = schedules.redate(now);
        redatedAt = Optional.of(now);
        stoodStill = 0;
        LOG.warnf(
                "a clock was set back: the schedules were dated in the future and did not fire; their dates are corrected now; ahead=%s triggers=%d."
                        + " Synchronize the clocks of the nodes (NTP)",
                ahead.truncatedTo(ChronoUnit.SECONDS), redated);
    }

    /** When this node started the schedules again after a clock went back; empty when it never had to. */
    public Optional<Instant> redatedAt() {
        return redatedAt;
    }
}
