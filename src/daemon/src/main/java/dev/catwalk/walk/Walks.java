package dev.catwalk.walk;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.TraceSpan;
import dev.catwalk.visit.Visit;
import dev.catwalk.visit.WalkScope;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Starts walks and reports their progress. */
@Singleton
public class Walks {
    private static final Logger LOG = Logger.getLogger(Walks.class);
    private static final String SPAN = "walk";

    /** Longer than a one-merchant walk takes, which has no job while the node that began it goes through it. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final WalkPlan plan;
    private final WalkRows rows;
    private final SliceJobs jobs;
    private final SliceRun sliceRun;
    private final WalkEnd end;
    private final Heartbeat heartbeat;
    private final Components components;
    private final Clock clock;

    Walks(
            WalkPlan plan,
            WalkRows rows,
            SliceJobs jobs,
            SliceRun sliceRun,
            WalkEnd end,
            Heartbeat heartbeat,
            Components components,
            Clock clock) {
        this.plan = plan;
        this.rows = rows;
        this.jobs = jobs;
        this.sliceRun = sliceRun;
        this.end = end;
        this.heartbeat = heartbeat;
        this.components = components;
        this.clock = clock;
    }

    /**
     * Starts a walk that is due. When one of its scope is still running it is skipped, with a row that says so. When there
     * is a row already, because a node died after it had started this walk, nothing is left to do.
     *
     * @return the walk that was started; empty when it was not
     */
    public Optional<Long> startDue(WalkScope scope, Instant plannedAt) {
        if (rows.isKnown(scope, plannedAt)) {
            return Optional.empty();
        }
        Optional<Long> started = start(scope, components.appids(), Optional.of(plannedAt));
        if (started.isEmpty()) {
            QuarkusTransaction.requiringNew().run(() -> rows.skip(scope, plannedAt));
            LOG.infof("walk skipped, the one before still runs; scope=%s", scope.code());
        }
        return started;
    }

    /**
     * Starts the walk that follows a component's first roster, as one that is due now.
     *
     * @return empty when a walk over all is still running; to be tried again
     */
    public Optional<Long> startFirst() {
        return start(WalkScope.ALL, components.appids(), Optional.of(clock.instant()));
    }

    /**
     * Starts a walk over these components now.
     *
     * @return empty when one of its scope is still running
     */
    public Optional<Long> start(WalkScope scope, Collection<ComponentAppId> of) {
        return start(scope, of, Optional.empty());
    }

    private Optional<Long> start(WalkScope scope, Collection<ComponentAppId> of, Optional<Instant> dueAt) {
        try (TraceSpan span = TraceSpan.begin(SPAN).with("scope", scope.code())) {
            Optional<Long> walk = plan.plan(scope, of, dueAt);
            walk.ifPresent(walkId -> {
                // Before anything can end the walk.
                if (dueAt.isPresent() && scope == WalkScope.ALL) {
                    heartbeat.started();
                }
                begin(walkId, span);
            });
            return walk;
        }
    }

    /** Starts a walk over these merchants now. */
    public long start(List<MerchantRef> merchants) {
        try (TraceSpan span = TraceSpan.begin(SPAN).with("scope", WalkScope.MERCHANT.code())) {
            long walkId = plan.plan(merchants);
            begin(walkId, span);
            return walkId;
        }
    }

    private void begin(long walkId, TraceSpan span) {
        span.with(SPAN, walkId);
        jobs.wake();
        // A walk over no merchant is over at once.
        end.closeIfDone(walkId);
    }

    /**
     * Visits one merchant now, in this thread: what a push asks for does not wait behind a walk over all.
     *
     * @throws PlatformException when the platform could not be asked or was busy; to be tried again
     */
    public void visit(MerchantRef merchant) {
        List<Visit> visits = new ArrayList<>();
        try (TraceSpan span = TraceSpan.begin(SPAN).with("scope", WalkScope.MERCHANT.code())) {
            long walkId = plan.planWithoutJob(merchant);
            span.with(SPAN, walkId);
            sliceRun.run(walkId, 1, visits::addAll);
        }
        visits.stream().flatMap(visit -> visit.blip().stream()).findFirst().ifPresent(why -> {
            throw new PlatformException(why);
        });
    }

    /**
     * What a process that died left behind.
     *
     * @param slices that had no job, and have one again
     * @param closed walks whose slices were done
     */
    public record Resumed(int slices, int closed) {}

    /** Run at any time, on any node, it changes nothing that is in order. */
    public Resumed resume() {
        List<WalkRows.OpenSlice> open = rows.openSlices(clock.instant().minus(GRACE));
        for (WalkRows.OpenSlice slice : open) {
            LOG.warnf("slice without a job started again; walk=%d slice=%d", slice.walkId(), slice.sliceNo());
            jobs.scheduleAgain(slice.walkId(), slice.sliceNo(), slice.scope());
        }
        long closed = rows.runningWalks().stream().filter(end::closeIfDone).count();
        return new Resumed(open.size(), (int) closed);
    }

    /** The walk of this scope that runs at this moment. */
    public Optional<Long> running(WalkScope scope) {
        return rows.running(scope);
    }

    /** Whether that walk goes through all merchants of its scope that one over these components would. */
    public boolean covers(long walkId, Collection<ComponentAppId> of) {
        return rows.covers(walkId, of);
    }

    /** @throws IllegalStateException when there is no such walk */
    public WalkReport report(long walkId) {
        return rows.report(walkId);
    }
}
