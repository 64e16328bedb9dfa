package dev.catwalk.health;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;
import org.quartz.SchedulerException;

/**
 * Down when the scheduler is dead beyond recovery, so that a supervisor starts the process anew. A database that is away,
 * hangs or takes no writes is no reason, the scheduler continues when it is back; nor does the answer wait for it.
 */
@Liveness
@Singleton
class SchedulerLiveness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(SchedulerLiveness.class);

    /** So long without a check-in while the database takes them, the scheduler's thread is gone. */
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
                    && pulse.lastKnownBeat()
                            .filter(beat -> beat.age().compareTo(DEAD_AFTER) > 0)
                            .isEmpty();
        } catch (SchedulerException e) {
            LOG.debug("the scheduler could not be asked", e);
            return true;
        }
    }
}
