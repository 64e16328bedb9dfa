package dev.catwalk.token;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The newest component verify ticket of each component. Only a push can bring one, so it is never thrown away. */
@Singleton
public class VerifyTickets {
    /** Between two pushes of a ticket (page component_verify_ticket, read 2026-11). */
    public static final Duration PUSH_INTERVAL = Duration.ofMinutes(10);

    /** Three pushes were missed. */
    public static final Duration OVERDUE_AFTER = PUSH_INTERVAL.multipliedBy(3);

    /** Of a ticket (page component_verify_ticket, read 2026-11). */
    public static final Duration LIFE = Duration.ofHours(12);

    private final ComponentTokenRows rows;
    private final Encryption encryption;
    private final Clock clock;

    VerifyTickets(ComponentTokenRows rows, Encryption encryption, Clock clock) {
        this.rows = rows;
        this.encryption = encryption;
        this.clock = clock;
    }

    /** Stores a ticket that arrives now, as {@link #store(ComponentAppId, VerifyTicket, Instant, Instant)} does. */
    @Transactional
    public boolean store(ComponentAppId component, VerifyTicket ticket, Instant issuedAt) {
        return store(component, ticket, issuedAt, clock.instant());
    }

    /**
     * Stores a ticket unless a newer one is there already. Idempotent.
     *
     * @param issuedAt as its push says, and not in the future; the epoch when it does not say
     * @param receivedAt of its push, which may have waited in the inbox
     * @return false when a newer one that is alive was kept
     */
    @Transactional
    public boolean store(ComponentAppId component, VerifyTicket ticket, Instant issuedAt, Instant receivedAt) {
        byte[] encrypted = encryption.encryptText(ticket.value(), EncryptedColumn.VERIFY_TICKET, component.value());
        return rows.locked(component).receiveTicket(encrypted, issuedAt, receivedAt, clock.instant());
    }

    /**
     * The newest ticket, however old: the platform says when it has expired. Empty until the first push, and when it does not
     * open.
     */
    @Transactional
    Optional<Newest> newest(ComponentAppId component) {
        return rows.findByIdOptional(component.value())
                .map(row -> row.verifyTicket)
                .flatMap(ciphertext -> encryption
                        .decryptText(ciphertext, EncryptedColumn.VERIFY_TICKET, component.value())
                        .map(ticket -> new Newest(new VerifyTicket(ticket), ByteBuffer.wrap(ciphertext))));
    }

    /** @param ciphertext differs after each push, also when the push brings the same ticket again */
    record Newest(VerifyTicket ticket, ByteBuffer ciphertext) {}

    /** When the newest ticket arrived; empty when none ever did. */
    @Transactional
    public Optional<Instant> receivedAt(ComponentAppId component) {
        return rows.findByIdOptional(component.value()).map(row -> row.verifyTicketReceivedAt);
    }

    /**
     * When the newest ticket arrived; empty when none ever did. A time that is in the future, because the database's clock was
     * set back, is replaced by {@code now} for good: else the ticket would end a silence when the clock has caught up.
     */
    @Transactional
    public Optional<Instant> receivedBy(ComponentAppId component, Instant now) {
        return receivedAt(component)
                .map(at -> at.isAfter(now.plus(ComponentToken.CLOCK_JITTER))
                        ? rows.locked(component).ticketReceivedBy(now)
                        : at);
    }

    /** How long ago the newest ticket arrived; empty when none ever did. */
    public Optional<Duration> age(ComponentAppId component) {
        return receivedAt(component).map(receivedAt -> Duration.between(receivedAt, clock.instant()));
    }
}
