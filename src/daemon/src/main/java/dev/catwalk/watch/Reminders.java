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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /** The next activation goes on behind them: after years without reminders they do not come all at once. */
    private static final int MAX_REMINDERS = 5000;

    private final ReminderRows rows;
    private final Components components;
    private final AlertConfig config;
    private final AlertOutbox outbox;
    private final Shutdown stopping;
    private final Clock clock;

    /**
     * Where the last activation on this node ended. From the front again it would find those due anew whom it reminded of a
     * day ago, and never come to the last.
     */
    private final Map<ProblemKind, Place> reached = new ConcurrentHashMap<>();

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
        return activate(PAGE, MAX_REMINDERS);
    }

    int activate(int page, int most) {
        return config.reminderPause()
                .map(pause -> Stream.of(ProblemKind.values())
                        .filter(kind -> outbox.isSent(kind.type()))
                        .mapToInt(kind -> remind(kind, pause, page, most))
                        .sum())
                .orElse(0);
    }

    private int remind(ProblemKind kind, Duration pause, int size, int most) {
        Instant raisedBefore = clock.instant().minus(pause);
        Place after = reached.getOrDefault(kind, Place.BEFORE_ALL);
        int reminded = 0;
        // Ends with the categories: places only ascend.
        while (after != null && reminded + size <= most && !stopping.isStopping()) {
            Place from = after;
            Page page = QuarkusTransaction.requiringNew().call(() -> raise(kind, from, size, raisedBefore));
            reminded += page.reminded();
            after = page.last();
        }
        reached.put(kind, after == null ? Place.BEFORE_ALL : after);
        if (reminded > 0) {
            LOG.infof("reminders raised; type=%s categories=%d", kind.type().wireName(), reminded);
        }
        return reminded;
    }

    /** @param last where the next page begins; null when there is none */
    private record Page(int reminded, Place last) {}

    private Page raise(ProblemKind kind, Place after, int size, Instant raisedBefore) {
        rows.lock();
        List<Place> places = rows.standing(kind, after, size);
        List<Standing> due = rows.due(kind, places, components.appids(), raisedBefore);
        due.forEach(standing -> outbox.raise(standing.problem().reminder(standing.since())));
        return new Page(due.size(), places.size() < size ? null : places.getLast());
    }
}
