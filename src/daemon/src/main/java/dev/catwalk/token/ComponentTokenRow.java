package dev.catwalk.token;

import dev.catwalk.platform.AccessToken;
import dev.catwalk.platform.ComponentAppId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** A component's access token in the database: each method is one short transaction. */
@Singleton
class ComponentTokenRow {
    private static final String TABLE = "component_token";
    private static final String COLUMN = "access_token";
    private static final Duration PUSH_RESTART_PAUSE = Duration.ofMinutes(10);
    /** A ticket that is refused as soon as it comes must not have us ask for the next one without end. */
    private static final Duration LEAST_PUSH_RESTART_PAUSE = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Sealing sealing;

    ComponentTokenRow(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    private static final String LOAD = """
            select access_token, access_token_expires_at, access_token_issued_at from app.component_token
            where component_appid = :component and access_token is not null
            """;

    Optional<AccessToken> load(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(LOAD)
                .bind("component", component.value())
                .map((row, context) -> new AccessToken(
                        sealing.openText(row.getBytes(1), TABLE, COLUMN, component.value()),
                        SealedMerchantTokens.instant(row, "access_token_issued_at"),
                        row.getTimestamp(2).toInstant()))
                .findOne());
    }

    private static final String LEASE = """
            insert into app.component_token as t (component_appid, refresh_leased_until, refresh_leased_by)
            values (:component, app.now() + :length, :lease)
            on conflict (component_appid) do update
              set refresh_leased_until = excluded.refresh_leased_until, refresh_leased_by = excluded.refresh_leased_by
              where t.refresh_leased_until is null or t.refresh_leased_until <= app.now()
            returning generation
            """;

    /** @return empty when somebody else holds the lease */
    @Transactional
    Optional<Leased> lease(ComponentAppId component, Lease lease, Duration length) {
        return jdbi.withHandle(handle -> handle.createQuery(LEASE)
                .bind("component", component.value())
                .bind("length", length)
                .bind("lease", lease.id())
                .map((row, context) -> new Leased(row.getLong(1), lease))
                .findOne());
    }

    /** @param generation the one that may be replaced */
    record Leased(long generation, Lease lease) {}

    private static final String RENEW = """
            update app.component_token set refresh_leased_until = app.now() + :length
            where component_appid = :component and refresh_leased_by = :lease and refresh_leased_until > app.now()
            """;

    /** @return false when the lease has run out, or somebody else has taken it since */
    @Transactional
    boolean renew(ComponentAppId component, Leased leased, Duration length) {
        return jdbi.withHandle(handle -> handle.createUpdate(RENEW)
                        .bind("component", component.value())
                        .bind("lease", leased.lease().id())
                        .bind("length", length)
                        .execute()
                == 1);
    }

    private static final String STORE = """
            update app.component_token
            set access_token = :token, access_token_issued_at = :issuedAt, access_token_expires_at = :expiresAt,
                generation = generation + 1,
                refresh_leased_until = null, refresh_leased_by = null
            where component_appid = :component and generation = :generation and refresh_leased_by = :lease
            """;

    /** @return false when the lease was taken over: this token is dropped */
    @Transactional
    boolean store(ComponentAppId component, AccessToken token, Leased leased) {
        byte[] sealed = sealing.sealText(token.value(), TABLE, COLUMN, component.value());
        return jdbi.withHandle(handle -> handle.createUpdate(STORE)
                        .bind("component", component.value())
                        .bind("token", sealed)
                        .bind("issuedAt", token.issuedAt())
                        .bind("expiresAt", token.expiresAt())
                        .bind("generation", leased.generation())
                        .bind("lease", leased.lease().id())
                        .execute()
                == 1);
    }

    private static final String RELEASE = """
            update app.component_token set refresh_leased_until = null, refresh_leased_by = null
            where component_appid = :component and refresh_leased_by = :lease
            """;

    /** Gives the lease back; one that ran out and that somebody else has taken since is left alone. */
    @Transactional
    void release(ComponentAppId component, Leased leased) {
        jdbi.useHandle(handle -> handle.createUpdate(RELEASE)
                .bind("component", component.value())
                .bind("lease", leased.lease().id())
                .execute());
    }

    private static final String EXPIRE = """
            update app.component_token set access_token_expires_at = app.now()
            where component_appid = :component and access_token_expires_at > app.now() and generation = :generation
            """;

    private static final String LOCK = """
            select generation, access_token from app.component_token
            where component_appid = :component and access_token is not null for update
            """;

    /** Expires the stored token if it is the refused one; ciphertext cannot be compared, so it is opened under lock. */
    @Transactional
    void expire(ComponentAppId component, AccessToken refused) {
        jdbi.useHandle(handle -> handle.createQuery(LOCK)
                .bind("component", component.value())
                .map((row, context) -> sealing.openText(row.getBytes(2), TABLE, COLUMN, component.value())
                                .equals(refused.value())
                        ? row.getLong(1)
                        : null)
                .findOne()
                .ifPresent(generation -> handle.createUpdate(EXPIRE)
                        .bind("component", component.value())
                        .bind("generation", generation)
                        .execute()));
    }

    private static final String CLAIM_PUSH_RESTART = """
            insert into app.component_token as t (component_appid, push_restarted_at) values (:component, app.now())
            on conflict (component_appid) do update set push_restarted_at = excluded.push_restarted_at
              where t.push_restarted_at is null or t.push_restarted_at <= app.now() - :pause
                or t.push_restarted_at <= app.now() - :leastPause and t.verify_ticket_received_at > t.push_restarted_at
            """;

    /**
     * @return false when that was done less than the pause ago, unless a ticket has come since: then pushes have stopped once
     *     more. A component without ticket and token has no row yet
     */
    @Transactional
    boolean claimPushRestart(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createUpdate(CLAIM_PUSH_RESTART)
                        .bind("component", component.value())
                        .bind("pause", PUSH_RESTART_PAUSE)
                        .bind("leastPause", LEAST_PUSH_RESTART_PAUSE)
                        .execute()
                == 1);
    }
}
