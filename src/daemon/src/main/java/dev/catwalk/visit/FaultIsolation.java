package dev.catwalk.visit;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Merchants.MerchantStanding;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.visit.SliceRows.PageRef;
import dev.catwalk.visit.SliceRows.SliceRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Limits an unforeseen fault to the merchant that causes it: a page that cannot be read is halved until that merchant is alone,
 * and its visit ends failed. Without this the slice would be tried for ever, and no
 * other walk of its scope could start. A database that is away is no merchant's fault: the slice ends, and upkeep sets it
 * going again when there is one.
 */
@Singleton
public class FaultIsolation {
    private static final Logger LOG = Logger.getLogger(FaultIsolation.class);

    private final PageReading pages;
    private final Merchants merchants;
    private final Clock clock;

    FaultIsolation(PageReading pages, Merchants merchants, Clock clock) {
        this.pages = pages;
        this.merchants = merchants;
        this.clock = clock;
    }

    /**
     * @return visits from the first merchant of the page on; perhaps fewer than it has
     * @throws RuntimeException when the database is away
     */
    public List<Visit> read(SliceRef slice, PageRef page) {
        try {
            return pages.read(slice, page);
        } catch (RuntimeException e) {
            if (DatabaseAway.isCauseOf(e)) {
                throw e;
            }
            int size = page.merchantIds().size();
            if (size > 1) {
                LOG.warnf(e, "a page could not be read, halving it; walk=%d slice=%d", slice.walkId(), slice.sliceNo());
                return read(slice, page.first(size / 2));
            }
            return List.of(failed(slice, page, e));
        }
    }

    private Visit failed(SliceRef slice, PageRef page, RuntimeException fault) {
        MerchantRef merchant = merchants.standing(page.merchantIds()).stream()
                .map(MerchantStanding::merchant)
                .findFirst()
                .orElseThrow(() -> fault);
        LOG.errorf(
                fault,
                "a merchant could not be visited; walk=%d component=%s merchant=%s",
                slice.walkId(),
                slice.component(),
                merchant.appid());
        return new Visit.Ended(
                merchant,
                new VisitOutcome.Failed(
                        PlatformError.withoutAnswer(ErrorKind.MALFORMED, "the visit met a fault of ours, see the log")),
                clock.instant());
    }
}
