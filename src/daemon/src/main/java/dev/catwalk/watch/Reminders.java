package dev.catwalk.watch;

import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.component.Components;
import dev.catwalk.problem.ProblemKind;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.watch.ReminderRows.Place;
import dev.catwalk.watch.ReminderRows.Standing;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Reports categories that are still rejected or expired again, {@code catwalk.alert.remind-after} after their last alert. That
 * is read from the alerts themselves, so it may be run at any time, twice, or on two nodes.
 */
@Singleton
public class Reminders {
    private static final Logger LOG = Logger.getLogger(Reminders.class);

    /** Categories that are examined in one transaction, which also raises the reminders that are due. */
    private static final int PAGE = 500;

    /** The rest waits for the next activation: after years without reminders they do not come all at once. */
    private static final int MAX_REMINDERS = 5000;

    private final ReminderRows rows;
    private final Components components;
    private final AlertConfig config;
    private final AlertOutbox outbox;
    private final Shutdown stopping;
    private final Clock clock;

    Reminders(
            ReminderRows rows,
            Components components,
            AlertConfig config,
            AlertOutbox outbox,
            Shutdown stopping,
            Clock clock) {
        this.rows = rows;
        this.components = components;
        this.config = config;
        this.outbox = outbox;
        this.stopping = stopping;
        this.clock = clock;
    }

    /** @return how many categories were reported again */
    public int activate() {
        return config.reminderPause()
                .map(pause -> Stream.of(ProblemKind.values())
                        .filter(kind -> outbox.isSent(kind.type()))
                        .mapToInt(kind -> remind(kind, pause))
                        .sum())
                .orElse(0);
    }

    private int remind(ProblemKind kind, Duration pause) {
        Instant raisedBefore = clock.instant().minus(pause);
        Place after = Place.BEFORE_ALL;
        int reminded = 0;
        // Ends with the categories: places only ascend.
        while (after != null && reminded + PAGE <= MAX_REMINDERS && !stopping.isStopping()) {
            Place from = after;
            Page page = QuarkusTransaction.requiringNew().call(() -> raise(kind, from, raisedBefore));
            reminded += page.reminded();
            after = page.last();
        }
        if (reminded > 0) {
            LOG.infof("reminders raised; type=%s categories=%d", kind.type().wireName(), reminded);
        }
        return reminded;
    }

    /** @param last where the next page begins; null when there is none */
    private record Page(int reminded, Place last) {}

    private Page raise(ProblemKind kind, Place after, Instant raisedBefore) {
        rows.lock();
        List<Place> places = rows.standing(kind, after, PAGE);
        List<Standing> due = rows.due(kind, places, components.appids(), raisedBefore);
        due.forEach(standing -> outbox.raise(standing.problem().reminder(standing.since())));
        return new Page(due.size(), places.size() < PAGE ? null : places.getLast());
    }
}
