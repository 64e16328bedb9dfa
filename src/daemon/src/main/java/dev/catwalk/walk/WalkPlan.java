package dev.catwalk.walk;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.visit.WalkConfig;
import dev.catwalk.visit.WalkScope;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Plans walks: the walk, its slices with their merchants, and a Quartz job for each slice, in one transaction. */
@Singleton
public class WalkPlan {
    /**
     * The approximate number of slices of a walk. A node works on eight at a time and finishes them at nearly the same time: with
     * fewer slices, one node of three would do the last round and the others would be idle. With many more, Quartz would be most
     * of the work.
     */
    private static final int SLICES = 64;

    /** A job costs as much as visits of so many merchants. */
    private static final int MIN_SLICE = 40;
    /** Planning holds the cluster's scheduler lock: a million merchants are a hundred jobs, and not a thousand. */
    private static final int MAX_SLICE = 10_000;

    private final Jdbi jdbi;
    private final WalkRows walks;
    private final SliceJobs jobs;
    private final ClusterNode self;
    private final WalkConfig config;

    WalkPlan(Jdbi jdbi, WalkRows walks, SliceJobs jobs, ClusterNode self, WalkConfig config) {
        this.jdbi = jdbi;
        this.walks = walks;
        this.jobs = jobs;
        this.self = self;
        this.config = config;
    }

    /**
     * Plans a walk over all merchants of these components, or those under review.
     *
     * @param dueAt empty when it is not due, but asked for
     * @return the walk; empty when one of its scope is still running
     */
    @Transactional
    public Optional<Long> plan(WalkScope scope, Collection<ComponentAppId> components, Optional<Instant> dueAt) {
        Optional<Long> walk = walks.begin(scope, dueAt);
        walk.ifPresent(walkId -> {
            slice(walkId, scope == WalkScope.ALL ? ALL : UNDER_REVIEW, components);
            jobs.schedule(walkId, sliceNos(walkId), scope);
        });
        return walk;
    }

    /** Plans a walk over single merchants of one or more components. */
    @Transactional
    public long plan(List<MerchantRef> merchants) {
        long walkId = begin(merchants, null);
        jobs.schedule(walkId, sliceNos(walkId), WalkScope.MERCHANT);
        return walkId;
    }

    /** Plans a walk over one merchant that the caller goes through at once; should it die, upkeep finds the slice. */
    @Transactional
    public long planWithoutJob(MerchantRef merchant) {
        return begin(List.of(merchant), self.name());
    }

    /** @param node that goes through it without a job; null when jobs will */
    private long begin(List<MerchantRef> merchants, String node) {
        long walkId = walks.begin(WalkScope.MERCHANT, Optional.empty()).orElseThrow();
        jdbi.useHandle(handle -> {
            handle.createUpdate(SLICE_MERCHANTS)
                    .bind("walk", walkId)
                    .bind("node", node)
                    .bindArray("ids", MerchantRef.class, merchants)
                    .execute();
            handle.createUpdate(COUNT_MERCHANTS).bind("walk", walkId).execute();
        });
        return walkId;
    }

    private static final String CUT = """
            insert into app.walk_slice (walk_id, slice_no, component_appid, merchant_ids, merchants)
            select :walk, row_number() over (order by component_appid, part), component_appid, ids, cardinality(ids)
            from (
              select component_appid, part, array_agg(merchant_id order by merchant_id) as ids
              from (
                select component_appid, merchant_id,
                  (row_number() over (partition by component_appid order by merchant_id) - 1) / :size as part
                from scope) numbered
              group by component_appid, part) parts
            """;

    private static final String ALL = """
            with scope as (
              select component_appid, merchant_id from app.merchant where component_appid = any(:components))
            """;

    private static final String UNDER_REVIEW = """
            with scope as (
              select component_appid, merchant_id from app.merchant m
              where component_appid = any(:components) and authorization_state = 'authorized'
                and exists (select from app.category c where c.merchant_id = m.merchant_id and c.audit_status = 1))
            """;

    private static final String SLICE_MERCHANTS = """
            insert into app.walk_slice (walk_id, slice_no, component_appid, merchant_ids, merchants, node)
            select :walk, row_number() over (order by component_appid), component_appid,
              array_agg(merchant_id order by merchant_id), count(*), :node
            from app.merchant where merchant_id = any(:ids) group by component_appid
            """;

    private static final String COUNT_MERCHANTS = """
            update app.walk set (merchants, component_appid) = (
              select coalesce(sum(merchants), 0),
                case when min(component_appid) = max(component_appid) then min(component_appid) end
              from app.walk_slice where walk_id = :walk)
            where walk_id = :walk
            """;

    /** No more than make a difference: with more merchants there are more slices, of the greatest size. */
    private static final String COUNT = "select count(*) from (select from scope limit :most) counted";

    private void slice(long walkId, String scope, Collection<ComponentAppId> components) {
        jdbi.useHandle(handle -> {
            int merchants = handle.createQuery(scope + COUNT)
                    .bindArray("components", ComponentAppId.class, components)
                    .bind("most", SLICES * MAX_SLICE)
                    .mapTo(Integer.class)
                    .one();
            handle.createUpdate(scope + CUT)
                    .bind("walk", walkId)
                    .bindArray("components", ComponentAppId.class, components)
                    .bind("size", sliceSize(merchants))
                    .execute();
            handle.createUpdate(COUNT_MERCHANTS).bind("walk", walkId).execute();
        });
    }

    /** Whole pages, where there is more than one. */
    private int sliceSize(int merchants) {
        int size = Math.clamp(merchants / SLICES, MIN_SLICE, MAX_SLICE);
        return size - (size > config.pageSize() ? size % config.pageSize() : 0);
    }

    private static final String SLICE_NOS = "select slice_no from app.walk_slice where walk_id = :walk order by 1";

    private List<Integer> sliceNos(long walkId) {
        return jdbi.withHandle(handle -> handle.createQuery(SLICE_NOS)
                .bind("walk", walkId)
                .mapTo(Integer.class)
                .list());
    }
}
