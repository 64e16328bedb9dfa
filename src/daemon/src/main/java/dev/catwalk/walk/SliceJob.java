package dev.catwalk.walk;

import dev.catwalk.platform.TraceSpan;
import dev.catwalk.visit.Shutdown;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;

/**
 * Runs one slice. Run again after a crash it goes on where the slice was recorded to. A slice has one job, so {@code
 * DisallowConcurrentExecution} separates nothing; it makes Quartz start the next due trigger at once when this job ends, which it
 * does a second later after jobs without it.
 */
@Dependent
@DisallowConcurrentExecution
public class SliceJob implements Job {
    static final String WALK = "walk";
    static final String SLICE = "slice";
    /** The span that scheduled it, see {@link TraceSpan#current()}. */
    static final String TRACE = "trace";

    private final SliceRun run;
    private final SliceJobs jobs;
    private final WalkRows walks;
    private final Shutdown stopping;

    SliceJob(SliceRun run, SliceJobs jobs, WalkRows walks, Shutdown stopping) {
        this.run = run;
        this.jobs = jobs;
        this.walks = walks;
        this.stopping = stopping;
    }

    @Override
    public void execute(JobExecutionContext context) {
        JobDataMap data = context.getMergedJobDataMap();
        // A slice that does not begin is found by upkeep, of another node or of the next start.
        stopping.run(() -> run(data.getLongValue(WALK), data.getIntValue(SLICE), data.getString(TRACE)));
    }

    private void run(long walkId, int sliceNo, String trace) {
        try (var _ = TraceSpan.begin("slice", trace).with(WALK, walkId).with(SLICE, sliceNo)) {
            if (run.run(walkId, sliceNo) == SliceRun.Ending.LEFT) {
                jobs.schedule(walkId, List.of(sliceNo), walks.scopeOf(walkId));
            }
        }
    }
}
