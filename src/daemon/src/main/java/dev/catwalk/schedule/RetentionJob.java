package dev.catwalk.schedule;

import dev.catwalk.retention.Retention;
import dev.catwalk.visit.Stopping;
import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link Retention}, for as long as nobody wants this process to end. */
@Dependent
@DisallowConcurrentExecution
public class RetentionJob implements Job {
    /** Of each history in a day: after years without a limit, not all of it goes in one night. */
    private static final long MOST = 1_000_000;

    private final Retention retention;
    private final Stopping stopping;

    RetentionJob(Retention retention, Stopping stopping) {
        this.retention = retention;
        this.stopping = stopping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        try (var _ = stopping.working()) {
            retention.prune(MOST, stopping::isStopping);
        }
    }
}
