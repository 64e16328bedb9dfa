package dev.catwalk.doctor;

import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.startup.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What waits for a receiver, and what to do when it does not get through.
 *
 * @param pendingSince since when the oldest waits; empty when none does
 * @param lastError what the last failed attempt met; empty when none failed
 * @param disabledAt since when the receiver wants no more; empty when it does
 */
record Backlog(
        DeliveryTable table,
        String receiver,
        long pending,
        Optional<Instant> pendingSince,
        long dead,
        Optional<String> lastError,
        Optional<Instant> disabledAt) {
    /** By then three attempts have failed. */
    private static final Duration LONG = Duration.ofMinutes(20);

    /** Empty when nothing is wrong. */
    Optional<Finding> trouble(String subject, Instant now) {
        String repair = "repair the receiver, try it with: " + table.testCommand(receiver);
        String redrive = repair + ", then: " + table.redriveCommand(receiver);
        if (disabledAt.isPresent()) {
            return Optional.of(Finding.warn(
                    subject,
                    receiver + ": off since " + disabledAt.get() + ", its receiver answered 410 Gone",
                    redrive));
        }
        if (dead > 0) {
            return Optional.of(Finding.warn(
                    subject,
                    "%s: %d %s were given up; %s".formatted(receiver, dead, table.plural(), waiting()),
                    redrive));
        }
        return pendingSince
                .filter(since -> lastError.isPresent() && since.isBefore(now.minus(LONG)))
                .map(since -> Finding.warn(subject, receiver + ": " + waiting(", the oldest since " + since), repair));
    }

    /** How many wait, and what the last failure was. */
    String waiting() {
        return waiting("");
    }

    private String waiting(String since) {
        String error = lastError.map(text -> "; last failure: " + text).orElse("");
        return pending + " " + table.plural() + " wait" + since + error;
    }
}
