package dev.catwalk.walk;

import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.TicketPushes.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For how long no verify ticket has come, as seen at one instant.
 *
 * @param since the last ticket, or since when somebody listens again
 * @param receivedAt when the last ticket came; empty when none ever did
 */
record TicketSilence(Instant since, Optional<Instant> receivedAt, Instant now) {
    private static final Duration TICKET_LIFE = Duration.ofHours(12);

    Optional<TicketStage> stage() {
        return TicketStage.reached(length(), left());
    }

    Optional<Instant> ticketExpiresAt() {
        return receivedAt.map(at -> at.plus(TICKET_LIFE));
    }

    /** @param restart what came of asking the platform to push again; empty when it was not asked */
    Map<String, Object> alertData(TicketStage stage, Optional<Restart> restart) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("errcode", null);
        data.put("reason", reason(restart));
        data.put("severity", stage.severity());
        data.put("silent_since", since.toString());
        data.put("ticket_expires_at", ticketExpiresAt().map(Instant::toString).orElse(null));
        return data;
    }

    private String reason(Optional<Restart> restart) {
        return "no verify ticket for " + words(length())
                + left().map(TicketSilence::fate).orElse("; none has ever come")
                + restart.map(TicketSilence::words).orElse("");
    }

    private static String fate(Duration left) {
        return left.isPositive() ? "; the last one lives for another " + words(left) : "; the last one is dead";
    }

    private static String words(Restart restart) {
        return switch (restart) {
            case Restart.Asked _ -> "; the platform was asked to push again";
            case Restart.AskedBefore _ -> "; the platform was asked to push again a few minutes ago";
            case Restart.Refused(PlatformError why) ->
                "; asking the platform to push again failed: " + why.reason()
                        + (why.errcode() == null ? "" : " (" + why.errcode() + ")");
        };
    }

    private static String words(Duration length) {
        return length.toHours() > 0
                ? length.toHours() + " h " + length.toMinutesPart() + " min"
                : length.toMinutes() + " min";
    }

    private Duration length() {
        return Duration.between(since, now);
    }

    private Optional<Duration> left() {
        return ticketExpiresAt().map(at -> Duration.between(now, at));
    }
}
