package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import dev.catwalk.platform.AuthorizerInfo;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The merchants of all components: finds them, and takes over what the platform says about one. */
@Singleton
public class Merchants {
    /** For answers of other nodes that are recorded at this moment. */
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

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

    // In the order in which the roster writes them, so that the two do not deadlock.
    private static final String LOCK = """
            select merchant_id from app.merchant where merchant_id = any(:ids) order by merchant_appid for update
            """;

    /** Locks the rows of these merchants of one component until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void lock(List<MerchantRef> merchants) {
        jdbi.useHandle(handle -> handle.createQuery(LOCK)
                .bindArray("ids", MerchantRef.class, merchants)
                .mapTo(Long.class)
                .list());
    }

    /**
     * What the platform said about a merchant, which also proves that it is authorized.
     *
     * @param askedAt when the platform was asked
     */
    public record Facts(MerchantRef merchant, AuthorizerInfo info, Instant askedAt) {}

    /** What a reading of a merchant's info changed, for code that raises alerts. */
    public enum Change {
        /** It can be walked from now on and could not before. */
        PERMISSION_GAINED,
        /** It was walked until now and cannot be any more. */
        PERMISSION_LOST,
        /** It had withdrawn its authorization, and gave it again without what a walk needs. */
        AUTHORIZED_WITHOUT_PERMISSION
    }

    // An answer may leave out names and MiniProgramInfo: known names stay, and no account changes its kind.
    private static final String APPLY = """
            update app.merchant m
            set authorization_state = 'authorized', revoked_at = null, permission_sets = f.permission_sets::integer[],
                facts_due = false, facts_read_at = f.asked_at,
                merchant_name = coalesce(f.name, m.merchant_name),
                principal_name = coalesce(f.principal_name, m.principal_name), original_id = f.original_id,
                is_mini_program = f.is_mini_program or m.is_mini_program is true, service_type = f.service_type,
                verify_type = f.verify_type, register_type = f.register_type, account_status = f.account_status
            from unnest(:ids, :askedAts, :permissionSets, :names, :principalNames, :originalIds, :miniPrograms,
                :serviceTypes, :verifyTypes, :registerTypes, :accountStates)
                as f (merchant_id, asked_at, permission_sets, name, principal_name, original_id, is_mini_program,
                  service_type, verify_type, register_type, account_status)
              join app.merchant as before using (merchant_id)
            where m.merchant_id = f.merchant_id
              and (m.facts_read_at is null or m.facts_read_at <= f.asked_at or m.facts_read_at > :future)
              and (m.revoked_at is null or m.revoked_at <= f.asked_at or m.revoked_at > :future)
            returning m.merchant_id, before.authorization_state = 'authorized' and before.permission_sets && :needed as was_walked,
              m.permission_sets && :needed as is_walked, before.authorization_state = 'revoked' as was_revoked
            """;

    /**
     * Takes over what the platform said about merchants whose rows are locked; nothing of those that were asked again since, whose
     * later answer is known already.
     *
     * @return by merchant id; without those that are authorized, and walked or not, as before
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Map<Long, Change> apply(List<Facts> facts) {
        return jdbi.withHandle(handle -> Columns.of(
                        handle.createQuery(APPLY)
                                .bindArray("needed", Integer.class, config.permissionSets())
                                .bind("future", future()),
                        facts)
                .bind("ids", MerchantRef.class, Facts::merchant)
                .bind("askedAts", Instant.class, Facts::askedAt)
                .bind("permissionSets", String.class, row -> permissionSets(row.info()))
                .bind("names", String.class, row -> row.info().name())
                .bind("principalNames", String.class, row -> row.info().principalName())
                .bind("originalIds", String.class, row -> row.info().originalId())
                .bind("miniPrograms", Boolean.class, row -> row.info().miniProgram())
                .bind("serviceTypes", Integer.class, row -> row.info().serviceType())
                .bind("verifyTypes", Integer.class, row -> row.info().verifyType())
                .bind("registerTypes", Integer.class, row -> row.info().registerType())
                .bind("accountStates", Integer.class, row -> row.info().accountStatus())
                .statement()
                .reduceResultSet(new HashMap<>(), (changes, row, context) -> {
                    boolean walked = row.getBoolean("is_walked");
                    if (walked != row.getBoolean("was_walked")) {
                        changes.put(
                                row.getLong("merchant_id"), walked ? Change.PERMISSION_GAINED : Change.PERMISSION_LOST);
                    } else if (row.getBoolean("was_revoked")) {
                        changes.put(row.getLong("merchant_id"), Change.AUTHORIZED_WITHOUT_PERMISSION);
                    }
                    return changes;
                }));
    }

    /** As PostgreSQL writes an array: one of arrays may not hold arrays of different lengths. */
    private static String permissionSets(AuthorizerInfo info) {
        return info.permissionSets().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * The platform confirmed that the merchant withdrew its authorization.
     *
     * @return false when that was known, or a later answer says otherwise
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean revoke(MerchantRef merchant, Instant askedAt) {
        boolean news = rows.update(
                        "authorizationState = ?1, revokedAt = ?2, factsDue = false where id = ?3 and authorizationState <> ?1"
                                + " and (factsReadAt is null or factsReadAt <= ?2 or factsReadAt > ?4)",
                        Merchant.REVOKED,
                        askedAt,
                        merchant.id(),
                        future())
                > 0;
        if (!news) {
            // The platform's list showed it once more after it was revoked; no need to ask each night from now on.
            rows.update(
                    "factsDue = false where id = ?1 and factsDue and authorizationState = ?2 and revokedAt <= ?3",
                    merchant.id(),
                    Merchant.REVOKED,
                    askedAt);
        }
        return news;
    }

    /** What was read later than this was read before the database's clock was set back: an answer of now is newer. */
    private Instant future() {
        return clock.instant().plus(CLOCKS_DIFFER);
    }

    /**
     * What decides whether a merchant can be walked.
     *
     * @param miniProgram empty while the platform has not been asked what kind of account it is
     * @param permitted whether it granted any of the permission sets that are needed
     */
    public record MerchantStanding(
            MerchantRef merchant, boolean authorized, Optional<Boolean> miniProgram, boolean permitted) {}

    private static final String STANDING = """
            select merchant_id, component_appid, merchant_appid, authorization_state = 'authorized' as authorized,
              is_mini_program, permission_sets && :needed as permitted
            from app.merchant
            """;

    private static final String BY_ID = STANDING + "where merchant_id = any(:ids) order by merchant_id";

    private static final String BY_APPID =
            STANDING + "where component_appid = :component and merchant_appid = any(:appids)";

    /** In the order of the ids. */
    public List<MerchantStanding> standing(List<Long> ids) {
        return jdbi.withHandle(handle -> standing(handle.createQuery(BY_ID).bindArray("ids", Long.class, ids)));
    }

    /** The state of those of these accounts that are merchants. */
    public List<MerchantStanding> standing(ComponentAppId component, Collection<MerchantAppId> appids) {
        return jdbi.withHandle(handle -> standing(handle.createQuery(BY_APPID)
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

    /** Null while it is not known. */
    public String nameOf(MerchantRef merchant) {
        return namesOf(List.of(merchant)).get(merchant.id());
    }

    @Singleton
    static class Rows implements PanacheRepository<Merchant> {}
}
