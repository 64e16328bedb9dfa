package dev.catwalk.health;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** When this node's scheduler last said to the cluster that it lives. */
@Singleton
class SchedulerPulse {
    /** Of the five seconds that deploy/kubernetes gives a probe; what else readiness asks takes the rest. */
    private static final Duration PATIENCE = Duration.ofMillis(2500);

    private final Scheduler scheduler;
    private final Jdbi jdbi;
    private final Clock clock;
    private final PatientQuestion<Optional<Beat>> question = new PatientQuestion<>(this::read, PATIENCE);

    SchedulerPulse(Scheduler scheduler, Jdbi jdbi, Clock clock) {
        this.scheduler = scheduler;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private record CheckIn(Instant at, Duration interval) {}

    private volatile Optional<CheckIn> lastSeen = Optional.empty();

    /** @param interval between two check-ins as they should be */
    record Beat(Duration age, Duration interval) {}

    // In milliseconds, by the database's clock. It writes, so that it fails when a check-in would fail too: a database
    // that takes no writes says nothing about the scheduler.
    private static final String LAST_BEAT = """
            update quartz.qrtz_scheduler_state set checkin_interval = checkin_interval
            where sched_name = :name and instance_name = :instance
            returning last_checkin_time, checkin_interval
            """;

    /** Empty when this node never checked in. Fails within seconds when the database is away or takes no writes. */
    Optional<Beat> lastBeat() {
        return question.answer();
    }

    /** The one last read from the database, maybe long ago; never waits for the database. */
    Optional<Beat> lastKnownBeat() {
        question.ask();
        return question.known().flatMap(beat -> beat);
    }

    private Optional<Beat> read() throws SchedulerException {
        String name = scheduler.getSchedulerName();
        String instance = scheduler.getSchedulerInstanceId();
        Optional<CheckIn> stored = jdbi.withHandle(handle -> handle.createQuery(LAST_BEAT)
                .bind("name", name)
                .bind("instance", instance)
                .map((row, context) ->
                        new CheckIn(Instant.ofEpochMilli(row.getLong(1)), Duration.ofMillis(row.getLong(2))))
                .findOne());
        // Another node deletes the row of one that has been silent for some seconds. One that lives inserts it again
        // within a second, so without a row the one last seen tells how long the silence has lasted.
        lastSeen = stored.or(() -> lastSeen);
        return lastSeen.map(seen -> new Beat(Duration.between(seen.at(), clock.instant()), seen.interval()));
    }

    boolean isShutDown() throws SchedulerException {
        return scheduler.isShutdown();
    }
}
