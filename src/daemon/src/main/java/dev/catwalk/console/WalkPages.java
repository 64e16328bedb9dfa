package dev.catwalk.console;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks: how they ended, and how far those are that run. */
@Path("/walks")
@RunOnVirtualThread
class WalkPages {
    private static final int PAGE = 40;
    private static final Set<String> SCOPES = Set.of("all", "under_review", "merchant");

    private final CurrentPage page;
    private final Template list;
    private final Template one;

    WalkPages(CurrentPage page, @Location("console/walks") Template list, @Location("console/walk") Template one) {
        this.page = page;
        this.list = list;
        this.one = one;
    }

    private static final String WALKS = """
            select walk_id, scope, planned_at, started_at, finished_at, state, stop_errcode, stop_reason, merchants
            from reporting.walk
            where scope = :scope and walk_id < :before
            order by walk_id desc
            limit 41
            """;

    private static final String LEDGERS = """
            select w.walk_id, outcome, ledger.merchants
            from reporting.walk w
            cross join lateral (
              select outcome, merchants from reporting.walk_ledger l where l.walk_id = w.walk_id) ledger
            where w.scope = :scope and w.walk_id between :first and :last
            order by w.walk_id,
            """ + OverviewPages.ORDER;

    /** @param parts of the bar of its ledger */
    public record Walk(Map<String, Object> row, List<Charts.Part> parts) {}

    @GET
    public Response list(
            @QueryParam("scope") @DefaultValue("all") String scope,
            @QueryParam("before") @DefaultValue("9223372036854775807") String before) {
        return page.answer(() -> {
            String chosen = SCOPES.contains(scope) ? scope : "all";
            long position = number(before);
            var rows = page.rows("walks", WALKS, Map.of("scope", chosen, "before", position));
            List<Map<String, Object>> shown = rows.stream().limit(PAGE).toList();
            Map<Object, Map<String, Long>> ledgers = new HashMap<>();
            if (!shown.isEmpty()) {
                page.rows(
                                "ledgers",
                                LEDGERS,
                                Map.of(
                                        "scope",
                                        chosen,
                                        "first",
                                        shown.getLast().get("walk_id"),
                                        "last",
                                        shown.getFirst().get("walk_id")))
                        .forEach(line -> ledgers.computeIfAbsent(line.get("walk_id"), _ -> new LinkedHashMap<>())
                                .put((String) line.get("outcome"), ((Number) line.get("merchants")).longValue()));
            }
            List<Walk> walks = new ArrayList<>();
            shown.forEach(
                    row -> walks.add(new Walk(row, Charts.bar(ledgers.getOrDefault(row.get("walk_id"), Map.of())))));
            Map<String, Object> data = new HashMap<>();
            data.put("scope", chosen);
            data.put("before", position);
            data.put("walks", walks);
            List<Charts.Part> speeds = Charts.columns(speeds(shown));
            data.put("speeds", speeds);
            data.put("newest", speeds.isEmpty() ? 0 : speeds.getLast().count());
            data.put("runs", shown.stream().anyMatch(row -> "running".equals(row.get("state"))));
            data.put(
                    "next",
                    rows.size() > PAGE
                            ? "/walks?scope=" + chosen + "&before="
                                    + shown.getLast().get("walk_id")
                            : null);
            return page.show(list, "walks", data);
        });
    }

    /** Merchants a second of each walk that has ended, the oldest first. */
    private Map<String, Long> speeds(List<Map<String, Object>> walks) {
        Map<String, Long> speeds = new LinkedHashMap<>();
        for (Map<String, Object> walk : walks.reversed()) {
            if (walk.get("state").equals("completed") && walk.get("started_at") instanceof Instant started) {
                long took = Duration.between(started, (Instant) walk.get("finished_at"))
                        .toMillis();
                long merchants = ((Number) walk.get("merchants")).longValue();
                speeds.put(
                        "#" + walk.get("walk_id") + ", " + page.shown().time(started),
                        Math.round(merchants * 1000.0 / Math.max(1, took)));
            }
        }
        return speeds;
    }

    private static final String WALK = """
            select walk_id, scope, component_appid, planned_at, started_at, finished_at, state, stop_errcode, stop_reason,
              merchants, (select coalesce(sum(merchants), 0) from reporting.walk_ledger l where l.walk_id = w.walk_id) as recorded
            from reporting.walk w
            where walk_id = :walk
            """;

    private static final String FAILURES = """
            select outcome, errcode, merchants, rid, component_appid || '/' || merchant_appid as sample
            from reporting.walk_failure
            where walk_id = :walk
            order by merchants desc
            limit 20
            """;

    private static final String CHANGES = """
            select component_appid, merchant_appid, merchant_name, first_id, first_name, second_id, second_name, change,
              previous_status, audit_status, reporting.audit_status_name(audit_status) as status, audit_reason, observed_at
            from reporting.audit_change
            where walk_id = :walk
            order by observed_at desc, change_id desc
            limit 50
            """;

    @GET
    @Path("{walk}")
    public Response one(@PathParam("walk") String id) {
        return page.answer(() -> {
            Map<String, Object> binds = Map.of("walk", number(id));
            var walk = page.row("walk", WALK, binds);
            if (walk.isEmpty()) {
                return page.text(404, page.words().t("refused.walk"));
            }
            Map<String, Object> data = new HashMap<>();
            data.put("walk", walk.get());
            data.put("bar", Charts.bar(OverviewPages.ledger(page, binds.get("walk"))));
            data.put("runs", "running".equals(walk.get().get("state")));
            data.put("progress", OverviewPages.progress(walk.get()));
            data.put("failures", page.rows("failures", FAILURES, binds));
            data.put("changes", page.rows("changes", CHANGES, binds));
            return page.show(one, "walks", data);
        });
    }

    /** What is no number is that of no walk. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
