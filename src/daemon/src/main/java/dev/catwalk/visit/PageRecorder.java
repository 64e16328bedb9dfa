package dev.catwalk.visit;

import dev.catwalk.category.CategorySnapshots;
import dev.catwalk.category.KnownContent;
import dev.catwalk.category.Reading;
import dev.catwalk.category.Recorded;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.database.SqlState;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.visit.SliceRows.SliceRef;
import dev.catwalk.visit.SliceRows.SliceTakenException;
import dev.catwalk.visit.VisitRows.VisitsOvertakenException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Records a page of visits in one transaction: the slice moves on, visit rows are compared, snapshots, changes, alerts and
 * counts are written. The rows are not locked at first, because each lock costs a WAL record. If another page changed one
 * of them meanwhile, everything is repeated with the rows locked. When that fails it is done
 * merchant by merchant, so that one bad row cannot hold back its page; the one that cannot be recorded is recorded as failed.
 * A database that is away is no merchant's fault: nothing is recorded then, and the slice goes on from there another time.
 */
@Singleton
public class PageRecorder {
    private static final Logger LOG = Logger.getLogger(PageRecorder.class);
    /** While deadlocks break them off: the other transaction gets on each time, so a few suffice. */
    static final int TRIES = 5;

    /** The visit was overtaken, so it is neither a success nor a failure of the merchant. */
    private static final VisitOutcome OUTDATED = new VisitOutcome.Deferred(
            PlatformError.withoutAnswer(ErrorKind.TRANSIENT, "a newer read of this merchant was recorded first"));

    private final SliceRows slices;
    private final VisitRows visitRows;
    private final CategorySnapshots snapshots;
    private final VisitAlerts alerts;
    private final PlatformOutage outage;
    private final VisitCounter counter;
    private final Clock clock;

    PageRecorder(
            SliceRows slices,
            VisitRows visitRows,
            CategorySnapshots snapshots,
            VisitAlerts alerts,
            PlatformOutage outage,
            VisitCounter counter,
            Clock clock) {
        this.slices = slices;
        this.visitRows = visitRows;
        this.snapshots = snapshots;
        this.alerts = alerts;
        this.outage = outage;
        this.counter = counter;
        this.clock = clock;
    }

    /**
     * @param position where in the slice these visits begin
     * @throws SliceTakenException when another node recorded them first
     * @throws RuntimeException when the database is away
     */
    public void record(SliceRef slice, int position, List<Visit> visits) {
        try {
            recordUnlessOvertaken(slice, position, visits);
        } catch (RuntimeException e) {
            if (isNoMerchantsFault(e)) {
                throw e;
            }
            if (visits.size() > 1) {
                LOG.warnf(e, "a page could not be recorded at once; walk=%d slice=%d", slice.walkId(), slice.sliceNo());
            }
            for (int i = 0; i < visits.size(); i++) {
                recordAlone(slice, position + i, visits.get(i));
            }
        }
        outage.noticeReads(slice.component(), visits);
    }

    // A page that locks its rows takes them in another order than one that does not: a deadlock may break off
    // the second try, too.
    private void recordUnlessOvertaken(SliceRef slice, int position, List<Visit> visits) {
        Locking locking = Locking.PAGES_WITH_NEW_MERCHANTS;
        for (int left = TRIES; left > 0; left--) {
            try {
                recordTogether(slice, position, visits, locking);
                return;
            } catch (RuntimeException e) {
                if (left == 1 || !(e instanceof VisitsOvertakenException) && !SqlState.isDeadlock(e)) {
                    throw e;
                }
                LOG.debugf("walk=%d slice=%d: %s", slice.walkId(), slice.sliceNo(), e.getMessage());
                locking = Locking.ALL_PAGES;
            }
        }
    }

    private void recordAlone(SliceRef slice, int position, Visit visit) {
        try {
            recordTogether(slice, position, List.of(visit), Locking.ALL_PAGES);
        } catch (RuntimeException e) {
            if (isNoMerchantsFault(e)) {
                throw e;
            }
            LOG.errorf(
                    e,
                    "a visit could not be recorded; walk=%d component=%s merchant=%s",
                    slice.walkId(),
                    slice.component(),
                    visit.merchant().appid());
            VisitOutcome failed = new VisitOutcome.Failed(
                    PlatformError.withoutAnswer(ErrorKind.MALFORMED, "the answer could not be recorded"));
            recordTogether(
                    slice,
                    position,
                    List.of(new Visit.Ended(visit.merchant(), failed, clock.instant())),
                    Locking.ALL_PAGES);
        }
    }

    private static boolean isNoMerchantsFault(RuntimeException fault) {
        return fault instanceof SliceTakenException || DatabaseAway.isCauseOf(fault);
    }

    private enum Locking {
        /** The rows of merchants that were never visited have to be made first. */
        PAGES_WITH_NEW_MERCHANTS,
        ALL_PAGES
    }

    private void recordTogether(SliceRef slice, int position, List<Visit> visits, Locking locking) {
        Map<MerchantRef, VisitOutcome> outcomes =
                QuarkusTransaction.requiringNew().call(() -> write(slice, position, visits, locking));
        counter.count(slice.component(), outcomes.values());
        VisitLog.log(slice, outcomes);
    }

    private Map<MerchantRef, VisitOutcome> write(SliceRef slice, int position, List<Visit> visits, Locking locking) {
        Instant now = clock.instant();
        slices.advance(slice, position, visits.size());
        Map<Long, VisitState> states = statesBefore(visits, locking, slice.walkId(), now);
        List<Visit> inTime = visits.stream()
                .map(visit -> inTime(visit, states.get(visit.merchant().id())))
                .toList();
        Map<Long, Recorded> recorded = recordReadings(inTime, states, slice.walkId());
        Map<MerchantRef, VisitOutcome> outcomes = new LinkedHashMap<>();
        inTime.forEach(visit -> outcomes.put(visit.merchant(), outcome(visit, recorded)));
        keepWhatIsLost(outcomes, states);
        alerts.deferWhatIsNotLost(outcomes);
        alerts.raise(outcomes, states);
        visitRows.write(outcomes, states, slice.walkId(), now);
        slices.count(slice, outcomes.values());
        outage.noticeStop(slice, visits, now);
        return outcomes;
    }

    /**
     * A blip or a used-up quota says nothing about a merchant: who has to authorize again has to do so all the same. It is
     * asked about again by the next walk.
     */
    private static void keepWhatIsLost(Map<MerchantRef, VisitOutcome> outcomes, Map<Long, VisitState> before) {
        outcomes.replaceAll((merchant, outcome) -> outcome.saysNothing() || outcome instanceof VisitOutcome.Throttled
                ? before.get(merchant.id()).lasting().orElse(outcome)
                : outcome);
    }

    private Map<Long, VisitState> statesBefore(List<Visit> visits, Locking locking, long walkId, Instant now) {
        List<Long> ids = visits.stream().map(visit -> visit.merchant().id()).toList();
        Map<Long, VisitState> states = locking == Locking.ALL_PAGES ? Map.of() : visitRows.load(ids);
        return states.size() == ids.size() ? states : visitRows.lock(ids, walkId, now);
    }

    private static Visit inTime(Visit visit, VisitState before) {
        return switch (visit) {
            // It may claim a loss, or hold one, that a later read refutes. A deferred visit does not, and knows why.
            case Visit.Ended(var merchant, var outcome, var endedAt)
            when before.overtakes(endedAt) && !(outcome instanceof VisitOutcome.Deferred) ->
                new Visit.Ended(merchant, OUTDATED, endedAt);
            case Visit.Ended ended -> ended;
            case Visit.Answered(var reading) -> new Visit.Answered(before.inTime(reading));
        };
    }

    private Map<Long, Recorded> recordReadings(List<Visit> visits, Map<Long, VisitState> states, long walkId) {
        List<Reading> readings = visits.stream()
                .filter(Visit.Answered.class::isInstance)
                .map(visit -> ((Visit.Answered) visit).reading())
                .toList();
        Map<Long, KnownContent> known = readings.stream()
                .map(reading -> reading.merchant().id())
                .collect(Collectors.toMap(
                        Function.identity(), id -> states.get(id).known()));
        return snapshots.record(readings, known, walkId);
    }

    private static VisitOutcome outcome(Visit visit, Map<Long, Recorded> recorded) {
        return switch (visit) {
            case Visit.Ended ended -> ended.outcome();
            case Visit.Answered(var reading) ->
                switch (recorded.get(reading.merchant().id())) {
                    case Recorded.Changed changed -> new VisitOutcome.Changed(reading, changed);
                    case Recorded.Unchanged unchanged -> new VisitOutcome.Unchanged(reading, unchanged);
                    case Recorded.DoubtfullyEmpty doubtful -> new VisitOutcome.Unchanged(reading, doubtful);
                    case Recorded.Outdated ignored -> OUTDATED;
                };
        };
    }
}
