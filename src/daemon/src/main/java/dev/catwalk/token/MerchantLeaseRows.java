package dev.catwalk.token;

import dev.catwalk.component.MerchantRef;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Leases on merchants' tokens in the database: each method is one short transaction. */
@Singleton
class MerchantLeaseRows {
    private final Jdbi jdbi;
    private final EncryptedMerchantTokens encrypted;

    MerchantLeaseRows(Jdbi jdbi, EncryptedMerchantTokens encrypted) {
        this.jdbi = jdbi;
        this.encrypted = encrypted;
    }

    private static final String ENSURE = """
            insert into app.merchant_token (merchant_id)
            select id from unnest(:ids) id
            where not exists (select from app.merchant_token t where t.merchant_id = id)
            order by id
            on conflict do nothing
            """;

    /**
     * Whether nobody refreshes the row {@code t}. A lease that ends more than two lengths from now is free as well: it was
     * taken before the database's clock was set back. Binds the {@code length} of a lease.
     */
    static final String IS_FREE = """
            (t.refresh_leased_until is null or t.refresh_leased_until <= app.now()
              or t.refresh_leased_until > app.now() + :length + :length)
            """;

    // Locked in one order, and rows that another node is claiming are skipped: two nodes never wait for each other.
    private static final String LEASE = """
            with due as (
              select merchant_id from app.merchant_token t
              where merchant_id = any(:ids)
                and %s
                and (access_token_expires_at is null
                  or access_token_expires_at
                    - greatest(interval '0', least(
                        make_interval(secs => :margin), (access_token_expires_at - access_token_issued_at) / 4)) <= :now)
              order by merchant_id
              for update skip locked)
            update app.merchant_token t set refresh_leased_until = app.now() + :length, refresh_leased_by = :lease
            from due where t.merchant_id = due.merchant_id
            returning t.merchant_id, refresh_token, refused_at, refused_errcode, access_token, access_token_issued_at,
              access_token_expires_at, generation
            """.formatted(IS_FREE);

    /**
     * Takes the lease of those whose access token does not outlive the margin and that no other node is refreshing.
     *
     * @param length by the database's clock, from now on
     */
    @Transactional
    List<StoredTokens> lease(
            Collection<MerchantRef> merchants, Duration margin, Instant now, Lease lease, Duration length) {
        Map<Long, MerchantRef> byId = MerchantTokenRows.byId(merchants);
        return jdbi.withHandle(handle -> {
            handle.createUpdate(ENSURE)
                    .bindArray("ids", Long.class, byId.keySet())
                    .execute();
            return handle.createQuery(LEASE)
                    .bindArray("ids", Long.class, byId.keySet())
                    .bind("margin", margin.toMillis() / 1000.0)
                    .bind("now", now)
                    .bind("length", length)
                    .bind("lease", lease.id())
                    .map((row, context) -> encrypted.open(row, byId, lease))
                    .list();
        });
    }

    private static final String RENEW = """
            with held as (
              select merchant_id from app.merchant_token
              where merchant_id = any(:ids) and refresh_leased_by = :lease and refresh_leased_until > app.now()
              order by merchant_id
              for update)
            update app.merchant_token t set refresh_leased_until = app.now() + :length
            from held where t.merchant_id = held.merchant_id
            """;

    /**
     * Renews the lease of these, taken together, where it is still held.
     *
     * @return false when it is held nowhere any more
     */
    @Transactional
    boolean renew(List<StoredTokens> leased, Duration length) {
        return jdbi.withHandle(handle -> handle.createUpdate(RENEW)
                        .bindArray("ids", Long.class, ids(leased))
                        .bind("lease", leased.getFirst().lease().id())
                        .bind("length", length)
                        .execute()
                > 0);
    }

    private static final String RELEASE = """
            with held as (
              select merchant_id from app.merchant_token
              where merchant_id = any(:ids) and refresh_leased_by = :lease
              order by merchant_id
              for update)
            update app.merchant_token t set refresh_leased_until = null, refresh_leased_by = null
            from held where t.merchant_id = held.merchant_id
            """;

    /** Gives back the lease of these; a lease that ran out and was taken by another node does not change. */
    @Transactional
    void release(List<StoredTokens> leased) {
        if (leased.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(RELEASE)
                .bindArray("ids", Long.class, ids(leased))
                .bind("lease", leased.getFirst().lease().id())
                .execute());
    }

    private static List<Long> ids(List<StoredTokens> leased) {
        return leased.stream().map(tokens -> tokens.merchant().id()).toList();
    }
}
