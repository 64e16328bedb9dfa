package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import dev.catwalk.platform.AuthorizationApi.AuthorizerTokensAnswer;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Merchants' tokens in the database, from what is stored to what a refresh brought: each method is one short transaction. */
@Singleton
class MerchantTokenRows {
    private final Jdbi jdbi;
    private final EncryptedMerchantTokens encrypted;

    MerchantTokenRows(Jdbi jdbi, EncryptedMerchantTokens encrypted) {
        this.jdbi = jdbi;
        this.encrypted = encrypted;
    }

    private static final String LOAD = """
            select merchant_id, refresh_token, refused_at, refused_errcode, access_token, access_token_issued_at,
              access_token_expires_at, generation
            from app.merchant_token where merchant_id = any(:ids)
            """;

    List<StoredTokens> load(Collection<MerchantRef> merchants) {
        Map<Long, MerchantRef> byId = byId(merchants);
        return jdbi.withHandle(handle -> handle.createQuery(LOAD)
                .bindArray("ids", Long.class, byId.keySet())
                .map((row, context) -> encrypted.open(row, byId, null))
                .list());
    }

    // The rows are locked where they are joined: joined to the locked rows afterwards, each would be compared
    // with each.
    private static final String STORE = """
            with held as (
              select n.*
              from unnest(:ids, :generations, :accessTokens, :issuedAts, :expiresAts, :newRefreshTokens, :rotatedRefreshTokens)
                as n (id, generation, access_token, issued_at, expires_at, new_refresh_token, told_refresh_token)
              join app.merchant_token t on t.merchant_id = n.id and t.generation = n.generation
              where t.refresh_leased_by = :lease
              order by t.merchant_id
              for update of t)
            update app.merchant_token t
            set access_token = n.access_token, access_token_issued_at = n.issued_at,
                access_token_expires_at = n.expires_at, generation = t.generation + 1,
                refresh_token = coalesce(n.new_refresh_token, t.refresh_token),
                refresh_token_stored_at = case when n.told_refresh_token then :now else t.refresh_token_stored_at end,
                refresh_leased_until = null, refresh_leased_by = null, refused_at = null, refused_errcode = null
            from held n where t.merchant_id = n.id
            returning t.merchant_id
            """;

    /**
     * Stores what refreshes brought, all in one commit. A newer token that another node stored meanwhile stays, also
     * when that node took the lease over.
     *
     * @param refreshed under one lease
     * @return the merchants whose tokens were not stored for that reason
     */
    @Transactional
    Set<Long> store(List<Refreshed> refreshed, Instant now) {
        if (refreshed.isEmpty()) {
            return Set.of();
        }
        Set<Long> overtaken = refreshed.stream().map(Refreshed::merchantId).collect(Collectors.toSet());
        List<Long> stored = jdbi.withHandle(handle -> Columns.of(
                        handle.createQuery(STORE)
                                .bind(
                                        "lease",
                                        refreshed.getFirst().leased().lease().id())
                                .bind("now", now),
                        refreshed)
                .bind("ids", Long.class, Refreshed::merchantId)
                .bind("generations", Long.class, r -> r.leased().generation())
                .bind("accessTokens", byte[].class, this::encryptedAccessToken)
                .bind("issuedAts", Instant.class, r -> r.tokens().accessToken().issuedAt())
                .bind("expiresAts", Instant.class, r -> r.tokens().accessToken().expiresAt())
                .bind("newRefreshTokens", byte[].class, this::encryptedNewRefreshToken)
                .bind("rotatedRefreshTokens", Boolean.class, r -> r.tokens()
                        .refreshToken()
                        .isPresent())
                .statement()
                .mapTo(Long.class)
                .list());
        stored.forEach(overtaken::remove);
        return overtaken;
    }

    private byte[] encryptedAccessToken(Refreshed refreshed) {
        return encrypted.accessToken(refreshed.merchantId(), refreshed.tokens().accessToken());
    }

    /** Null when it is the one we hold, as nearly always: nothing is encrypted and written again. */
    private byte[] encryptedNewRefreshToken(Refreshed refreshed) {
        return refreshed
                .tokens()
                .refreshToken()
                .filter(given -> !refreshed.leased().refreshToken().equals(Optional.of(given)))
                .map(given -> encrypted.refreshToken(refreshed.merchantId(), given))
                .orElse(null);
    }

    private static final String REFUSE = """
            update app.merchant_token
            set refused_at = :now, refused_errcode = :errcode, refresh_leased_until = null, refresh_leased_by = null
            where merchant_id = :id and generation = :generation and refresh_leased_by = :lease
            """;

    /**
     * The platform refused the refresh token and offered no other. It is kept all the same.
     *
     * @return false when another token was stored meanwhile, or another node is about to store one: that one may be good
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
            with held as (
              select merchant_id
              from app.merchant_token t join unnest(:ids, :generations) as refused (id, generation) on t.merchant_id = refused.id
              where t.generation = refused.generation and t.access_token_expires_at > app.now()
              order by merchant_id
              for update of t)
            update app.merchant_token t set access_token_expires_at = app.now()
            from held where t.merchant_id = held.merchant_id
            """;

    /** The next caller gets other tokens than these. */
    @Transactional
    void expire(Map<Long, Long> generationByMerchant) {
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
                .execute());
    }

    /** @return false when another token is stored, or none */
    @Transactional
    boolean expireIf(MerchantRef merchant, Predicate<AccessToken> refused) {
        Optional<StoredTokens> stored = load(List.of(merchant)).stream()
                .filter(tokens -> tokens.accessToken().filter(refused).isPresent())
                .findFirst();
        stored.ifPresent(tokens -> expire(Map.of(merchant.id(), tokens.generation())));
        return stored.isPresent();
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
