package dev.catwalk.merchant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/** A component's row. Stays in this package. */
@Entity
@Table(schema = "app", name = "component")
@DynamicUpdate
class ComponentState {
    @Id
    String componentAppid;

    Instant createdAt;
    Instant rosterReadAt;
    Long rosterTotal;
    Long rosterFound;
    Instant stoppedSince;
    Integer stoppedErrcode;
    String stoppedReason;
    Instant ticketWatchedAt;
    Instant ticketListeningSince;
    String ticketStage;
    Instant ticketSilentSince;

    /** @param absentBefore when no watch has looked since then, no process listened until {@code listeningSince} */
    void watch(Instant now, Instant listeningSince, Instant absentBefore) {
        Instant lookedAt = ticketWatchedAt == null ? createdAt : ticketWatchedAt;
        if (lookedAt.isBefore(absentBefore)) {
            ticketListeningSince = listeningSince;
        } else if (ticketListeningSince == null) {
            ticketListeningSince = createdAt;
        }
        ticketListeningSince = notAhead(ticketListeningSince, now);
        ticketSilentSince = notAhead(ticketSilentSince, now);
        ticketWatchedAt = now;
    }

    /** What the database's clock wrote before it was set back would count as later than anything that happens now. */
    private static Instant notAhead(Instant time, Instant now) {
        return time != null && time.isAfter(now.plus(ComponentStates.CLOCKS_DIFFER)) ? now : time;
    }

    void endSilence() {
        ticketStage = null;
        ticketSilentSince = null;
    }
}
