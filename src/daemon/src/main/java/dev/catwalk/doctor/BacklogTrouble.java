package dev.catwalk.doctor;

import dev.catwalk.delivery.Backlog;
import dev.catwalk.startup.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do when a receiver's deliveries do not get through. */
final class BacklogTrouble {
    /** By then three attempts have failed. */
    private static final Duration LONG = Duration.ofMinutes(20);

    private BacklogTrouble() {}

    /** Empty when nothing is wrong. */
    static Optional<Finding> in(Backlog backlog, String subject, Instant now) {
        String receiver = backlog.receiver();
        String repair = "repair the receiver, try it with: " + backlog.table().testCommand(receiver);
        String redrive = repair + ", then: " + backlog.table().redriveCommand(receiver);
        if (backlog.disabledAt().isPresent()) {
            return Optional.of(Finding.warn(
                    subject,
                    receiver + ": off since " + backlog.disabledAt().get() + ", its receiver answered 410 Gone",
                    redrive));
        }
        if (backlog.dead() > 0) {
            return Optional.of(Finding.warn(
                    subject,
                    "%s: %d %s were given up; %s"
                            .formatted(receiver, backlog.dead(), backlog.table().plural(), waiting(backlog)),
                    redrive));
        }
        return backlog.pendingSince()
                .filter(since -> backlog.lastError().isPresent() && since.isBefore(now.minus(LONG)))
                .map(since -> Finding.warn(
                        subject, receiver + ": " + waiting(backlog, ", the oldest since " + since), repair));
    }

    /** How many wait, and what the last failure was. */
    static String waiting(Backlog backlog) {
        return waiting(backlog, "");
    }

    private static String waiting(Backlog backlog, String since) {
        String error =
                backlog.lastError().map(text -> "; last failure: " + text).orElse("");
        return backlog.pending() + " " + backlog.table().plural() + " wait" + since + error;
    }
}
