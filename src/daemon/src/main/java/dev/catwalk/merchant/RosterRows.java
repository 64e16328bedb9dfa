package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.AuthorizationApi.AuthorizerPage.Listed;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What the platform's list changes in the table of merchants. */
@Singleton
class RosterRows {
    private final Jdbi jdbi;
    private final MerchantConfig config;
    private final Clock clock;

    RosterRows(Jdbi jdbi, MerchantConfig config, Clock clock) {
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    // Facts are due when the merchant is new, authorized anew, was thought revoked, could not be walked so far (a lost
    // push may hide that it granted more), or was not looked at since its turn. Each has one turn in the time that
    // facts may be old, so that what the first roster read is not due in one night.
    private static final String LISTED = """
            insert into app.merchant as m (component_appid, merchant_appid, authorized_at, created_at, last_listed_at)
            select :component, appid, authorized_at, :now, :startedAt
            from (select unnest(:appids) appid, unnest(:authorizedAts) authorized_at) listed
            order by appid
            on conflict (component_appid, merchant_appid) do update
            set facts_due = m.facts_due
                  or m.authorization_state = 'revoked'
                  or m.authorized_at is distinct from coalesce(excluded.authorized_at, m.authorized_at)
                  or not (m.permission_sets && :needed)
                  or m.facts_read_at < to_timestamp(:seconds - mod(:seconds + m.merchant_id % 100 * :age / 100, :age)),
                authorized_at = coalesce(excluded.authorized_at, m.authorized_at),
                last_listed_at = excluded.last_listed_at
            returning merchant_id as id, component_appid as component, merchant_appid as appid
            """;

    @Transactional
    Map<MerchantAppId, MerchantRef> listed(ComponentAppId component, Collection<Listed> entries, Instant startedAt) {
        return jdbi.withHandle(handle -> handle.createQuery(LISTED)
                .bind("component", component.value())
                .bindArray(
                        "appids",
                        MerchantAppId.class,
                        entries.stream().map(Listed::appid).toList())
                .bindArray(
                        "authorizedAts",
                        Instant.class,
                        entries.stream().map(Listed::authorizedAt).toList())
                .bindArray("needed", Integer.class, config.permissionSets())
                .bind("now", clock.instant())
                .bind("startedAt", startedAt)
                .bind("seconds", clock.instant().getEpochSecond())
                .bind("age", Math.max(1, config.factsAge().toSeconds()))
                .mapTo(MerchantRef.class)
                .collect(Collectors.toMap(MerchantRef::appid, Function.identity())));
    }

    // Absent from this roster and from the one before, also when the database's clock was set back in between: worth a
    // question to the platform, no more. Those first that were not asked about for longest.
    private static final String ABSENT = """
            select merchant_id from app.merchant m join app.component c using (component_appid)
            where component_appid = :component and authorization_state = 'authorized' and not facts_due
              and coalesce(last_listed_at, m.created_at) < least(roster_read_at, :startedAt)
            order by facts_read_at nulls first limit :limit
            """;

    // In the order in which all lock merchants.
    private static final String LOCK =
            "select merchant_id from app.merchant where merchant_id = any(:absent) order by merchant_appid for update";

    /** More would take longer than a statement may; the next roster finds the rest. */
    static final int MOST_ABSENT = 20_000;

    /**
     * In statements of their own, by their numbers: joined in one, rows that came since statistics were made are taken for few,
     * and each is compared with each.
     *
     * @param startedAt when the roster was begun
     */
    @Transactional
    void markAbsent(ComponentAppId component, Instant startedAt) {
        jdbi.useHandle(handle -> {
            List<Long> absent = handle.createQuery(ABSENT)
                    .bind("component", component.value())
                    .bind("startedAt", startedAt)
                    .bind("limit", MOST_ABSENT)
                    .mapTo(Long.class)
                    .list();
            handle.createQuery(LOCK)
                    .bindArray("absent", Long.class, absent)
                    .mapTo(Long.class)
                    .list();
            handle.createUpdate("update app.merchant set facts_due = true where merchant_id = any(:absent)")
                    .bindArray("absent", Long.class, absent)
                    .execute();
        });
    }

    private static final String FACTS_DUE = """
            select merchant_id as id, component_appid as component, merchant_appid as appid from app.merchant
            where component_appid = :component and facts_due and merchant_id > :afterId
            order by merchant_id limit :limit
            """;

    List<MerchantRef> factsDue(ComponentAppId component, long afterId, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(FACTS_DUE)
                .bind("component", component.value())
                .bind("afterId", afterId)
                .bind("limit", limit)
                .mapTo(MerchantRef.class)
                .list());
    }
}
