package dev.catwalk.token;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;

/** A component's row: its verify ticket and its access token, as ciphertext. Stays in this package. */
@Entity
@Table(schema = "app", name = "component_token")
@DynamicUpdate
class ComponentToken {
    private static final Duration PUSH_RESTART_PAUSE = Duration.ofMinutes(10);
    /** A ticket that is refused as soon as it comes must not make us ask for the next one without end. */
    private static final Duration LEAST_PUSH_RESTART_PAUSE = Duration.ofMinutes(1);
    /** Nodes follow the database's clock that closely. */
    static final Duration CLOCK_JITTER = Duration.ofMinutes(1);

    @Id
    String componentAppid;

    byte[] verifyTicket;
    Instant verifyTicketIssuedAt;
    Instant verifyTicketReceivedAt;
    byte[] accessToken;
    Instant accessTokenIssuedAt;
    Instant accessTokenExpiresAt;

    /** Counts the access tokens that were stored. */
    long generation;

    Instant refreshLeasedUntil;
    UUID refreshLeasedBy;
    Instant pushRestartedAt;

    /** When this row was read, by the database's clock: leases begin and end by it. */
    @Formula("app.now()")
    Instant readAt;

    /**
     * No ticket was made later than it arrived, whatever its push said. A stored one that arrived later than now did so
     * before the database's clock was set back: it is the older.
     *
     * @param receivedAt when this one arrived, which may be hours ago
     * @return false when the stored one is newer and alive, and kept
     */
    boolean receiveTicket(byte[] encrypted, Instant issuedAt, Instant receivedAt, Instant now) {
        if (verifyTicket != null
                && verifyTicketIssuedAt.isAfter(issuedAt)
                && verifyTicketReceivedAt.isAfter(issuedAt)
                && !verifyTicketReceivedAt.isAfter(now.plus(CLOCK_JITTER))
                && verifyTicketReceivedAt.plus(VerifyTickets.LIFE).isAfter(now)) {
            return false;
        }
        verifyTicket = encrypted;
        verifyTicketIssuedAt = issuedAt;
        verifyTicketReceivedAt = receivedAt;
        return true;
    }

    /** The ticket arrived at this time at the latest. */
    Instant ticketReceivedBy(Instant latest) {
        verifyTicketReceivedAt = latest;
        return latest;
    }

    /**
     * One that ends later than it can was taken before the database's clock was set back, and is free.
     *
     * @return false when another node holds the lease
     */
    boolean lease(UUID holder, Duration length) {
        if (isLeased() && !refreshLeasedUntil.isAfter(readAt.plus(length.multipliedBy(2)))) {
            return false;
        }
        refreshLeasedBy = holder;
        refreshLeasedUntil = readAt.plus(length);
        return true;
    }

    /** @return false when the lease has run out, or another node has taken it since */
    boolean renew(UUID holder, Duration length) {
        if (!isLeased() || !holder.equals(refreshLeasedBy)) {
            return false;
        }
        refreshLeasedUntil = readAt.plus(length);
        return true;
    }

    private boolean isLeased() {
        return refreshLeasedUntil != null && refreshLeasedUntil.isAfter(readAt);
    }

    /** A lease that ran out and that another node has taken since is left alone. */
    void release(UUID holder) {
        if (holder.equals(refreshLeasedBy)) {
            refreshLeasedUntil = null;
            refreshLeasedBy = null;
        }
    }

    /**
     * @param replaced the generation that was read under the lease
     * @return false when another node has taken the lease since, or has stored a token
     */
    boolean store(byte[] encrypted, Instant issuedAt, Instant expiresAt, long replaced, UUID holder) {
        if (generation != replaced || !holder.equals(refreshLeasedBy)) {
            return false;
        }
        accessToken = encrypted;
        accessTokenIssuedAt = issuedAt;
        accessTokenExpiresAt = expiresAt;
        generation++;
        release(holder);
        return true;
    }

    void expire() {
        if (accessTokenExpiresAt.isAfter(readAt)) {
            accessTokenExpiresAt = readAt;
        }
    }

    /**
     * @return false when the platform was asked less than the pause ago, unless a ticket has come since: then pushes have
     *     stopped once more
     */
    boolean claimPushRestart() {
        if (pushRestartedAt != null) {
            boolean ticketCameSince = verifyTicketReceivedAt != null && verifyTicketReceivedAt.isAfter(pushRestartedAt);
            Duration pause = ticketCameSince ? LEAST_PUSH_RESTART_PAUSE : PUSH_RESTART_PAUSE;
            if (pushRestartedAt.plus(pause).isAfter(readAt)) {
                return false;
            }
        }
        pushRestartedAt = readAt;
        return true;
    }
}
