package dev.catwalk.schedule;

import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link Upkeep}. */
@Dependent
@DisallowConcurrentExecution
public class UpkeepJob implements Job {
    private final Upkeep upkeep;

    UpkeepJob(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public void execute(JobExecutionContext context) {
        upkeep.activate();
    }
}
