package dev.catwalk.visit;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Slices in the database: how far each is, what it counted, and whether its component lets it go on. */
@Singleton
public class SliceRows {
    private final Jdbi jdbi;

    SliceRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String FIND = """
            select walk_id, slice_no, scope, s.component_appid as component from app.walk_slice s join app.walk w using (walk_id)
            where s.walk_id = :walk and s.slice_no = :slice and w.state = 'running'
            """;

    /** Empty when the walk has ended meanwhile. */
    public Optional<SliceRef> find(long walkId, int sliceNo) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("walk", walkId)
                .bind("slice", sliceNo)
                .mapTo(SliceRef.class)
                .findOne());
    }

    private static final String NEXT_PAGE = """
            select position, merchant_ids[position + 1 : position + :size] as ids,
              (select reason from app.walk_stop t where t.walk_id = s.walk_id and t.component_appid = s.component_appid) as stop
            from app.walk_slice s where walk_id = :walk and slice_no = :slice and position < merchants
            """;

    /** The merchants that are next in the slice; empty when it is done. */
    public Optional<PageRef> nextPage(SliceRef slice, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(NEXT_PAGE)
                .bind("walk", slice.walkId())
                .bind("slice", slice.sliceNo())
                .bind("size", size)
                .map((row, context) -> new PageRef(
                        row.getInt("position"),
                        List.of((Long[]) row.getArray("ids").getArray()),
                        Optional.ofNullable(row.getString("stop"))))
                .findOne());
    }

    private static final String COUNT = """
            insert into app.walk_slice_outcome as o (walk_id, slice_no, outcome, merchants)
            select :walk, :slice, outcome, merchants from unnest(:outcomes, :counts) as n (outcome, merchants)
            on conflict (walk_id, slice_no, outcome) do update set merchants = o.merchants + excluded.merchants
            """;

    void count(SliceRef slice, Collection<VisitOutcome> outcomes) {
        Map<String, Long> counts = outcomes.stream()
                .map(outcome -> outcome.outcome().code())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        jdbi.useHandle(handle -> handle.createUpdate(COUNT)
                .bind("walk", slice.walkId())
                .bind("slice", slice.sliceNo())
                .bindArray("outcomes", String.class, List.copyOf(counts.keySet()))
                .bindArray(
                        "counts",
                        Integer.class,
                        counts.values().stream().map(Long::intValue).toList())
                .execute());
    }

    private static final String ADVANCE = """
            update app.walk_slice set position = position + :count
            where walk_id = :walk and slice_no = :slice and position = :position
            """;

    /**
     * Moves the slice on, in the transaction that records what it is moved over.
     *
     * @throws SliceTakenException when the slice is not where we left it
     */
    void advance(SliceRef slice, int position, int count) {
        int moved = jdbi.withHandle(handle -> handle.createUpdate(ADVANCE)
                .bind("walk", slice.walkId())
                .bind("slice", slice.sliceNo())
                .bind("position", position)
                .bind("count", count)
                .execute());
        if (moved == 0) {
            throw new SliceTakenException(slice);
        }
    }

    private static final String STOP = """
            insert into app.walk_stop (walk_id, component_appid, stopped_at, errcode, reason)
            values (:walk, :component, :now, :errcode, :reason) on conflict do nothing
            """;

    /**
     * The component's trouble ends this walk for all of its merchants, on every node.
     *
     * @return false when that was known
     */
    boolean stop(SliceRef slice, PlatformError why, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate(STOP)
                        .bind("walk", slice.walkId())
                        .bind("component", slice.component().value())
                        .bind("now", now)
                        .bind("errcode", why.errcode())
                        .bind("reason", why.reason())
                        .execute()
                == 1);
    }

    /**
     * @param position how many merchants of the slice were recorded before these
     * @param stop why the component's trouble ended this walk; empty while it goes on
     */
    public record PageRef(int position, List<Long> merchantIds, Optional<String> stop) {
        PageRef first(int size) {
            return new PageRef(position, merchantIds.subList(0, size), stop);
        }
    }

    /** One slice of one walk. */
    public record SliceRef(long walkId, int sliceNo, WalkScope scope, ComponentAppId component) {}

    /** Another node recorded what we were about to record: it works on this slice, so we leave it. */
    public static class SliceTakenException extends RuntimeException {
        public SliceTakenException(SliceRef slice) {
            super("another node works on slice " + slice.sliceNo() + " of walk " + slice.walkId(), null, false, false);
        }
    }
}
