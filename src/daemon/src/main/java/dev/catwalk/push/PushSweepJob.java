package dev.catwalk.push;

import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link PushProcessing#sweep}. */
@Dependent
@DisallowConcurrentExecution
public class PushSweepJob implements Job {
    private final PushProcessing processing;

    PushSweepJob(PushProcessing processing) {
        this.processing = processing;
    }

    @Override
    public void execute(JobExecutionContext context) {
        processing.sweep();
    }
}
