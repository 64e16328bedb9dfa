package dev.catwalk.walk;

import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.network.ConcurrentCalls.Lane;
import dev.catwalk.visit.FaultIsolation;
import dev.catwalk.visit.PageRecorder;
import dev.catwalk.visit.Shutdown;
import dev.catwalk.visit.SliceRows;
import dev.catwalk.visit.SliceRows.PageRef;
import dev.catwalk.visit.SliceRows.SliceRef;
import dev.catwalk.visit.SliceRows.SliceTakenException;
import dev.catwalk.visit.Visit;
import dev.catwalk.visit.WalkConfig;
import dev.catwalk.visit.WalkScope;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Goes through a slice, page by page, from where it was recorded to; run again, it goes on there. */
@Singleton
class SliceRun {
    private static final Logger LOG = Logger.getLogger(SliceRun.class);

    private final SliceRows slices;
    private final FaultIsolation faultIsolation;
    private final PageRecorder recorder;
    private final WalkEnd end;
    private final Shutdown stopping;
    private final WalkConfig config;

    SliceRun(
            SliceRows slices,
            FaultIsolation faultIsolation,
            PageRecorder recorder,
            WalkEnd end,
            Shutdown stopping,
            WalkConfig config) {
        this.slices = slices;
        this.faultIsolation = faultIsolation;
        this.recorder = recorder;
        this.end = end;
        this.stopping = stopping;
        this.config = config;
    }

    /** How a run of a slice ended. */
    enum Ending {
        DONE,
        /** Another node works on it, or the walk has ended. */
        TAKEN,
        /** This process is ending: the rest is for another node, or for the next start. */
        LEFT
    }

    Ending run(long walkId, int sliceNo) {
        return run(walkId, sliceNo, _ -> {});
    }

    /** @param recorded gets the visits of each page when they are recorded */
    Ending run(long walkId, int sliceNo, Consumer<List<Visit>> recorded) {
        Optional<SliceRef> slice = slices.find(walkId, sliceNo);
        if (slice.isEmpty()) {
            return Ending.TAKEN;
        }
        try {
            return ConcurrentCalls.in(lane(slice.get().scope()), () -> run(slice.get(), recorded));
        } catch (SliceTakenException e) {
            LOG.infof("slice taken over by another node; walk=%d slice=%d", walkId, sliceNo);
            return Ending.TAKEN;
        }
    }

    private static Lane lane(WalkScope scope) {
        return scope == WalkScope.ALL ? Lane.FULL_WALK : Lane.SMALL_WALK;
    }

    private Ending run(SliceRef slice, Consumer<List<Visit>> recorded) {
        // Ends with the slice: each turn records at least one merchant or leaves.
        while (!stopping.isStopping()) {
            Optional<PageRef> page = slices.nextPage(slice, config.pageSize());
            if (page.isEmpty()) {
                end.closeIfDone(slice.walkId());
                return Ending.DONE;
            }
            List<Visit> visits = faultIsolation.read(slice, page.get());
            if (!visits.isEmpty()) {
                recorder.record(slice, page.get().position(), visits);
                recorded.accept(visits);
            }
        }
        return Ending.LEFT;
    }
}
