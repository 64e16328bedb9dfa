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

/** Merchants' tokens in the database, from what is stored to what a refresh brought: each method is one short transaction. */
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

    private static final String STORE = """
            update app.merchant_token
            set access_token = :accessToken, access_token_expires_at = :expiresAt, generation = generation + 1,
                refresh_token = coalesce(cast(:refreshToken as bytea), refresh_token),
                refresh_token_stored_at = case when cast(:refreshToken as bytea) is null then refresh_token_stored_at else :now end,
                refresh_leased_until = null, refresh_leased_by = null, refused_at = null, refused_errcode = null
            where merchant_id = :id and generation = :generation and refresh_leased_by = :lease
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
                    .bind("lease", r.leased().lease().id())
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
            update app.merchant_token
            set refused_at = :now, refused_errcode = :errcode, refresh_leased_until = null, refresh_leased_by = null
            where merchant_id = :id and generation = :generation and refresh_leased_by = :lease
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
                        .bind("lease", leased.lease().id())
                        .bind("errcode", errcode)
                        .bind("now", now)
                        .execute()
                == 1);
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

    static Map<Long, MerchantRef> byId(Collection<MerchantRef> merchants) {
        return merchants.stream().collect(Collectors.toMap(MerchantRef::id, Function.identity()));
    }

    record Refreshed(StoredTokens leased, AuthorizerTokensAnswer tokens) {
        private long merchantId() {
            return leased.merchant().id();
        }
    }
}
