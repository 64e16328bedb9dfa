package dev.catwalk.visit;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.visit.SliceRows.SliceRef;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Logs the visits of a page that ended with a refusal or without an answer: those that ended alike in one line, with the
 * first of them as a sample, since a night without quota concerns every merchant; each in a line of its own at level DEBUG.
 * The platform's request id is the same as in {@code reporting.merchant_coverage}.
 */
final class VisitLog {
    private static final Logger LOG = Logger.getLogger(VisitLog.class);

    private VisitLog() {}

    private record Alike(Outcome outcome, Integer errcode) {}

    static void log(SliceRef slice, Map<MerchantRef, VisitOutcome> outcomes) {
        Map<Alike, List<Entry<MerchantRef, VisitOutcome>>> alike = outcomes.entrySet().stream()
                .filter(visit -> visit.getValue().why() != null)
                .collect(Collectors.groupingBy(visit -> new Alike(
                        visit.getValue().outcome(), visit.getValue().why().errcode())));
        alike.values().forEach(visits -> log(slice, visits));
    }

    private static void log(SliceRef slice, List<Entry<MerchantRef, VisitOutcome>> visits) {
        visits.forEach(visit -> log(Logger.Level.DEBUG, slice, visit, 1));
        log(Logger.Level.INFO, slice, visits.getFirst(), visits.size());
    }

    private static void log(Logger.Level level, SliceRef slice, Entry<MerchantRef, VisitOutcome> visit, int visits) {
        PlatformError why = visit.getValue().why();
        LOG.logf(
                level,
                "visits without categories; walk=%d slice=%d component=%s merchant=%s visits=%d outcome=%s errcode=%s rid=%s reason=%s",
                slice.walkId(),
                slice.sliceNo(),
                slice.component(),
                visit.getKey().appid(),
                visits,
                visit.getValue().outcome().code(),
                why.errcode(),
                why.rid(),
                why.reason());
    }
}
