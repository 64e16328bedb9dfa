package dev.catwalk.schedule;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.visit.Stopping;
import dev.catwalk.walk.RosterRun;
import jakarta.enterprise.context.Dependent;
import org.jboss.logging.Logger;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Reads one component's roster. */
@Dependent
@DisallowConcurrentExecution
public class RosterJob implements Job {
    static final String COMPONENT = "component";
    private static final Logger LOG = Logger.getLogger(RosterJob.class);

    private final RosterRun run;
    private final Components components;
    private final Stopping stopping;

    RosterJob(RosterRun run, Components components, Stopping stopping) {
        this.run = run;
        this.components = components;
        this.stopping = stopping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        ComponentAppId component =
                new ComponentAppId(context.getMergedJobDataMap().getString(COMPONENT));
        if (components.find(component).isEmpty()) {
            // It left the configuration, and a node that still has it, or a node that died, left the job behind.
            LOG.debugf("no roster is read, the component is not configured; component=%s", component);
            return;
        }
        try (var _ = stopping.working()) {
            run.activate(component);
        } catch (PlatformException e) {
            LOG.warnf(
                    "roster not read, the next schedule tries again; component=%s errcode=%s rid=%s reason=%s",
                    component, e.error().errcode(), e.error().rid(), e.error().reason());
        }
    }
}
