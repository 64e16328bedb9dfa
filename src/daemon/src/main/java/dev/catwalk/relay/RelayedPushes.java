package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.encryption.Encryption;
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

    private RelayedPush push(ResultSet row) throws SQLException {
        String digest = row.getString("digest");
        return new RelayedPush(
                digest,
                new ComponentAppId(row.getString("component_appid")),
                row.getString("type"),
                merchant(row.getString("merchant_appid")),
                merchant(row.getString("about_appid")),
                row.getTimestamp("received_at").toInstant(),
                encryption.decrypt(row.getBytes("body"), "push_event", "body", digest));
    }

    private static Optional<MerchantAppId> merchant(String appid) {
        return Optional.ofNullable(appid).map(MerchantAppId::new);
    }
}
