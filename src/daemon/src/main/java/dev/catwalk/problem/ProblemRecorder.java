package dev.catwalk.problem;

import dev.catwalk.category.AuditChange;
import dev.catwalk.category.AuditStatus;
import dev.catwalk.category.Category;
import dev.catwalk.category.Recorded.NumberedChange;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Opens, follows and closes problems as reads find them, in the transaction that records the reads. However many categories
 * changed, the database is asked twice at most; for reads that changed nothing, not at all.
 */
@Singleton
public class ProblemRecorder {
    private final Jdbi jdbi;

    ProblemRecorder(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What one read changed. */
    public record Found(MerchantRef merchant, Instant readAt, List<NumberedChange> changes) {}

    /** What opens a problem. */
    public record Opening(long changeId, ProblemKind kind) {}

    /** @return the numbers of the problems that were opened */
    @Transactional(Transactional.TxType.MANDATORY)
    public Map<Opening, Long> record(Collection<Found> reads) {
        List<OfCategory> changed =
                reads.stream().flatMap(ProblemRecorder::byCategory).toList();
        follow(changed.stream().flatMap(OfCategory::turns).toList());
        return open(changed.stream().flatMap(OfCategory::opened).toList());
    }

    private static Stream<OfCategory> byCategory(Found read) {
        return read.changes().stream()
                .collect(Collectors.groupingBy(
                        numbered -> numbered.change().category().key(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(changes -> new OfCategory(read.merchant().id(), read.readAt(), changes));
    }

    /** All that one read changed of one category; each change shows the category before and after all of them. */
    private record OfCategory(long merchantId, Instant readAt, List<NumberedChange> changes) {
        private Category now() {
            return changes.getFirst().change().category();
        }

        private Category before() {
            return changes.getFirst().change().before();
        }

        private boolean isRemoved() {
            return is(AuditChange.Kind.REMOVED);
        }

        private boolean is(AuditChange.Kind kind) {
            return changes.stream().anyMatch(numbered -> numbered.change().kind() == kind);
        }

        private boolean isNowUnderReview() {
            return is(AuditChange.Kind.STATUS_CHANGED) && now().auditStatus() == AuditStatus.UNDER_REVIEW;
        }

        private boolean isDecided() {
            return is(AuditChange.Kind.STATUS_CHANGED) && before().auditStatus() == AuditStatus.UNDER_REVIEW;
        }

        Stream<Turn> turns() {
            return Stream.of(ProblemKind.values())
                    .filter(kind -> before() != null && kind.mayBeOpenFor(before()))
                    .map(this::turn);
        }

        private Turn turn(ProblemKind kind) {
            boolean rejected = !isRemoved() && now().auditStatus() == AuditStatus.REJECTED;
            return new Turn(
                    this,
                    kind,
                    ending(kind),
                    isNowUnderReview() ? "resubmitted" : isDecided() ? "open" : null,
                    kind == ProblemKind.REJECTED && rejected ? now().auditReason() : null);
        }

        private String ending(ProblemKind kind) {
            if (isRemoved() || !kind.mayBeOpenFor(now())) {
                return "solved";
            }
            return openings(kind).findAny().isPresent() ? "returned" : null;
        }

        Stream<Opened> opened() {
            return Stream.of(ProblemKind.values())
                    .flatMap(kind -> openings(kind).map(change -> new Opened(this, kind, change.changeId())));
        }

        private Stream<NumberedChange> openings(ProblemKind kind) {
            return changes.stream().filter(numbered -> kind.isOpenedBy(numbered.change()));
        }
    }

    /**
     * What became of a problem that may be open.
     *
     * @param ending null while it is not over
     * @param state by the review; null when it says nothing new. That a review is over opens only what was resubmitted
     * @param reason null when the category is not rejected now
     */
    private record Turn(OfCategory of, ProblemKind kind, String ending, String state, String reason) {}

    private record Opened(OfCategory of, ProblemKind kind, long changeId) {
        /** Null for an expiry. */
        String reason() {
            return kind == ProblemKind.REJECTED ? of.now().auditReason() : null;
        }

        String reasonGroup() {
            return kind == ProblemKind.REJECTED ? ReasonGroup.of(reason()) : ReasonGroup.EXPIRED;
        }

        String state() {
            return of.now().auditStatus() == AuditStatus.UNDER_REVIEW ? "resubmitted" : "open";
        }
    }

    // What is over keeps its last state, reason and owner.
    private static final String FOLLOW = """
            update app.problem
            set closed_at = case when found.ending is not null then greatest(problem.opened_at, found.read_at) end,
                closed_because = found.ending,
                state = case when found.ending is null and found.turns then found.state else problem.state end,
                until = case when found.ending is null and found.turns then null else problem.until end,
                reason = case when found.ending is null then coalesce(found.reason, problem.reason) else problem.reason end,
                reason_group = case when found.ending is null then coalesce(found.reason_group, problem.reason_group)
                  else problem.reason_group end,
                version = version + 1
            from (
              select problem_id, read.*, coalesce(read.state = 'resubmitted' or open.state = 'resubmitted', false)
                  and read.state is not null as turns
              from unnest(:merchants, :firstIds, :secondIds, :kinds, :readAts, :endings, :states, :reasons, :groups)
                as read (merchant_id, first_id, second_id, kind, read_at, ending, state, reason, reason_group)
              join app.problem as open using (merchant_id, first_id, second_id, kind)
              where open.closed_at is null) as found
            where problem.problem_id = found.problem_id and problem.closed_at is null
              and (found.ending is not null or found.turns or found.reason <> problem.reason)
            """;

    private void follow(List<Turn> turns) {
        if (turns.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> place(handle.createUpdate(FOLLOW), turns, Turn::of, Turn::kind)
                .bind("endings", String.class, Turn::ending)
                .bind("states", String.class, Turn::state)
                .bind("reasons", String.class, Turn::reason)
                .bind("groups", String.class, turn -> turn.reason() == null ? null : ReasonGroup.of(turn.reason()))
                .statement()
                .execute());
    }

    // A merchant that withdraws its authorization at this moment is waited for: its problems are closed by then, and no
    // new one may be left behind. In the order in which all lock merchants. A conflict means that another page records
    // the same read: this transaction is about to be rolled back.
    private static final String OPEN = """
            with authorized as materialized (
              select merchant_id from app.merchant
              where merchant_id = any(:merchants) and authorization_state = 'authorized'
              order by merchant_appid
              for share)
            insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, change_id, state,
              times_before, owner)
            select merchant_id, first_id, second_id, kind, reason, reason_group, read_at, change_id, found.state,
              coalesce(earlier.times_before + 1, 0), case when earlier.closed_because = 'returned' then earlier.owner end
            from unnest(:merchants, :firstIds, :secondIds, :kinds, :readAts, :reasons, :groups, :changes, :states)
              with ordinality as found (merchant_id, first_id, second_id, kind, read_at, reason, reason_group, change_id, state,
                place)
            join authorized using (merchant_id)
            left join lateral (
              select times_before, closed_because, owner from app.problem
              where problem.merchant_id = found.merchant_id and problem.first_id = found.first_id
                and problem.second_id = found.second_id and problem.kind = found.kind
              order by problem_id desc
              limit 1) as earlier on true
            order by place
            on conflict do nothing
            returning problem_id, change_id, kind
            """;

    private Map<Opening, Long> open(List<Opened> opened) {
        if (opened.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> place(handle.createQuery(OPEN), opened, Opened::of, Opened::kind)
                .bind("reasons", String.class, Opened::reason)
                .bind("groups", String.class, Opened::reasonGroup)
                .bind("changes", Long.class, Opened::changeId)
                .bind("states", String.class, Opened::state)
                .statement()
                .reduceResultSet(new HashMap<>(), (ids, row, context) -> {
                    ProblemKind kind = ProblemKind.of(row.getString("kind"));
                    ids.put(new Opening(row.getLong("change_id"), kind), row.getLong("problem_id"));
                    return ids;
                }));
    }

    private static <S extends SqlStatement<S>, T> Columns<T, S> place(
            S statement, List<T> rows, Function<T, OfCategory> of, Function<T, ProblemKind> kind) {
        return Columns.of(statement, rows)
                .bind("merchants", Long.class, row -> of.apply(row).merchantId())
                .bind(
                        "firstIds",
                        Integer.class,
                        row -> of.apply(row).now().key().firstId())
                .bind(
                        "secondIds",
                        Integer.class,
                        row -> of.apply(row).now().key().secondId())
                .bind("kinds", String.class, row -> kind.apply(row).code())
                .bind("readAts", Instant.class, row -> of.apply(row).readAt());
    }
}
