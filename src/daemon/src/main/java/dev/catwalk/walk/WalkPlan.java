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
import java.util.Set;
import java.util.function.LongFunction;
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
    private static final int MIN_SLICE = 100;
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
            slice(walkId, scope == WalkScope.ALL ? ALL : UNDER_REVIEW, Set.copyOf(components));
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

    // Both in the order of an index, so that the next page costs what it holds, of however many merchants.
    static final String ALL = """
            select merchant_id from app.merchant
            where component_appid = :component and merchant_id > :after
            order by merchant_id limit :limit
            """;

    static final String UNDER_REVIEW = """
            select distinct c.merchant_id from app.category c join app.merchant m on m.merchant_id = c.merchant_id
            where c.audit_status = 1 and c.merchant_id > :after
              and component_appid = :component and authorization_state = 'authorized'
            order by c.merchant_id limit :limit
            """;

    /** The next slice, unless no merchant is left. One statement for all of them would exceed the limit at ten millions. */
    private static final String CUT = """
            insert into app.walk_slice (walk_id, slice_no, component_appid, merchant_ids, merchants)
            select :walk, (select count(*) + 1 from app.walk_slice where walk_id = :walk), :component,
              array_agg(merchant_id order by merchant_id), count(*)
            from (%s) as page having count(*) > 0
            returning merchant_ids[merchants]
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
    private static final String COUNT = "select count(*) from (%s) as counted";

    /** @param scope selects the merchants of one component that follow one of them */
    private void slice(long walkId, String scope, Set<ComponentAppId> components) {
        jdbi.useHandle(handle -> {
            int merchants = components.stream()
                    .mapToInt(component -> handle.createQuery(COUNT.formatted(scope))
                            .bind("component", component.value())
                            .bind("after", 0L)
                            .bind("limit", SLICES * MAX_SLICE)
                            .mapTo(Integer.class)
                            .one())
                    .sum();
            for (ComponentAppId component : components) {
                LongFunction<Optional<Long>> cut = after -> handle.createQuery(CUT.formatted(scope))
                        .bind("walk", walkId)
                        .bind("component", component.value())
                        .bind("after", after)
                        .bind("limit", sliceSize(merchants))
                        .mapTo(Long.class)
                        .findOne();
                Optional<Long> last = cut.apply(0);
                // Ends with the merchants: their ids ascend.
                while (last.isPresent()) {
                    last = cut.apply(last.get());
                }
            }
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
