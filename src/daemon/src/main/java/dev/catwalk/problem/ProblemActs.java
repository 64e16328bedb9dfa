package dev.catwalk.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.database.Columns;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Does what people want done about problems, and keeps who did what. */
@Singleton
public class ProblemActs {
    /** What a problem may be while it is on the list, as the database and the views write it. */
    public static final List<String> STATES =
            List.of("open", "acknowledged", "waiting_merchant", "resubmitted", "ignored");

    private static final Duration UNDO_WITHIN = Duration.ofHours(1);

    private final ProblemRow.Rows rows;
    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final Clock clock;

    ProblemActs(ProblemRow.Rows rows, Jdbi jdbi, ObjectMapper mapper, Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** What came of an act on one problem. */
    public enum Result {
        DONE,
        /** There is no such problem. */
        UNKNOWN,
        /** It is over. */
        CLOSED,
        /** It is not any more what the person saw. */
        CHANGED
    }

    /**
     * A problem to act on.
     *
     * @param version that the person saw; null to act whatever it has become
     */
    public record Target(long problem, Integer version) {}

    /**
     * @param by who acts, as people are to read it
     * @return by problem id; what is not done to one holds back no other
     * @throws Act.InvalidActException when {@code until} is not in the future
     */
    @Transactional
    public Map<Long, Result> perform(Collection<Target> targets, Act act, String by) {
        Instant now = clock.instant();
        if (act.until() != null && !act.until().isAfter(now)) {
            throw new Act.InvalidActException("until has to be in the future: it is " + now + " now");
        }
        Map<Long, Integer> seen = new TreeMap<>();
        targets.forEach(target -> seen.put(target.problem(), target.version()));
        Map<Long, ProblemRow> known =
                rows.find("id in ?1 order by id", seen.keySet()).withLock(LockModeType.PESSIMISTIC_WRITE).stream()
                        .collect(Collectors.toMap(row -> row.id, Function.identity()));
        Map<Long, Result> results = new LinkedHashMap<>();
        Map<ProblemRow, String> before = new LinkedHashMap<>();
        seen.forEach((id, version) -> {
            ProblemRow row = known.get(id);
            Result result = judge(row, version);
            if (result == Result.DONE) {
                before.put(row, detail(row));
                row.apply(act, by, now);
            }
            results.put(id, result);
        });
        record(before, act.verb());
        return results;
    }

    private static Result judge(ProblemRow row, Integer version) {
        if (row == null) {
            return Result.UNKNOWN;
        }
        if (row.closedAt != null) {
            return Result.CLOSED;
        }
        return version == null || version == row.version ? Result.DONE : Result.CHANGED;
    }

    private static final String INSERT = """
            insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version)
            select problem_id, :act, :by, :at, detail::jsonb, before::jsonb, version
            from unnest(:problems, :details, :befores, :versions) as acted (problem_id, detail, before, version)
            """;

    private void record(Map<ProblemRow, String> before, Act.Verb verb) {
        if (before.isEmpty()) {
            return;
        }
        // Now the rows have their new versions.
        rows.flush();
        List<ProblemRow> changed = List.copyOf(before.keySet());
        ProblemRow any = changed.getFirst();
        jdbi.useHandle(handle -> Columns.of(
                        handle.createUpdate(INSERT)
                                .bind("act", verb.word())
                                .bind("by", any.touchedBy)
                                .bind("at", any.touchedAt),
                        changed)
                .bind("problems", Long.class, row -> row.id)
                .bind("details", String.class, this::detail)
                .bind("befores", String.class, before::get)
                .bind("versions", Integer.class, row -> row.version)
                .statement()
                .execute());
    }

    private String detail(ProblemRow row) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("state", row.state);
        detail.put("owner", row.owner);
        detail.put("note", row.note);
        detail.put("until", row.until == null ? null : row.until.toString());
        detail.values().removeIf(value -> value == null);
        try {
            return mapper.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an act on problem " + row.id + " could not be written as JSON", e);
        }
    }

    /**
     * What a person did at one time and can undo.
     *
     * @param act the number of one of the acts
     * @param verb as {@link Act.Verb#word} writes it, or {@code undo}
     * @param problems that nothing changed since
     */
    public record Undoable(long act, String verb, Instant at, int problems) {}

    private static final String UNDOABLE = """
            select max(act_id) as act, act.act as verb, acted_at as at, count(*)::integer as problems
            from app.problem_act as act
            join app.problem using (problem_id, version)
            where acted_by = :by and acted_at > :since and closed_at is null
            group by act.act, acted_at
            order by acted_at desc
            limit :limit
            """;

    /** The newest acts of this person that can be undone, the newest first. */
    public List<Undoable> undoable(String by, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(UNDOABLE)
                .bind("by", by)
                .bind("since", clock.instant().minus(UNDO_WITHIN))
                .bind("limit", limit)
                .mapTo(Undoable.class)
                .list());
    }

    // An undo is an act as well, and can be undone.
    private static final String UNDO = """
            with undone as (
              update app.problem
              set state = act.before ->> 'state', owner = act.before ->> 'owner', note = act.before ->> 'note',
                  until = (act.before ->> 'until')::timestamptz, touched_by = :by, touched_at = :now, version = act.version + 1
              from app.problem_act as named
              join app.problem_act as act using (acted_by, acted_at, act)
              where named.act_id = :act and named.acted_by = :by and named.acted_at > :since
                and problem.problem_id = act.problem_id and problem.version = act.version and problem.closed_at is null
              returning problem.problem_id, act.before as detail, act.detail as before, problem.version)
            insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version)
            select problem_id, 'undo', :by, :now, detail, before, version from undone
            """;

    /**
     * Undoes what this person did together with this act, within an hour, to problems that nothing changed since.
     *
     * @return to how many problems
     */
    @Transactional
    public int undo(long act, String by) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> handle.createUpdate(UNDO)
                .bind("act", act)
                .bind("by", by)
                .bind("now", now)
                .bind("since", now.minus(UNDO_WITHIN))
                .execute());
    }
}
