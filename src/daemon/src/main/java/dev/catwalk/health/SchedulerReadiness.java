package dev.catwalk.health;

import dev.catwalk.database.DatabaseTrouble;
import dev.catwalk.schedule.ScheduleWatch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Down when this node's scheduler missed two check-ins, or when the database takes nothing any more: then nothing is walked and no
 * push is taken in.
 */
@Readiness
@Singleton
class SchedulerReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(SchedulerReadiness.class);

    /** A check-in waits for a row lock and for the machine; less would take a busy node out of service. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final SchedulerPulse pulse;
    private final DatabaseTrouble trouble;
    private final ScheduleWatch watch;

    SchedulerReadiness(SchedulerPulse pulse, DatabaseTrouble trouble, ScheduleWatch watch) {
        this.pulse = pulse;
        this.trouble = trouble;
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("scheduler check-in");
        Optional<String> shortage = trouble.shortage();
        if (shortage.isPresent()) {
            return answer.withData("reason", "the database is out of room: " + shortage.get())
                    .down()
                    .build();
        }
        watch.redatedAt().ifPresent(at -> answer.withData("a_clock_went_back_at", at.toString()));
        try {
            Optional<SchedulerPulse.Beat> beat = pulse.lastBeat();
            beat.ifPresent(b -> answer.withData("last_checkin_ms_ago", b.age().toMillis()));
            return answer.status(beat.filter(SchedulerReadiness::isRecent).isPresent())
                    .build();
        } catch (Exception e) {
            LOG.debug("the scheduler's check-in could not be read", e);
            return answer.withData(
                            "reason", "its check-in cannot be read: the database does not answer or takes no writes")
                    .down()
                    .build();
        }
    }

    private static boolean isRecent(SchedulerPulse.Beat beat) {
        return beat.age().compareTo(beat.interval().multipliedBy(2).plus(GRACE)) <= 0;
    }
}
