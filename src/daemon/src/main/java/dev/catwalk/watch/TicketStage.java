package dev.catwalk.watch;

import dev.catwalk.token.VerifyTickets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How bad it is that no verify ticket comes, in the order in which it gets worse.
 */
enum TicketStage {
    /** Three pushes missed. */
    OVERDUE,
    /** It does not heal by itself any more. */
    SILENT,
    SIX_HOURS_LEFT,
    THREE_HOURS_LEFT,
    ONE_HOUR_LEFT,
    DEAD;

    private static final Duration SILENT_AFTER = Duration.ofHours(2);

    /**
     * @param silence for how long a daemon has listened without a ticket. While that is less than three pushes, an old ticket only
     *     means that no daemon was running.
     * @param left until the last ticket expires, zero or less when it has expired; empty when none ever arrived
     */
    static Optional<TicketStage> reached(Duration silence, Optional<Duration> left) {
        if (silence.compareTo(VerifyTickets.OVERDUE_AFTER) < 0) {
            return Optional.empty();
        }
        return left.flatMap(TicketStage::ofCountdown)
                .or(() -> Optional.of(silence.compareTo(SILENT_AFTER) < 0 ? OVERDUE : SILENT));
    }

    private static Optional<TicketStage> ofCountdown(Duration left) {
        if (!left.isPositive()) {
            return Optional.of(DEAD);
        }
        if (left.compareTo(Duration.ofHours(1)) <= 0) {
            return Optional.of(ONE_HOUR_LEFT);
        }
        if (left.compareTo(Duration.ofHours(3)) <= 0) {
            return Optional.of(THREE_HOURS_LEFT);
        }
        return left.compareTo(Duration.ofHours(6)) <= 0 ? Optional.of(SIX_HOURS_LEFT) : Optional.empty();
    }

    /** Whether a person must act. */
    boolean isCritical() {
        return this != OVERDUE;
    }

    String severity() {
        return isCritical() ? "critical" : "warning";
    }

    /** As stored. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TicketStage of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
