package dev.catwalk.cli.problems;

import dev.catwalk.cli.TextTable;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.problem.Act;
import dev.catwalk.problem.ProblemActs;
import dev.catwalk.problem.ProblemFilter;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The work list on the terminal. */
@Singleton
@Unremovable
class ProblemsRun {
    private static final List<String> HEADER = List.of(
            "problem",
            "kind",
            "days",
            "before",
            "merchant",
            "name",
            "category",
            "state",
            "until",
            "owner",
            "reason",
            "group");

    private static final List<String> GROUP_HEADER = List.of("group", "problems", "merchants", "oldest", "reason");

    private final Jdbi jdbi;
    private final ProblemActs acts;
    private final Clock clock;

    ProblemsRun(Jdbi jdbi, ProblemActs acts, Clock clock) {
        this.jdbi = jdbi;
        this.acts = acts;
        this.clock = clock;
    }

    private static final String LIST = """
            select problem_id, kind, days_open, times_before, merchant_appid, merchant_name,
              coalesce(first_name, first_id::text) || ' / ' || coalesce(second_name, second_id::text) as category, state,
              to_char(until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') as until, owner, reason, reason_group
            from reporting.problem
            where true
            """ + ProblemFilter.CONDITION + " order by opened_at, problem_id limit :limit";

    int list(ProblemFilter filter, int limit, boolean json) {
        return jdbi.withHandle(handle ->
                print(HEADER, handle.createQuery(LIST).bindMap(filter.binds()).bind("limit", limit), json));
    }

    private static final String GROUPS = """
            select reason_group, problems, merchants, to_char(oldest_at at time zone 'UTC', 'YYYY-MM-DD') as oldest, sample_reason
            from reporting.problem_group
            order by problems desc, reason_group
            limit :limit
            """;

    int listGroups(int limit, boolean json) {
        return jdbi.withHandle(
                handle -> print(GROUP_HEADER, handle.createQuery(GROUPS).bind("limit", limit), json));
    }

    private static int print(List<String> header, Query query, boolean json) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header);
        rows.addAll(query.map((row, context) -> line(row, header.size())).list());
        TextTable.print(rows, json);
        return ExitCode.DONE;
    }

    private static List<String> line(ResultSet row, int columns) throws SQLException {
        List<String> line = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
            line.add(Objects.requireNonNullElse(row.getString(column), ""));
        }
        return line;
    }

    /**
     * @param act what to do, said at this time
     * @return not done when one of them is not known or closed
     */
    int act(List<Long> ids, Function<Instant, Act> act, String by) {
        Map<Long, ProblemActs.Result> results;
        try {
            results = acts.perform(
                    ids.stream().map(id -> new ProblemActs.Target(id, null)).toList(), act.apply(clock.instant()), by);
        } catch (Act.InvalidActException e) {
            System.err.println("catwalk: " + e.getMessage());
            return ExitCode.WRONG;
        }
        results.forEach((id, result) -> {
            switch (result) {
                case DONE -> {}
                case UNKNOWN -> System.err.println("catwalk: there is no problem " + id);
                case CLOSED ->
                    System.err.println(
                            "catwalk: problem " + id + " is closed: it was solved, came back as another one, or its"
                                    + " merchant withdrew; see explain");
                case CHANGED -> System.err.println("catwalk: problem " + id + " was changed meanwhile");
            }
        });
        long done = results.values().stream()
                .filter(result -> result == ProblemActs.Result.DONE)
                .count();
        System.out.println(done + " done");
        return done == results.size() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
