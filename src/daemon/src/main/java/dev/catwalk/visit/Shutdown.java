package dev.catwalk.visit;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * Whether this process was asked to end: nothing new is started then, what is in flight is finished and recorded, and what
 * is left of a slice goes back to Quartz for another node or the next start.
 */
@Singleton
public class Shutdown {
    private static final Logger LOG = Logger.getLogger(Shutdown.class);

    /** A call may take its whole time-out; with what comes after, the process still ends within 15 seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private final Scheduler scheduler;
    private final Phaser work = new Phaser(1);
    private volatile boolean stopping;

    public Shutdown(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public boolean isStopping() {
        return stopping;
    }

    /**
     * Does this in the caller's thread; the process waits for it before it ends. Does nothing when the process has already waited for
     * all work: Quartz may still fire what it took before, and that must not begin without a database.
     */
    public void run(Runnable job) {
        if (work.register() < 0) {
            return;
        }
        try {
            job.run();
        } finally {
            work.arriveAndDeregister();
        }
    }

    /** First of all observers: scheduler, data source and client still work while slices end. */
    void onShutdown(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
        try {
            scheduler.standby();
            int phase = work.arriveAndDeregister();
            if (phase >= 0) {
                work.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOG.warn("slices are still waiting for answers; they are run again elsewhere");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SchedulerException e) {
            LOG.warn("the scheduler could not be paused", e);
        }
    }
}
