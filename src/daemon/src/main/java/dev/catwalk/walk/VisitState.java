package dev.catwalk.walk;

import dev.catwalk.category.KnownContent;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import java.time.Instant;
import java.util.Optional;

/**
 * What the last visit of a merchant left behind.
 *
 * @param outcome null before the first visit
 * @param holdUntil until then the outcome stands; null when the platform is to be asked
 * @param succeededAt when the last visit that read the categories was recorded; null before the first
 * @param version of the row, another one whenever it was written; PostgreSQL's number of the transaction that wrote it
 */
record VisitState(
        String outcome,
        Integer errcode,
        String rid,
        Instant holdUntil,
        Instant succeededAt,
        KnownContent known,
        long version) {
    static final VisitState NEVER = new VisitState(null, null, null, null, null, KnownContent.NOTHING, 0);

    /** The outcome that still stands now, if one does. */
    Optional<VisitOutcome> held(Instant now) {
        if (holdUntil == null || !holdUntil.isAfter(now)) {
            return Optional.empty();
        }
        return switch (outcome) {
            case "throttled" -> Optional.of(new VisitOutcome.Throttled(why(ErrorKind.QUOTA_OF_DAY), holdUntil));
            case "not_supported" -> Optional.of(new VisitOutcome.NotSupported(why(ErrorKind.NOT_SUPPORTED), holdUntil));
            case "not_permitted" -> Optional.of(new VisitOutcome.NotPermitted(why(ErrorKind.NOT_PERMITTED), holdUntil));
            default -> Optional.empty();
        };
    }

    private PlatformError why(ErrorKind kind) {
        return new PlatformError(errcode, kind, rid, "as the platform said before");
    }
}
