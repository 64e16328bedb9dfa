package dev.catwalk.schedule;

import dev.catwalk.visit.Stopping;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.Walks;
import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Starts the walk that is due; the slices do the walking. Run again after a crash it starts what was not started before. */
@Dependent
@DisallowConcurrentExecution
public class WalkJob implements Job {
    static final String SCOPE = "scope";

    private final Walks walks;
    private final Stopping stopping;

    WalkJob(Walks walks, Stopping stopping) {
        this.walks = walks;
        this.stopping = stopping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        WalkScope scope = WalkScope.valueOf(context.getMergedJobDataMap().getString(SCOPE));
        try (var _ = stopping.working()) {
            walks.startDue(scope, context.getScheduledFireTime().toInstant());
        }
    }
}
