package dev.catwalk.walk;

import dev.catwalk.category.Reading;
import dev.catwalk.category.Recorded;
import dev.catwalk.platform.PlatformError;
import java.time.Instant;

/** How a visit ended: each merchant of a walk has exactly one. The names in SQL are those of the contract. */
sealed interface VisitOutcome {
    record Changed(Reading reading, Recorded.Changed recorded) implements VisitOutcome {}

    /** @param recorded what the comparison came to, since not every answer that changes nothing confirms something */
    record Unchanged(Reading reading, Recorded recorded) implements VisitOutcome {}

    /**
     * @param why null when the permission sets alone tell it
     * @param until when the platform is asked again; null for the next walk
     */
    record NotPermitted(PlatformError why, Instant until) implements VisitOutcome {}

    /**
     * @param why null when the account's type alone tells it
     * @param until when the platform is asked again; null for the next walk
     */
    record NotSupported(PlatformError why, Instant until) implements VisitOutcome {}

    /** @param why null when it was known before */
    record Revoked(PlatformError why) implements VisitOutcome {}

    record TokenLost(PlatformError why) implements VisitOutcome {}

    record Throttled(PlatformError why, Instant until) implements VisitOutcome {}

    record Deferred(PlatformError why) implements VisitOutcome {}

    record Failed(PlatformError why) implements VisitOutcome {}

    default String sql() {
        return switch (this) {
            case Changed ignored -> "changed";
            case Unchanged ignored -> "unchanged";
            case NotPermitted ignored -> "not_permitted";
            case NotSupported ignored -> "not_supported";
            case Revoked ignored -> "revoked";
            case TokenLost ignored -> "token_lost";
            case Throttled ignored -> "throttled";
            case Deferred ignored -> "deferred";
            case Failed ignored -> "failed";
        };
    }

    /** The platform's complaint; null when there was none. */
    default PlatformError why() {
        return switch (this) {
            case Changed ignored -> null;
            case Unchanged ignored -> null;
            case NotPermitted(var why, var until) -> why;
            case NotSupported(var why, var until) -> why;
            case Revoked(var why) -> why;
            case TokenLost(var why) -> why;
            case Throttled(var why, var until) -> why;
            case Deferred(var why) -> why;
            case Failed(var why) -> why;
        };
    }

    /** Until when the outcome stands without asking the platform; null to ask in the next walk. */
    default Instant holdUntil() {
        return switch (this) {
            case NotPermitted(var why, var until) -> until;
            case NotSupported(var why, var until) -> until;
            case Throttled(var why, var until) -> until;
            case Changed ignored -> null;
            case Unchanged ignored -> null;
            case Revoked ignored -> null;
            case TokenLost ignored -> null;
            case Deferred ignored -> null;
            case Failed ignored -> null;
        };
    }

    default boolean isSuccess() {
        return this instanceof Changed || this instanceof Unchanged;
    }

    /** When the platform was asked for what it answered; null when it did not. */
    default Instant readAt() {
        return switch (this) {
            case Changed(var reading, var recorded) -> reading.readAt();
            case Unchanged(var reading, var recorded) -> reading.readAt();
            case NotPermitted ignored -> null;
            case NotSupported ignored -> null;
            case Revoked ignored -> null;
            case TokenLost ignored -> null;
            case Throttled ignored -> null;
            case Deferred ignored -> null;
            case Failed ignored -> null;
        };
    }
}
