package dev.catwalk.token;

import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.VerifyTicket;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The newest component verify ticket of each component. Only a push can bring one, so it is never thrown away. */
@Singleton
public class VerifyTickets {
    private static final String TABLE = "component_token";
    private static final String COLUMN = "verify_ticket";

    private final Jdbi jdbi;
    private final Sealing sealing;
    private final Clock clock;

    VerifyTickets(Jdbi jdbi, Sealing sealing, Clock clock) {
        this.jdbi = jdbi;
        this.sealing = sealing;
        this.clock = clock;
    }

    private static final String STORE = """
            insert into app.component_token (component_appid, verify_ticket, verify_ticket_issued_at, verify_ticket_received_at)
            values (:component, :ticket, :issuedAt, :receivedAt)
            on conflict (component_appid) do update
              set verify_ticket = excluded.verify_ticket,
                  verify_ticket_issued_at = excluded.verify_ticket_issued_at,
                  verify_ticket_received_at = excluded.verify_ticket_received_at
              where component_token.verify_ticket_issued_at is null
                 or least(component_token.verify_ticket_issued_at, component_token.verify_ticket_received_at)
                   <= excluded.verify_ticket_issued_at
            """;

    /**
     * Stores a ticket unless a newer one is there already. Idempotent.
     *
     * @param issuedAt as its push says, and not in the future; the epoch when it does not say
     */
    @Transactional
    public void store(ComponentAppId component, VerifyTicket ticket, Instant issuedAt) {
        byte[] sealed = sealing.sealText(ticket.value(), TABLE, COLUMN, component.value());
        jdbi.useHandle(handle -> handle.createUpdate(STORE)
                .bind("component", component.value())
                .bind("ticket", sealed)
                .bind("issuedAt", issuedAt)
                .bind("receivedAt", clock.instant())
                .execute());
    }

    private static final String NEWEST = """
            select verify_ticket from app.component_token
            where component_appid = :component and verify_ticket is not null
            """;

    /** The newest ticket, however old: the platform says when it has expired. Empty until the first push. */
    Optional<VerifyTicket> newest(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(NEWEST)
                        .bind("component", component.value())
                        .mapTo(byte[].class)
                        .findOne())
                .map(ciphertext -> new VerifyTicket(sealing.openText(ciphertext, TABLE, COLUMN, component.value())));
    }

    private static final String RECEIVED_AT = """
            select verify_ticket_received_at from app.component_token
            where component_appid = :component and verify_ticket is not null
            """;

    /** When the newest ticket arrived; empty when none ever did. */
    public Optional<Instant> receivedAt(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(RECEIVED_AT)
                .bind("component", component.value())
                .mapTo(Instant.class)
                .findOne());
    }

    /** How long ago the newest ticket arrived; empty when none ever did. */
    public Optional<Duration> age(ComponentAppId component) {
        return receivedAt(component).map(receivedAt -> Duration.between(receivedAt, clock.instant()));
    }
}
