package dev.catwalk.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Does what people want done about problems, and keeps who did what. */
@Singleton
public class ProblemActs {
    /** What a problem may be while it is on the list, as the database and the views write it. */
    public static final List<String> STATES =
            List.of("open", "acknowledged", "waiting_merchant", "resubmitted", "ignored");

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
     * @param by who acts, as people are to read it
     * @param version of the one problem that the person saw; null to act whatever it has become
     * @return by problem id; what is not done to one holds back no other
     * @throws Act.InvalidActException when {@code until} is not in the future
     */
    @Transactional
    public Map<Long, Result> perform(Collection<Long> problemIds, Act act, String by, Integer version) {
        Instant now = clock.instant();
        if (act.until() != null && !act.until().isAfter(now)) {
            throw new Act.InvalidActException("until has to be in the future: it is " + now + " now");
        }
        Map<Long, ProblemRow> known =
                rows.find("id in ?1 order by id", problemIds).withLock(LockModeType.PESSIMISTIC_WRITE).stream()
                        .collect(Collectors.toMap(row -> row.id, Function.identity()));
        Map<Long, Result> results = new LinkedHashMap<>();
        List<ProblemRow> changed = new ArrayList<>();
        for (Long id : new TreeSet<>(problemIds)) {
            ProblemRow row = known.get(id);
            Result result = judge(row, version);
            if (result == Result.DONE) {
                row.apply(act, by, now);
                changed.add(row);
            }
            results.put(id, result);
        }
        record(changed, act.verb());
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
            insert into app.problem_act (problem_id, act, acted_by, acted_at, detail)
            select problem_id, :act, :by, :at, detail::jsonb
            from unnest(:problems, :details) as acted (problem_id, detail)
            """;

    private void record(List<ProblemRow> changed, Act.Verb verb) {
        if (changed.isEmpty()) {
            return;
        }
        ProblemRow any = changed.getFirst();
        jdbi.useHandle(handle -> handle.createUpdate(INSERT)
                .bind("act", verb.word())
                .bind("by", any.touchedBy)
                .bind("at", any.touchedAt)
                .bindArray(
                        "problems",
                        Long.class,
                        changed.stream().map(row -> row.id).toList())
                .bindArray(
                        "details",
                        String.class,
                        changed.stream().map(this::detail).toList())
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
}
