package dev.catwalk.schedule;

import dev.catwalk.visit.Stopping;
import dev.catwalk.watch.TicketWatch;
import jakarta.enterprise.context.Dependent;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Runs {@link TicketWatch}. */
@Dependent
@DisallowConcurrentExecution
public class TicketWatchJob implements Job {
    private final TicketWatch watch;
    private final Stopping stopping;
    private final boolean listening;

    public TicketWatchJob(
            TicketWatch watch,
            Stopping stopping,
            @ConfigProperty(name = "quarkus.management.host-enabled", defaultValue = "true") boolean listening) {
        this.watch = watch;
        this.stopping = stopping;
        this.listening = listening;
    }

    @Override
    public void execute(JobExecutionContext context) {
        // A command in the foreground works with the cluster and takes no pushes: that it hears nothing says nothing.
        if (!listening) {
            return;
        }
        try (var _ = stopping.working()) {
            watch.activate();
        }
    }
}
