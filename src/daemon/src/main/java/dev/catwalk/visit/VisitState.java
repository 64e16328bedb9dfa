package dev.catwalk.visit;

import dev.catwalk.category.KnownContent;
import dev.catwalk.category.Reading;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the last visit of a merchant left behind.
 *
 * @param outcome {@code deferred} before the first visit
 * @param holdUntil until then the outcome is valid; null when the platform is to be asked
 * @param succeededAt when the last visit that read the categories was recorded; null before the first
 * @param loadedAt by the database's clock, when this was loaded
 * @param version of the row, another one whenever it was written; PostgreSQL's number of the transaction that wrote it
 */
record VisitState(
        Outcome outcome,
        Integer errcode,
        String rid,
        Instant holdUntil,
        Instant succeededAt,
        KnownContent known,
        Instant loadedAt,
        long version) {
    /** For the lock on the row: what another node recorded meanwhile is newer than {@code loadedAt}, and no mistake. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /**
     * The reading with the time that is recorded for it: never in the future, whatever its node's clock says, since the reads
     * of other nodes would all be older. When such a time is recorded already, because the database's own clock went back, the
     * reading counts at once: otherwise all readings would be dropped until then.
     */
    Reading inTime(Reading reading) {
        if (isReadSince(loadedAt.plus(LONGEST_WAIT))) {
            return reading.at(known.readAt().plus(1, ChronoUnit.MICROS));
        }
        return reading.readAt().isAfter(loadedAt) ? reading.at(loadedAt) : reading;
    }

    /** Whether a visit that ended then, without categories, was overtaken by a read. One of the future proves nothing. */
    boolean overtakes(Instant endedAt) {
        return isReadSince(endedAt) && !isReadSince(loadedAt.plus(LONGEST_WAIT));
    }

    private boolean isReadSince(Instant time) {
        return known.readAt() != null && known.readAt().isAfter(time);
    }

    /** Whether that visit read the categories. */
    boolean isSuccess() {
        return outcome.isSuccess();
    }

    /** The outcome that is valid until {@link #holdUntil}; empty when it is none that can be held. */
    Optional<VisitOutcome> held() {
        return switch (outcome) {
            case THROTTLED -> Optional.of(new VisitOutcome.Throttled(why(ErrorKind.QUOTA_OF_DAY), holdUntil));
            case NOT_SUPPORTED -> Optional.of(new VisitOutcome.NotSupported(why(ErrorKind.NOT_SUPPORTED), holdUntil));
            case NOT_PERMITTED -> Optional.of(new VisitOutcome.NotPermitted(why(ErrorKind.NOT_PERMITTED), holdUntil));
            default -> Optional.empty();
        };
    }

    /**
     * The outcome that lasts until a visit ends otherwise, deferred ones aside; empty when it is none that lasts, or when
     * something changed that may end it.
     */
    Optional<VisitOutcome> lasting() {
        return switch (outcome) {
            case TOKEN_LOST -> Optional.of(new VisitOutcome.TokenLost(why(ErrorKind.REFRESH_TOKEN_REFUSED)));
            case NOT_SUPPORTED, NOT_PERMITTED -> holdUntil == null ? Optional.empty() : held();
            default -> Optional.empty();
        };
    }

    private PlatformError why(ErrorKind kind) {
        return new PlatformError(errcode, kind, rid, "as the platform said before");
    }
}
