package dev.catwalk.watch;

import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.Phrase;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.TicketPushes.Restart;
import dev.catwalk.token.VerifyTickets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For how long no verify ticket has come, as seen at one instant.
 *
 * @param since the last ticket, or since when a daemon listens again
 * @param receivedAt when the last ticket came; empty when none ever did
 */
record TicketSilence(Instant since, Optional<Instant> receivedAt, Instant now) {
    Optional<TicketStage> stage() {
        return TicketStage.reached(length(), left());
    }

    Optional<Instant> ticketExpiresAt() {
        return receivedAt.map(at -> at.plus(VerifyTickets.LIFE));
    }

    /** @param restart what came of asking the platform to push again; empty when it was not asked */
    AlertData.OfTickets alertData(TicketStage stage, Optional<Restart> restart) {
        return new AlertData.OfTickets(
                reason(restart), stage.severity(), since, ticketExpiresAt().orElse(null));
    }

    private Phrase reason(Optional<Restart> restart) {
        return Phrase.of(
                "silence",
                length(),
                left().map(TicketSilence::fate).orElse(Phrase.of("ticket_never")),
                restart.map(TicketSilence::words).orElse(Phrase.of("nothing")));
    }

    private static Phrase fate(Duration left) {
        return left.isPositive() ? Phrase.of("ticket_lives", left) : Phrase.of("ticket_dead");
    }

    private static Phrase words(Restart restart) {
        return switch (restart) {
            case Restart.Asked _ -> Phrase.of("restart_asked");
            case Restart.AskedBefore _ -> Phrase.of("restart_asked_before");
            case Restart.Refused(PlatformError why) when why.errcode() == null -> Phrase.of("restart_failed", why);
            case Restart.Refused(PlatformError why) ->
                Phrase.of("restart_refused", why, why.errcode().toString());
        };
    }

    private Duration length() {
        return Duration.between(since, now);
    }

    private Optional<Duration> left() {
        return ticketExpiresAt().map(at -> Duration.between(now, at));
    }
}
