package dev.catwalk.walk;

import dev.catwalk.merchant.MerchantStanding;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.Reach;
import dev.catwalk.walk.SliceRows.PageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is settled so far in one page. Written by many calls at once. */
final class PageProgress {
    private final SliceRef slice;
    private final PageRef page;
    private final WalkStops stops;
    private final Stopping stopping;
    private final Map<Long, Visit> visits = new ConcurrentHashMap<>();

    PageProgress(SliceRef slice, PageRef page, WalkStops stops, Stopping stopping) {
        this.slice = slice;
        this.page = page;
        this.stops = stops;
        this.stopping = stopping;
        page.stop()
                .ifPresent(reason ->
                        stops.note(slice, new PlatformError(null, ErrorKind.COMPONENT_STOPPED, null, reason)));
    }

    List<Long> merchantIds() {
        return page.merchantIds();
    }

    boolean isStopped() {
        return stops.of(slice).isPresent() || stopping.isStopping();
    }

    void end(Visit visit) {
        visits.put(visit.merchant().id(), visit);
    }

    void end(Visit visit, PlatformError why) {
        if (why != null && why.kind().reach() == Reach.COMPONENT) {
            stops.note(slice, why);
        }
        end(visit);
    }

    void reopen(MerchantRef merchant) {
        visits.remove(merchant.id());
    }

    boolean hasEnded(MerchantRef merchant) {
        return visits.containsKey(merchant.id());
    }

    List<MerchantRef> merchants() {
        return visits.values().stream().map(Visit::merchant).toList();
    }

    List<MerchantRef> endedWith(List<MerchantRef> merchants, ErrorKind kind) {
        return merchants.stream()
                .filter(merchant -> {
                    Visit visit = visits.get(merchant.id());
                    PlatformError why = visit == null ? null : visit.why();
                    return why != null && why.kind() == kind;
                })
                .toList();
    }

    /** Null when the platform was not asked: not at all, or since this process ends and waits for no circuit any longer. */
    private Visit reached(MerchantRef merchant) {
        Visit visit = visits.get(merchant.id());
        boolean leftAlone = visit != null
                && visit.why() != null
                && visit.why().kind() == ErrorKind.CIRCUIT_OPEN
                && stopping.isStopping();
        return leftAlone ? null : visit;
    }

    /** Those that were not reached are deferred when the component stopped, and left for later when this process ends. */
    List<Visit> visits(List<MerchantStanding> inOrder) {
        Optional<PlatformError> componentStop = stops.of(slice);
        List<Visit> result = new ArrayList<>(inOrder.size());
        for (MerchantStanding merchant : inOrder) {
            Visit visit = reached(merchant.merchant());
            if (visit == null && componentStop.isEmpty()) {
                break;
            }
            result.add(
                    visit != null
                            ? visit
                            : new Visit.Ended(
                                    merchant.merchant(), new VisitOutcome.Deferred(componentStop.orElseThrow())));
        }
        return result;
    }
}
