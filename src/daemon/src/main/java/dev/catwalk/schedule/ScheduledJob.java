package dev.catwalk.schedule;

import dev.catwalk.visit.Shutdown;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.inject.Named;
import java.time.Instant;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;

/** Runs the {@link Activity} of the name in its data. A process that ends waits for it. */
@Dependent
@DisallowConcurrentExecution
public class ScheduledJob implements Job {
    static final String ACTIVITY = "activity";

    private final Instance<Activity> activities;
    private final Shutdown stopping;

    ScheduledJob(@Any Instance<Activity> activities, Shutdown stopping) {
        this.activities = activities;
        this.stopping = stopping;
    }

    /** What a trigger starts: a {@link Named} bean, so that one class of jobs serves all. */
    @FunctionalInterface
    public interface Activity {
        /**
         * @param data of job and trigger
         * @param dueAt when the trigger was to fire
         */
        void run(JobDataMap data, Instant dueAt);
    }

    @Override
    public void execute(JobExecutionContext context) {
        JobDataMap data = context.getMergedJobDataMap();
        stopping.run(() -> activities
                .select(NamedLiteral.of(data.getString(ACTIVITY)))
                .get()
                .run(data, context.getScheduledFireTime().toInstant()));
    }
}
