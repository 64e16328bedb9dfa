package dev.catwalk.visit;

import dev.catwalk.category.Reading;
import dev.catwalk.category.Recorded;
import dev.catwalk.platform.PlatformError;
import java.time.Instant;

/** How a visit ended, with what that ending knows: each merchant of a walk has exactly one. */
sealed interface VisitOutcome {
    record Changed(Reading reading, Recorded.Changed recorded) implements VisitOutcome {}

    /** @param recorded what the comparison came to, since not every answer that changes nothing confirms something */
    record Unchanged(Reading reading, Recorded recorded) implements VisitOutcome {}

    /** @param why null when the permission sets alone decide it */
    record NotPermitted(PlatformError why, Instant holdUntil) implements VisitOutcome {}

    /** @param why null when the account's type alone decides it */
    record NotSupported(PlatformError why, Instant holdUntil) implements VisitOutcome {}

    /** @param why null when it was known before */
    record Revoked(PlatformError why) implements VisitOutcome {}

    record TokenLost(PlatformError why) implements VisitOutcome {}

    record Throttled(PlatformError why, Instant holdUntil) implements VisitOutcome {}

    record Deferred(PlatformError why) implements VisitOutcome {}

    record Failed(PlatformError why) implements VisitOutcome {}

    default Outcome outcome() {
        return switch (this) {
            case Changed _ -> Outcome.CHANGED;
            case Unchanged _ -> Outcome.UNCHANGED;
            case NotPermitted _ -> Outcome.NOT_PERMITTED;
            case NotSupported _ -> Outcome.NOT_SUPPORTED;
            case Revoked _ -> Outcome.REVOKED;
            case TokenLost _ -> Outcome.TOKEN_LOST;
            case Throttled _ -> Outcome.THROTTLED;
            case Deferred _ -> Outcome.DEFERRED;
            case Failed _ -> Outcome.FAILED;
        };
    }

    /** Whether it says nothing of the merchant: the platform was not asked, or met a blip. */
    default boolean saysNothing() {
        return switch (this) {
            case Deferred _ -> true;
            case Failed(var why) -> why.kind().retryHelps();
            default -> false;
        };
    }

    /** What the platform refused the visit with; null when it did not. */
    default PlatformError why() {
        return null;
    }

    /** Until when the outcome is valid without asking the platform; null to ask in the next walk. */
    default Instant holdUntil() {
        return null;
    }

    /** What the platform answered; null when it did not. */
    default Reading reading() {
        return null;
    }
}
