package dev.catwalk.walk;

import dev.catwalk.platform.ComponentAppId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What the ticket watch keeps of each component, within the caller's transaction. */
@Singleton
class TicketWatchRows {
    private final Jdbi jdbi;

    TicketWatchRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param countsFrom silence from before then does not count: nobody listened, or the component was not there yet
     * @param told the farthest stage people were told of since the last ticket
     * @param toldOfSince when the silence began that they were told of
     * @param stopped whether people know already that nothing of the component works
     */
    record Watched(Instant countsFrom, Optional<TicketStage> told, Optional<Instant> toldOfSince, boolean stopped) {
        /** Whether this ticket, if there is one, ended the silence people were told of. */
        boolean isEndedBy(Optional<Instant> receivedAt) {
            return toldOfSince.isPresent()
                    && receivedAt.filter(at -> at.isAfter(toldOfSince.get())).isPresent();
        }
    }

    private static final String LOOK = """
            update app.component
            set ticket_watched_at = :now,
                ticket_listening_since = case
                  when coalesce(ticket_watched_at, created_at) < :absentBefore then cast(:listeningSince as timestamptz)
                  else coalesce(ticket_listening_since, created_at) end
            where component_appid = :component
            returning ticket_listening_since, ticket_told, ticket_silent_since, stopped_since is not null as stopped
            """;

    /**
     * Notes that the watch looks now, and locks the row until the transaction ends.
     *
     * @param listeningSince when this process began to take pushes
     * @param absence if no watch looked for so long before then, no process listened in between
     */
    Watched look(ComponentAppId component, Instant now, Instant listeningSince, Duration absence) {
        return jdbi.withHandle(handle -> handle.createQuery(LOOK)
                .bind("component", component.value())
                .bind("now", now)
                .bind("listeningSince", listeningSince)
                .bind("absentBefore", listeningSince.minus(absence))
                .map((row, context) -> watched(row))
                .one());
    }

    private static Watched watched(ResultSet row) throws SQLException {
        return new Watched(
                row.getTimestamp("ticket_listening_since").toInstant(),
                Optional.ofNullable(row.getString("ticket_told")).map(TicketStage::of),
                Optional.ofNullable(row.getTimestamp("ticket_silent_since")).map(Timestamp::toInstant),
                row.getBoolean("stopped"));
    }

    private static final String TELL = """
            update app.component set ticket_told = :stage, ticket_silent_since = :silentSince
            where component_appid = :component and ticket_told is not distinct from :toldBefore
            """;

    /** @return false when somebody else has told of a stage, or of the end of the silence, since we looked */
    boolean tell(ComponentAppId component, Optional<TicketStage> toldBefore, TicketStage stage, Instant silentSince) {
        return jdbi.withHandle(handle -> handle.createUpdate(TELL)
                        .bind("component", component.value())
                        .bind("toldBefore", toldBefore.map(TicketStage::sql).orElse(null))
                        .bind("stage", stage.sql())
                        .bind("silentSince", silentSince)
                        .execute()
                == 1);
    }

    private static final String END_SILENCE = """
            update app.component set ticket_told = null, ticket_silent_since = null where component_appid = :component
            """;

    void endSilence(ComponentAppId component) {
        jdbi.useHandle(handle -> handle.createUpdate(END_SILENCE)
                .bind("component", component.value())
                .execute());
    }
}
