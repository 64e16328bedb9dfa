package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.AuthorizerInfo;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The merchants of all components: finds them, and takes over what the platform says about one. */
@Singleton
public class Merchants {
    private final Rows rows;
    private final Jdbi jdbi;
    private final MerchantConfig config;
    private final Clock clock;

    Merchants(Rows rows, Jdbi jdbi, MerchantConfig config, Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    @Transactional
    public Optional<MerchantRef> find(ComponentAppId component, MerchantAppId appid) {
        return row(component, appid).map(Merchant::ref);
    }

    /** The same account may have authorized several components. */
    @Transactional
    public List<MerchantRef> find(MerchantAppId appid) {
        return rows.list("merchantAppid", appid.value()).stream()
                .map(Merchant::ref)
                .toList();
    }

    /** What a merchant granted when it authorized the component, and whether it still does. */
    public record Grant(MerchantRef merchant, boolean authorized, List<Integer> permissionSets, Tags tags) {}

    @Transactional
    public Optional<Grant> grant(ComponentAppId component, MerchantAppId appid) {
        return row(component, appid)
                .map(row -> new Grant(row.ref(), !row.isRevoked(), List.of(row.permissionSets), new Tags(row.tags)));
    }

    private Optional<Merchant> row(ComponentAppId component, MerchantAppId appid) {
        return rows.find("componentAppid = ?1 and merchantAppid = ?2", component.value(), appid.value())
                .firstResultOptional();
    }

    private static final String INSERT = """
            insert into app.merchant (component_appid, merchant_appid, created_at) values (:component, :appid, :now)
            on conflict do nothing
            """;

    /** The merchant of this appid, made now if it is new. */
    @Transactional
    public MerchantRef known(ComponentAppId component, MerchantAppId appid) {
        jdbi.useHandle(handle -> handle.createUpdate(INSERT)
                .bind("component", component.value())
                .bind("appid", appid.value())
                .bind("now", clock.instant())
                .execute());
        return find(component, appid).orElseThrow();
    }

    /**
     * Locks the rows of these merchants of one component until the transaction ends, so that what follows for each of them
     * asks the database no more. In the order in which the roster writes them, so that the two do not deadlock.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void lock(List<MerchantRef> merchants) {
        rows.find(
                        "id in ?1 order by merchantAppid",
                        merchants.stream().map(MerchantRef::id).toList())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    /** What a reading of a merchant's info changed, for code that raises alerts. */
    public enum Change {
        NONE,
        /** It can be walked from now on and could not before. */
        PERMISSION_GAINED,
        /** It was walked until now and cannot be any more. */
        PERMISSION_LOST
    }

    /**
     * Takes over what the platform said about a merchant, which also proves that it is authorized; not when it was asked
     * again since, and that answer is known already.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Change apply(MerchantRef merchant, AuthorizerInfo info, Instant askedAt) {
        Merchant row = locked(merchant);
        if (row.isKnownSince(askedAt)) {
            return Change.NONE;
        }
        boolean before = !row.isRevoked() && row.grantedAnyOf(config.permissionSets());
        row.apply(info, askedAt);
        boolean now = row.grantedAnyOf(config.permissionSets());
        if (before == now) {
            return Change.NONE;
        }
        return now ? Change.PERMISSION_GAINED : Change.PERMISSION_LOST;
    }

    /**
     * The platform confirmed that the merchant withdrew its authorization.
     *
     * @return false when that was known, or a later answer says otherwise
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean revoke(MerchantRef merchant, Instant askedAt) {
        Merchant row = locked(merchant);
        if (row.isRevoked() || row.isKnownSince(askedAt)) {
            return false;
        }
        row.revoke(askedAt);
        return true;
    }

    private static final String STANDING = """
            select merchant_id, component_appid, merchant_appid, authorization_state = 'authorized' as authorized,
              is_mini_program, permission_sets && :needed as permitted
            from app.merchant where merchant_id = any(:ids) order by merchant_id
            """;

    /** What decides whether these merchants can be walked, in the order of their ids. */
    public List<MerchantStanding> standing(List<Long> ids) {
        return jdbi.withHandle(handle -> standing(handle.createQuery(STANDING).bindArray("ids", Long.class, ids)));
    }

    private static final String STANDING_BY_APPID = """
            select merchant_id, component_appid, merchant_appid, authorization_state = 'authorized' as authorized,
              is_mini_program, permission_sets && :needed as permitted
            from app.merchant where component_appid = :component and merchant_appid = any(:appids)
            """;

    /** The state of those of these accounts that are merchants. */
    public List<MerchantStanding> standing(ComponentAppId component, Collection<MerchantAppId> appids) {
        return jdbi.withHandle(handle -> standing(handle.createQuery(STANDING_BY_APPID)
                .bind("component", component.value())
                .bindArray("appids", MerchantAppId.class, appids)));
    }

    private List<MerchantStanding> standing(Query query) {
        return query.bindArray("needed", Integer.class, config.permissionSets())
                .map((row, context) -> new MerchantStanding(
                        new MerchantRef(
                                row.getLong("merchant_id"),
                                new ComponentAppId(row.getString("component_appid")),
                                new MerchantAppId(row.getString("merchant_appid"))),
                        row.getBoolean("authorized"),
                        Optional.ofNullable(row.getObject("is_mini_program", Boolean.class)),
                        row.getBoolean("permitted")))
                .list();
    }

    private static final String NAMES =
            "select merchant_id, merchant_name from app.merchant where merchant_id = any(:ids)";

    /** By merchant id; the name is null while it is not known. */
    public Map<Long, String> namesOf(Collection<MerchantRef> merchants) {
        return jdbi.withHandle(handle -> handle.createQuery(NAMES)
                .bindArray("ids", MerchantRef.class, merchants)
                .reduceResultSet(new HashMap<>(), (names, row, context) -> {
                    names.put(row.getLong(1), row.getString(2));
                    return names;
                }));
    }

    /** Null while it is not known; as {@link #apply} left it in this transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public String nameOf(MerchantRef merchant) {
        // Not by plain SQL, which does not see what Hibernate has yet to write.
        return rows.findById(merchant.id()).name;
    }

    /** Writes what was taken over, so that statements that follow in this transaction see it. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void flush() {
        rows.flush();
    }

    private Merchant locked(MerchantRef merchant) {
        Merchant row = rows.findById(merchant.id(), LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            throw new IllegalStateException("merchant " + merchant + " is not in the database");
        }
        return row;
    }

    @Singleton
    static class Rows implements PanacheRepository<Merchant> {}
}
