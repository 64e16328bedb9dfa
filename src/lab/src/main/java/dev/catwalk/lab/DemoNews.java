package dev.catwalk.lab;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What happened lately, in one line for people. */
class DemoNews {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Jdbi jdbi;
    private long lastChange = -1;

    DemoNews(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String LAST_WALK = """
            select walk_id, state from reporting.walk where scope = 'all' and state in ('completed', 'stopped') and merchants > 0
            order by walk_id desc limit 1
            """;

    private static final String OUTCOMES =
            "select merchants || ' ' || replace(outcome, '_', ' ') from reporting.walk_ledger where walk_id = :walk order by merchants desc";

    private static final String CATEGORIES = """
            select count(*) filter (where audit_status = 1) as under_review, count(*) filter (where audit_status = 2) as rejected
            from reporting.category_audit
            """;

    private static final String NEW_CHANGES = """
            select count(*) filter (where change_id > :last and not first_sight) as news, coalesce(max(change_id), 0) as newest
            from reporting.audit_change
            """;

    String next() {
        return jdbi.withHandle(handle -> "%s  %s; %s; %s"
                .formatted(
                        LocalTime.now(ZoneId.systemDefault()).format(TIME),
                        walk(handle),
                        changes(handle),
                        categories(handle)));
    }

    private static String walk(Handle handle) {
        Optional<String> walk = handle.createQuery(LAST_WALK)
                .map((row, context) -> {
                    List<String> outcomes = handle.createQuery(OUTCOMES)
                            .bind("walk", row.getLong(1))
                            .mapTo(String.class)
                            .list();
                    return "walk " + row.getLong(1) + " " + row.getString(2) + ": " + String.join(", ", outcomes);
                })
                .findFirst();
        return walk.orElse("the first walk is running");
    }

    private String changes(Handle handle) {
        return handle.createQuery(NEW_CHANGES)
                .bind("last", Math.max(lastChange, 0))
                .map((row, context) -> {
                    long news = lastChange < 0 ? 0 : row.getLong("news");
                    lastChange = row.getLong("newest");
                    return news + (news == 1 ? " category changed" : " categories changed") + " since the last line";
                })
                .one();
    }

    private static String categories(Handle handle) {
        return handle.createQuery(CATEGORIES)
                .map((row, context) ->
                        row.getInt("rejected") + " rejected and " + row.getInt("under_review") + " under review now")
                .one();
    }
}
