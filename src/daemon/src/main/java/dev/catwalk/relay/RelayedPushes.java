package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import dev.catwalk.token.VerifyTickets;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reads pushes from the inbox. */
@Singleton
class RelayedPushes {
    private final Jdbi jdbi;
    private final Encryption encryption;

    RelayedPushes(Jdbi jdbi, Encryption encryption) {
        this.jdbi = jdbi;
        this.encryption = encryption;
    }

    private static final String LOAD = """
            select encode(digest, 'hex') as digest, component_appid, type, merchant_appid, about_appid, received_at, body
            from app.push_event where push_event_id = :id
            """;

    /** @throws IllegalStateException when there is none, or the keyset is not the one the push was stored with */
    RelayedPush load(long pushId) {
        return jdbi.withHandle(handle -> handle.createQuery(LOAD)
                .bind("id", pushId)
                .map((row, context) -> push(row))
                .one());
    }

    // A newest ticket that is later than now came before the database's clock was set back, and proves nothing.
    private static final String IS_OUTDATED_TICKET = """
            select push.type = 'component_verify_ticket' and (
              push.received_at <= app.now() - :life
              or exists (
                select from app.component_token as newest
                where newest.component_appid = push.component_appid and verify_ticket_issued_at > push.issued_at
                  and verify_ticket_received_at between app.now() - :life and app.now()))
            from app.push_event as push where push_event_id = :id
            """;

    /** Whether it is a ticket that has expired, or is older than the newest: a receiver would replace a better one by it. */
    boolean isOutdatedTicket(long pushId) {
        return jdbi.withHandle(handle -> handle.createQuery(IS_OUTDATED_TICKET)
                .bind("life", VerifyTickets.LIFE)
                .bind("id", pushId)
                .mapTo(Boolean.class)
                .one());
    }

    private RelayedPush push(ResultSet row) throws SQLException {
        String digest = row.getString("digest");
        return new RelayedPush(
                digest,
                new ComponentAppId(row.getString("component_appid")),
                row.getString("type"),
                merchant(row.getString("merchant_appid")),
                merchant(row.getString("about_appid")),
                row.getTimestamp("received_at").toInstant(),
                encryption.decrypt(row.getBytes("body"), EncryptedColumn.PUSH_BODY, digest),
                Optional.empty());
    }

    private static Optional<MerchantAppId> merchant(String appid) {
        return Optional.ofNullable(appid).map(MerchantAppId::new);
    }
}
