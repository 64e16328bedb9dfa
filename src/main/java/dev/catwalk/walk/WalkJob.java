package dev.catwalk.walk;

import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Starts the walk that is due; the slices do the walking. */
@Dependent
@DisallowConcurrentExecution
public class WalkJob implements Job {
    static final String SCOPE = "scope";

    private final Walks walks;

    WalkJob(Walks walks) {
        this.walks = walks;
    }

    @Override
    public void execute(JobExecutionContext context) {
        WalkScope scope = WalkScope.valueOf(context.getMergedJobDataMap().getString(SCOPE));
        walks.startDue(scope, context.getScheduledFireTime().toInstant());
    }
}
