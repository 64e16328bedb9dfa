package dev.catwalk.token;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.platform.AuthorizationApi.AuthorizerTokensAnswer;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Stores tokens that were not leased: those of a new authorization, and those the platform's list offers. */
@Singleton
class OfferedTokenRows {
    private final Jdbi jdbi;
    private final EncryptedMerchantTokens encrypted;
    private final TokenConfig config;

    OfferedTokenRows(Jdbi jdbi, EncryptedMerchantTokens encrypted, TokenConfig config) {
        this.jdbi = jdbi;
        this.encrypted = encrypted;
        this.config = config;
    }

    private static final String GRANT = """
            insert into app.merchant_token as t (merchant_id, refresh_token, refresh_token_stored_at, access_token,
              access_token_issued_at, access_token_expires_at, generation)
            values (:id, cast(:refreshToken as bytea),
              case when cast(:refreshToken as bytea) is not null then cast(:now as timestamptz) end,
              :accessToken, :issuedAt, :expiresAt, 1)
            on conflict (merchant_id) do update
            set refresh_token = coalesce(excluded.refresh_token, t.refresh_token),
                refresh_token_stored_at = coalesce(excluded.refresh_token_stored_at, t.refresh_token_stored_at),
                access_token = excluded.access_token, access_token_issued_at = excluded.access_token_issued_at,
                access_token_expires_at = excluded.access_token_expires_at,
                generation = t.generation + 1, refused_at = null, refused_errcode = null,
                refresh_leased_until = null, refresh_leased_by = null
            """;

    /** Stores the tokens of a new authorization, which end all earlier ones whatever their generation. */
    @Transactional
    void grant(MerchantRef merchant, AuthorizerTokensAnswer tokens, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(GRANT)
                .bind("id", merchant.id())
                .bind(
                        "refreshToken",
                        tokens.refreshToken()
                                .map(token -> encrypted.refreshToken(merchant.id(), token))
                                .orElse(null))
                .bind("accessToken", encrypted.accessToken(merchant.id(), tokens.accessToken()))
                .bind("issuedAt", tokens.accessToken().issuedAt())
                .bind("expiresAt", tokens.accessToken().expiresAt())
                .bind("now", now)
                .execute());
    }

    // Not during a refresh: the offered token may be the result of that refresh. If it were stored before the refresh
    // ends, the refresh would look overtaken, and its access token would be dropped. A refresh that fails looks for
    // offers.
    private static final String ADOPT = """
            insert into app.merchant_token as t (merchant_id, refresh_token, refresh_token_stored_at)
            select id, refresh_token, :now from unnest(:ids, :refreshTokens) as offered (id, refresh_token)
            order by id
            on conflict (merchant_id) do update
            set refresh_token = excluded.refresh_token, refresh_token_stored_at = excluded.refresh_token_stored_at,
                generation = t.generation + 1, refused_at = null, refused_errcode = null
            where (t.refresh_token_stored_at is null or t.refresh_token_stored_at < :offeredAt)
              and %s
            """.formatted(MerchantLeaseRows.IS_FREE);

    /** Stores a refresh token the platform offered, unless one was stored since it was asked. */
    @Transactional
    void adopt(Map<MerchantRef, RefreshToken> offered, Instant offeredAt, Instant now) {
        List<MerchantRef> merchants = List.copyOf(offered.keySet());
        jdbi.useHandle(handle -> handle.createUpdate(ADOPT)
                .bindArray("ids", MerchantRef.class, merchants)
                .bindArray("refreshTokens", byte[].class, encrypted(merchants, offered))
                .bind("offeredAt", offeredAt)
                .bind("now", now)
                .bind("length", config.refreshLease())
                .execute());
    }

    private List<byte[]> encrypted(List<MerchantRef> merchants, Map<MerchantRef, RefreshToken> offered) {
        return merchants.stream()
                .map(merchant -> encrypted.refreshToken(merchant.id(), offered.get(merchant)))
                .toList();
    }

    /** The generation of a merchant without a row. */
    static final long NO_ROW = -1;

    private static final String RESTORE = """
            insert into app.merchant_token as t (merchant_id, refresh_token, refresh_token_stored_at, generation)
            select id, refresh_token, :now, generation + 1
            from unnest(:ids, :refreshTokens, :generations) as restored (id, refresh_token, generation)
            order by id
            on conflict (merchant_id) do update
            set refresh_token = excluded.refresh_token, refresh_token_stored_at = excluded.refresh_token_stored_at,
                generation = excluded.generation, refused_at = null, refused_errcode = null
            where t.generation = excluded.generation - 1
              and %s
            returning merchant_id
            """.formatted(MerchantLeaseRows.IS_FREE);

    /**
     * Stores refresh tokens unless others were stored since the generations were read, or a refresh is under way.
     *
     * @return the merchants whose token was stored
     */
    @Transactional
    Set<Long> restore(Map<MerchantRef, Long> generations, Map<MerchantRef, RefreshToken> offered, Instant now) {
        List<MerchantRef> merchants = List.copyOf(generations.keySet());
        return jdbi.withHandle(handle -> handle.createQuery(RESTORE)
                .bindArray("ids", MerchantRef.class, merchants)
                .bindArray("refreshTokens", byte[].class, encrypted(merchants, offered))
                .bindArray(
                        "generations",
                        Long.class,
                        merchants.stream().map(generations::get).toList())
                .bind("now", now)
                .bind("length", config.refreshLease())
                .mapTo(Long.class)
                .set());
    }
}
