package dev.catwalk.schedule;

import dev.catwalk.encryption.Resealing;
import dev.catwalk.visit.Stopping;
import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link Resealing}, for as long as nobody wants this process to end. */
@Dependent
@DisallowConcurrentExecution
public class ResealingJob implements Job {
    private final Resealing resealing;
    private final Stopping stopping;

    ResealingJob(Resealing resealing, Stopping stopping) {
        this.resealing = resealing;
        this.stopping = stopping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        try (var _ = stopping.working()) {
            resealing.activate(stopping::isStopping);
        }
    }
}
