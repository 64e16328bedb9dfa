package dev.catwalk.ops;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Down when the scheduler is dead beyond recovery, so that a supervisor starts the process anew. A database that is away is
 * no reason: the scheduler goes on when it is back.
 */
@Liveness
@Singleton
class SchedulerLiveness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(SchedulerLiveness.class);

    /** So long without a check-in while the database answers, the scheduler's thread is gone. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(2);

    private final SchedulerPulse pulse;

    SchedulerLiveness(SchedulerPulse pulse) {
        this.pulse = pulse;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("scheduler").status(isAlive()).build();
    }

    private boolean isAlive() {
        try {
            return !pulse.isShutDown()
                    && pulse.lastBeat()
                            .filter(beat -> beat.age().compareTo(DEAD_AFTER) > 0)
                            .isEmpty();
        } catch (Exception e) {
            LOG.debug("the scheduler's check-in could not be read", e);
            return true;
        }
    }
}
