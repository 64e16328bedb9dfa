package dev.catwalk.token;

import dev.catwalk.platform.AccessToken;
import dev.catwalk.platform.AuthorizerTokensAnswer;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.RefreshToken;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Merchants' tokens in the database: each method is one short transaction. */
@Singleton
class MerchantTokenRows {
    private static final Logger LOG = Logger.getLogger(MerchantTokenRows.class);
    private static final String TABLE = "merchant_token";

    private final Jdbi jdbi;
    private final Sealing sealing;

    MerchantTokenRows(Jdbi jdbi, Sealing sealing) {
        this.jdbi = jdbi;
        this.sealing = sealing;
    }

    private static final String LOAD = """
            select merchant_id, refresh_token, refused_at, refused_errcode, access_token, access_token_expires_at, generation
            from app.merchant_token where merchant_id = any(:ids)
            """;

    List<StoredTokens> load(Collection<MerchantRef> merchants) {
        return jdbi.withHandle(handle -> query(handle, LOAD, merchants, null, null));
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
              generation, refresh_leased_until
            """;

    /** Takes the lease of those whose access token ends by {@code dueBefore} and that nobody else is refreshing. */
    @Transactional
    List<StoredTokens> lease(Collection<MerchantRef> merchants, Instant dueBefore, Instant now, Instant until) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate(ENSURE)
                    .bindArray("ids", Long.class, ids(merchants))
                    .execute();
            return query(handle, LEASE, merchants, dueBefore, new Instant[] {now, until});
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
                    .bind("accessToken", seal(r.tokens().accessToken().value(), "access_token", r.merchantId()))
                    .bind("expiresAt", r.tokens().accessToken().expiresAt())
                    .bind(
                            "refreshToken",
                            r.tokens()
                                    .refreshToken()
                                    .map(t -> seal(t.value(), "refresh_token", r.merchantId()))
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

    private static final String GRANT = """
            insert into app.merchant_token as t (merchant_id, refresh_token, refresh_token_stored_at, access_token,
              access_token_expires_at, generation)
            values (:id, cast(:refreshToken as bytea),
              case when cast(:refreshToken as bytea) is not null then cast(:now as timestamptz) end,
              :accessToken, :expiresAt, 1)
            on conflict (merchant_id) do update
            set refresh_token = coalesce(excluded.refresh_token, t.refresh_token),
                refresh_token_stored_at = coalesce(excluded.refresh_token_stored_at, t.refresh_token_stored_at),
                access_token = excluded.access_token, access_token_expires_at = excluded.access_token_expires_at,
                generation = t.generation + 1, refused_at = null, refused_errcode = null, refresh_leased_until = null
            """;

    /** Stores the tokens of a new authorization, which end all earlier ones whatever their generation. */
    @Transactional
    void grant(MerchantRef merchant, AuthorizerTokensAnswer tokens, Instant now) {
        jdbi.useHandle(handle -> handle.createUpdate(GRANT)
                .bind("id", merchant.id())
                .bind(
                        "refreshToken",
                        tokens.refreshToken()
                                .map(t -> seal(t.value(), "refresh_token", merchant.id()))
                                .orElse(null))
                .bind("accessToken", seal(tokens.accessToken().value(), "access_token", merchant.id()))
                .bind("expiresAt", tokens.accessToken().expiresAt())
                .bind("now", now)
                .execute());
    }

    private static final String ADOPT = """
            insert into app.merchant_token as t (merchant_id, refresh_token, refresh_token_stored_at)
            values (:id, :refreshToken, :now)
            on conflict (merchant_id) do update
            set refresh_token = excluded.refresh_token, refresh_token_stored_at = excluded.refresh_token_stored_at,
                generation = t.generation + 1, refused_at = null, refused_errcode = null
            where t.refresh_token_stored_at is null or t.refresh_token_stored_at < :offeredAt
            """;

    /** Stores a refresh token the platform offered, unless one was stored since it was asked. */
    @Transactional
    void adopt(Map<MerchantRef, RefreshToken> offered, Instant offeredAt, Instant now) {
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch(ADOPT);
            // In one order with everybody else who writes several rows, so that nobody waits for each other.
            offered.keySet().stream()
                    .sorted(Comparator.comparingLong(MerchantRef::id))
                    .forEach(merchant -> batch.bind("id", merchant.id())
                            .bind("refreshToken", seal(offered.get(merchant).value(), "refresh_token", merchant.id()))
                            .bind("offeredAt", offeredAt)
                            .bind("now", now)
                            .add());
            batch.execute();
        });
    }

    private List<StoredTokens> query(
            Handle handle, String sql, Collection<MerchantRef> merchants, Instant dueBefore, Instant[] lease) {
        Map<Long, MerchantRef> byId =
                merchants.stream().collect(Collectors.toMap(MerchantRef::id, Function.identity()));
        var query = handle.createQuery(sql).bindArray("ids", Long.class, ids(merchants));
        if (lease != null) {
            query.bind("dueBefore", dueBefore).bind("now", lease[0]).bind("until", lease[1]);
        }
        return query.map((row, context) ->
                        stored(row, byId, lease == null ? null : row.getTimestamp("refresh_leased_until")))
                .list();
    }

    private StoredTokens stored(ResultSet row, Map<Long, MerchantRef> byId, Timestamp leasedUntil) throws SQLException {
        MerchantRef merchant = byId.get(row.getLong("merchant_id"));
        byte[] sealedAccessToken = row.getBytes("access_token");
        Timestamp expiresAt = row.getTimestamp("access_token_expires_at");
        Timestamp refusedAt = row.getTimestamp("refused_at");
        Optional<String> accessToken = open(sealedAccessToken, "access_token", merchant);
        return new StoredTokens(
                merchant,
                open(row.getBytes("refresh_token"), "refresh_token", merchant).map(RefreshToken::new),
                refusedAt == null ? null : refusedAt.toInstant(),
                row.getObject("refused_errcode", Integer.class),
                accessToken.map(value -> new AccessToken(value, expiresAt.toInstant())),
                sealedAccessToken != null && accessToken.isEmpty(),
                row.getLong("generation"),
                leasedUntil == null ? null : leasedUntil.toInstant());
    }

    private static List<Long> ids(Collection<MerchantRef> merchants) {
        return merchants.stream().map(MerchantRef::id).toList();
    }

    private byte[] seal(String plain, String column, long merchantId) {
        return sealing.sealText(plain, TABLE, column, Long.toString(merchantId));
    }

    /** One merchant's ciphertext that does not open is that merchant's trouble: its token counts as missing. */
    private Optional<String> open(byte[] sealed, String column, MerchantRef merchant) {
        if (sealed == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(sealing.openText(sealed, TABLE, column, Long.toString(merchant.id())));
        } catch (IllegalStateException e) {
            LOG.errorf("a stored token does not open; merchant=%s column=%s", merchant, column);
            return Optional.empty();
        }
    }

    record Refreshed(StoredTokens leased, AuthorizerTokensAnswer tokens) {
        private long merchantId() {
            return leased.merchant().id();
        }
    }
}
