package dev.catwalk.schedule;

import dev.catwalk.watch.Reminders;
import jakarta.enterprise.context.Dependent;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link Reminders}. */
@Dependent
@DisallowConcurrentExecution
public class RemindersJob implements Job {
    private final Reminders reminders;

    RemindersJob(Reminders reminders) {
        this.reminders = reminders;
    }

    @Override
    public void execute(JobExecutionContext context) {
        reminders.activate();
    }
}
