package dev.catwalk.token;

import dev.catwalk.platform.AuthorizerTokensAnswer;
import dev.catwalk.platform.MerchantRef;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Merchants' tokens in the database, from lease to refreshed token: each method is one short transaction. */
@Singleton
class MerchantTokenRows {
    private final Jdbi jdbi;
    private final SealedMerchantTokens sealed;

    MerchantTokenRows(Jdbi jdbi, SealedMerchantTokens sealed) {
        this.jdbi = jdbi;
        this.sealed = sealed;
    }

    private static final String LOAD = """
            select merchant_id, refresh_token, refused_at, refused_errcode, access_token, access_token_expires_at, generation
            from app.merchant_token where merchant_id = any(:ids)
            """;

    List<StoredTokens> load(Collection<MerchantRef> merchants) {
        Map<Long, MerchantRef> byId = byId(merchants);
        return jdbi.withHandle(handle -> handle.createQuery(LOAD)
                .bindArray("ids", Long.class, byId.keySet())
                .map((row, context) -> sealed.open(row, byId, null))
                .list());
    }

    private static final String ENSURE = """
            insert into app.merchant_token (merchant_id)
            select id from unnest(:ids) id
            where not exists (select from app.merchant_token t where t.merchant_id = id)
            on conflict do nothing
            """;

    // Locked in one order, and rows that somebody else is claiming are passed over: two nodes never wait for each
    // other.
    private static final String LEASE = """
            with due as (
              select merchant_id from app.merchant_token
              where merchant_id = any(:ids)
                and (refresh_leased_until is null or refresh_leased_until <= :now)
                and (access_token_expires_at is null or access_token_expires_at <= :dueBefore)
              order by merchant_id
              for update skip locked)
            update app.merchant_token t set refresh_leased_until = :until
            from due where t.merchant_id = due.merchant_id
            returning t.merchant_id, refresh_token, refused_at, refused_errcode, access_token, access_token_expires_at,
              generation
            """;

    /** Takes the lease of those whose access token ends by {@code dueBefore} and that nobody else is refreshing. */
    @Transactional
    List<StoredTokens> lease(Collection<MerchantRef> merchants, Instant dueBefore, Instant now, Instant until) {
        Map<Long, MerchantRef> byId = byId(merchants);
        return jdbi.withHandle(handle -> {
            handle.createUpdate(ENSURE)
                    .bindArray("ids", Long.class, byId.keySet())
                    .execute();
            return handle.createQuery(LEASE)
                    .bindArray("ids", Long.class, byId.keySet())
                    .bind("dueBefore", dueBefore)
                    .bind("now", now)
                    .bind("until", until)
                    .map((row, context) -> sealed.open(row, byId, until))
                    .list();
        });
    }

    private static final String STORE = """
            update app.merchant_token
            set access_token = :accessToken, access_token_expires_at = :expiresAt, generation = generation + 1,
                refresh_token = coalesce(cast(:refreshToken as bytea), refresh_token),
                refresh_token_stored_at = case when cast(:refreshToken as bytea) is null then refresh_token_stored_at else :now end,
                refresh_leased_until = null, refused_at = null, refused_errcode = null
            where merchant_id = :id and generation = :generation and refresh_leased_until = :leasedUntil
            """;

    /**
     * Stores what refreshes brought, all in one commit; whoever stored a newer token meanwhile keeps it, and so will he
     * who took the lease over.
     *
     * @return the merchants whose tokens were not stored for that reason
     */
    @Transactional
    Set<Long> store(List<Refreshed> refreshed, Instant now) {
        if (refreshed.isEmpty()) {
            return Set.of();
        }
        List<Refreshed> inOrder = refreshed.stream()
                .sorted(Comparator.comparingLong(Refreshed::merchantId))
                .toList();
        return jdbi.withHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(STORE);
            inOrder.forEach(r -> batch.bind("id", r.merchantId())
                    .bind("generation", r.leased().generation())
                    .bind("leasedUntil", r.leased().leasedUntil())
                    .bind(
                            "accessToken",
                            sealed.accessToken(r.merchantId(), r.tokens().accessToken()))
                    .bind("expiresAt", r.tokens().accessToken().expiresAt())
                    .bind(
                            "refreshToken",
                            r.tokens()
                                    .refreshToken()
                                    .map(token -> sealed.refreshToken(r.merchantId(), token))
                                    .orElse(null))
                    .bind("now", now)
                    .add());
            int[] written = batch.execute();
            return IntStream.range(0, written.length)
                    .filter(i -> written[i] == 0)
                    .mapToObj(i -> inOrder.get(i).merchantId())
                    .collect(Collectors.toSet());
        });
    }

    private static final String REFUSE = """
            update app.merchant_token set refused_at = :now, refused_errcode = :errcode, refresh_leased_until = null
            where merchant_id = :id and generation = :generation and refresh_leased_until = :leasedUntil
            """;

    /**
     * The platform refused the refresh token and offered no other. It is kept all the same.
     *
     * @return false when another token was stored meanwhile, or somebody else is about to: nothing is known against that
     */
    @Transactional
    boolean refuse(StoredTokens leased, Integer errcode, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate(REFUSE)
                        .bind("id", leased.merchant().id())
                        .bind("generation", leased.generation())
                        .bind("leasedUntil", leased.leasedUntil())
                        .bind("errcode", errcode)
                        .bind("now", now)
                        .execute()
                == 1);
    }

    private static final String RELEASE = """
            update app.merchant_token set refresh_leased_until = null
            from (select unnest(:ids) id, unnest(:leases) leased_until) held
            where merchant_id = held.id and refresh_leased_until = held.leased_until
            """;

    /** Gives leases back; one that ran out and that somebody else has taken since is left alone. */
    @Transactional
    void release(List<StoredTokens> leased) {
        if (leased.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(RELEASE)
                .bindArray(
                        "ids",
                        Long.class,
                        leased.stream().map(t -> t.merchant().id()).toList())
                .bindArray(
                        "leases",
                        Instant.class,
                        leased.stream().map(StoredTokens::leasedUntil).toList())
                .execute());
    }

    private static final String EXPIRE = """
            update app.merchant_token set access_token_expires_at = :now
            from (select unnest(:ids) id, unnest(:generations) generation) refused
            where merchant_id = refused.id and merchant_token.generation = refused.generation
              and access_token_expires_at > :now
            """;

    @Transactional
    void expire(Map<Long, Long> generationByMerchant, Instant now) {
        List<Map.Entry<Long, Long>> refused = List.copyOf(generationByMerchant.entrySet());
        jdbi.useHandle(handle -> handle.createUpdate(EXPIRE)
                .bindArray(
                        "ids",
                        Long.class,
                        refused.stream().map(Map.Entry::getKey).toList())
                .bindArray(
                        "generations",
                        Long.class,
                        refused.stream().map(Map.Entry::getValue).toList())
                .bind("now", now)
                .execute());
    }

    private static Map<Long, MerchantRef> byId(Collection<MerchantRef> merchants) {
        return merchants.stream().collect(Collectors.toMap(MerchantRef::id, Function.identity()));
    }

    record Refreshed(StoredTokens leased, AuthorizerTokensAnswer tokens) {
        private long merchantId() {
            return leased.merchant().id();
        }
    }
}
