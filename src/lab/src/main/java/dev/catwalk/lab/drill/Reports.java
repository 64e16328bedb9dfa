package dev.catwalk.lab.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What the views show, and what a drill changes below them so that it need not wait for hours. */
final class Reports {
    private final Jdbi jdbi;

    Reports(DataSource database) {
        this.jdbi = Jdbi.create(database);
    }

    /** A walk over all merchants as the views show it. */
    record Walk(long id, String state, int merchants, Map<String, Integer> ledger) {
        /** Whether every merchant has exactly one outcome. */
        boolean isBalanced() {
            return recorded() == merchants;
        }

        int recorded() {
            return ledger.values().stream().mapToInt(Integer::intValue).sum();
        }

        int count(String outcome) {
            return ledger.getOrDefault(outcome, 0);
        }

        /** Of how many merchants the categories were read. */
        int read() {
            return count("changed") + count("unchanged");
        }

        String words() {
            String outcomes = ledger.entrySet().stream()
                    .map(outcome -> outcome.getValue() + " " + outcome.getKey())
                    .collect(Collectors.joining(", "));
            return "walk " + id + " " + state + ", " + (outcomes.isEmpty() ? "none recorded" : outcomes) + " of "
                    + merchants;
        }
    }

    private static final String NEWEST = "select coalesce(max(walk_id), 0) from reporting.walk where scope = 'all'";

    /** What began later has a higher number. */
    long newestWalk() {
        return number(NEWEST);
    }

    private static final String ENDED_AFTER = """
            select walk_id, state, merchants from reporting.walk
            where scope = 'all' and state in ('completed', 'stopped') and merchants > 0 and walk_id > ?
            order by walk_id
            """;

    /** Walks that came after this one and are over, in their order. */
    List<Walk> endedAfter(long walkId) {
        return walks(ENDED_AFTER, walkId);
    }

    private static final String BY_ID = "select walk_id, state, merchants from reporting.walk where walk_id = ?";

    Walk walk(long walkId) {
        return walks(BY_ID, walkId).getFirst();
    }

    private static final String RUNNING = """
            select walk_id, state, merchants from reporting.walk where scope = 'all' and state = 'running'
            """;

    Optional<Walk> runningWalk() {
        return walks(RUNNING).stream().findFirst();
    }

    private static final String STOP_ERRCODE = "select coalesce(stop_errcode, 0) from reporting.walk where walk_id = ?";

    /** 0 when it was stopped by none, or not at all. */
    long stopErrcode(long walkId) {
        return number(STOP_ERRCODE, walkId);
    }

    private static final String DELIVERED = """
            select count(*) from reporting.alert where type = ? and channel = 'wecom' and state = 'delivered'
            """;

    long alertsDelivered(String type) {
        return number(DELIVERED, type);
    }

    private static final String RAISED = "select count(*) from reporting.alert where type = ?";

    long alertsRaised(String type) {
        return number(RAISED, type);
    }

    long number(String sql, Object... arguments) {
        return jdbi.withHandle(
                handle -> handle.select(sql, arguments).mapTo(Long.class).one());
    }

    List<String> texts(String sql, Object... arguments) {
        return jdbi.withHandle(
                handle -> handle.select(sql, arguments).mapTo(String.class).list());
    }

    /** How many rows it concerned. */
    int change(String sql, Object... arguments) {
        return jdbi.withHandle(handle -> handle.execute(sql, arguments));
    }

    private List<Walk> walks(String sql, Object... arguments) {
        return jdbi.inTransaction(handle -> handle.select(sql, arguments)
                .map((row, context) -> new Walk(
                        row.getLong("walk_id"),
                        row.getString("state"),
                        row.getInt("merchants"),
                        ledger(handle, row.getLong("walk_id"))))
                .list());
    }

    private static final String LEDGER =
            "select outcome, merchants from reporting.walk_ledger where walk_id = ? order by merchants desc, outcome";

    private static Map<String, Integer> ledger(Handle handle, long walkId) {
        return handle.select(LEDGER, walkId).reduceResultSet(new LinkedHashMap<>(), (outcomes, row, context) -> {
            outcomes.put(row.getString(1), row.getInt(2));
            return outcomes;
        });
    }
}
