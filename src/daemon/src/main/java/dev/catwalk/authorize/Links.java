package dev.catwalk.authorize;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import dev.catwalk.encryption.Sha256;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The links, in their table. An id is 128 random bits. */
@Singleton
public class Links {
    static final String PATH = "authorize";

    private static final int RANDOM_BYTES = 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    /** From the click to the return; the platform's code is good for less. */
    private static final Duration LONGEST_VISIT = Duration.ofHours(2);

    private static final Duration KEPT_AFTER_END = Duration.ofDays(90);
    private static final int DELETED_AT_ONCE = 1000;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final AuthorizeConfig config;
    private final SecureRandom random = new SecureRandom();

    Links(Jdbi jdbi, Encryption encryption, AuthorizeConfig config) {
        this.jdbi = jdbi;
        this.encryption = encryption;
        this.config = config;
    }

    /** Prints without its address, which is as good as the link. */
    public record Link(MerchantRef merchant, String url, Instant expiresAt) {
        @Override
        public String toString() {
            return "Link[" + merchant + ", ***, " + expiresAt + "]";
        }
    }

    /** What may be shown of a link; the times are null until then. */
    public record Listed(
            long id,
            ComponentAppId component,
            MerchantAppId merchant,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Instant clickedAt,
            String state) {}

    /** Whether there can be links: {@code catwalk.authorize.base-url} is set. */
    public boolean areOn() {
        return config.baseUrl().isPresent();
    }

    private static final String INSERT = """
            insert into app.authorize_link (merchant_id, id_sha256, encrypted_id, created_at, created_by, expires_at)
            values (:merchant, :hash, :encrypted, app.now(), :by, app.now() + :life)
            returning expires_at
            """;

    private static final String DELETE_OLD = """
            delete from app.authorize_link where link_id in (
              select link_id from app.authorize_link where expires_at < app.now() - :kept order by expires_at limit :most)
            """;

    /**
     * Makes a link for each of some hundred merchants; earlier ones stay good.
     *
     * @param by who asked for it, as links list shows it
     * @throws IllegalStateException when there can be no links
     */
    @Transactional
    public List<Link> create(List<MerchantRef> merchants, String by) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate(DELETE_OLD)
                    .bind("kept", KEPT_AFTER_END)
                    .bind("most", DELETED_AT_ONCE)
                    .execute();
            List<Link> links = new ArrayList<>();
            merchants.forEach(merchant -> links.add(create(handle, merchant, by)));
            return links;
        });
    }

    private Link create(Handle handle, MerchantRef merchant, String by) {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        byte[] hash = Sha256.of(id);
        String url = url(id);
        Instant expiresAt = handle.createQuery(INSERT)
                .bind("merchant", merchant.id())
                .bind("hash", hash)
                .bind("encrypted", encryption.encryptText(id, EncryptedColumn.LINK_ID, row(hash)))
                .bind("by", by)
                .bind("life", config.linkLife())
                .mapTo(Instant.class)
                .one();
        return new Link(merchant, url, expiresAt);
    }

    private static String row(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    /** Always of our own configuration: what a visitor says about its address is never part of one. */
    String url(String id) {
        String base =
                config.baseUrl().orElseThrow(() -> new IllegalStateException("catwalk.authorize.base-url is not set"));
        return base.replaceFirst("/+$", "") + "/" + PATH + "/" + id;
    }

    private static final String LIVE = "revoked_at is null and used_at is null and expires_at > app.now()";

    private static final String NEWEST = """
            select id_sha256, encrypted_id, expires_at from app.authorize_link
            where merchant_id = :merchant and %s order by created_at desc, link_id desc limit 1
            """.formatted(LIVE);

    /** The merchant's newest link that is good; empty when it has none, or it does not open. */
    public Optional<Link> newest(MerchantRef merchant) {
        return areOn()
                ? jdbi.withHandle(handle -> handle.createQuery(NEWEST)
                        .bind("merchant", merchant.id())
                        .map((row, context) -> {
                            Instant expiresAt = row.getTimestamp("expires_at").toInstant();
                            return opened(row).map(id -> new Link(merchant, url(id), expiresAt));
                        })
                        .findOne()
                        .flatMap(opened -> opened))
                : Optional.empty();
    }

    /**
     * A link for each of some hundred merchants: its newest one that is good, or a new one.
     *
     * @param by who asked for it, as links list shows it
     * @throws IllegalStateException when there can be no links
     */
    public List<Link> goodOrNew(List<MerchantRef> merchants, String by) {
        List<Link> good = new ArrayList<>();
        List<MerchantRef> without = new ArrayList<>();
        merchants.forEach(merchant -> newest(merchant).ifPresentOrElse(good::add, () -> without.add(merchant)));
        return Stream.concat(good.stream(), create(without, by).stream()).toList();
    }

    private Optional<String> opened(ResultSet row) throws SQLException {
        return encryption.decryptText(
                row.getBytes("encrypted_id"), EncryptedColumn.LINK_ID, row(row.getBytes("id_sha256")));
    }

    // One statement that knows no difference between a link that never was and one that is over, so that its time
    // shows none.
    private static final String CLICK = """
            with clicked as (
              update app.authorize_link set clicked_at = app.now() where id_sha256 = :hash and %s returning merchant_id)
            select merchant_id as id, component_appid as component, merchant_appid as appid from clicked join app.merchant using (merchant_id)
            """.formatted(LIVE);

    /** The merchant of a link that is good; empty for every other, whatever is wrong with it. */
    Optional<MerchantRef> click(String id) {
        return find(CLICK, id);
    }

    private static final String RETURNING = """
            select merchant_id as id, component_appid as component, merchant_appid as appid
            from app.authorize_link link join app.merchant using (merchant_id)
            where id_sha256 = :hash and link.revoked_at is null and clicked_at > app.now() - :visit
            """;

    /** The merchant of a link that was clicked a short time ago, used since or not: a return may be reloaded. */
    Optional<MerchantRef> returning(String id) {
        return find(RETURNING, id);
    }

    private Optional<MerchantRef> find(String sql, String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bind("hash", Sha256.of(id))
                .bind("visit", LONGEST_VISIT)
                .mapTo(MerchantRef.class)
                .findOne());
    }

    private static final String USED = """
            update app.authorize_link link set used_at = coalesce(used_at, app.now())
            where id_sha256 = :hash and (:granted or used_at is not null or exists (
              select from app.merchant_event event
              where event.merchant_id = link.merchant_id and event.at >= link.clicked_at
                and (event.kind = 'authorized' or event.kind = 'permission_sets_changed' and event.detail -> 'gained' <> '[]'))
              or exists (
              select from app.merchant join app.push_event push on push.about_appid = merchant.merchant_appid
                and push.component_appid = merchant.component_appid
              where merchant.merchant_id = link.merchant_id and push.received_at >= link.clicked_at
                and push.type in ('authorized', 'updateauthorized')))
            """;

    /**
     * Ends a link, if its merchant granted something.
     *
     * @param granted whether the code said so; otherwise what is known to have happened since the click counts
     * @return whether it is used up, now or before
     */
    boolean used(String id, boolean granted) {
        return jdbi.withHandle(handle -> handle.createUpdate(USED)
                        .bind("hash", Sha256.of(id))
                        .bind("granted", granted)
                        .execute()
                > 0);
    }

    private static final String REVOKE = """
            update app.authorize_link set revoked_at = app.now() where (link_id = any(:links) or merchant_id = :merchant) and %s
            """.formatted(LIVE);

    /** @return how many of these links were good until now */
    @Transactional
    public int revoke(List<Long> links) {
        return revoke(links, null);
    }

    /** @return how many of its links were good until now */
    @Transactional
    public int revokeOf(MerchantRef merchant) {
        return revoke(List.of(), merchant.id());
    }

    private int revoke(List<Long> links, Long merchant) {
        return jdbi.withHandle(handle -> handle.createUpdate(REVOKE)
                .bindArray("links", Long.class, links)
                .bind("merchant", merchant)
                .execute());
    }

    /** What may be shown of the newest {@code :limit} links; {@code :all}: those that are over, too. */
    public static final String LIST = """
            select link_id as id, component_appid as component, merchant_appid as merchant, link.created_at, created_by, expires_at,
              clicked_at,
              case when used_at is not null then 'used' when link.revoked_at is not null then 'revoked'
                when expires_at <= app.now() then 'expired' else 'good' end as state
            from app.authorize_link link join app.merchant using (merchant_id)
            where :all or link.revoked_at is null and used_at is null and expires_at > app.now()
            order by link_id desc limit :limit
            """;

    /** The newest first. @param all those that are over, too */
    public List<Listed> list(boolean all, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("all", all)
                .bind("limit", limit)
                .mapTo(Listed.class)
                .list());
    }
}
