package dev.catwalk.console;

import static java.util.stream.Collectors.joining;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.token.VerifyTickets;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of the fleet, and what needs a person now. */
@Path("/")
@RunOnVirtualThread
class OverviewPages {
    private final CurrentPage page;
    private final Components configured;
    private final ChannelReports channels;
    private final Template overview;

    OverviewPages(
            CurrentPage page,
            Components configured,
            ChannelReports channels,
            @Location("console/overview") Template overview) {
        this.page = page;
        this.configured = configured;
        this.channels = channels;
        this.overview = overview;
    }

    /**
     * What a person should look at.
     *
     * @param level {@code bad} or {@code warn}
     * @param link the page that shows more
     */
    public record Need(String level, String text, String link) {}

    private static final String COMPONENTS = """
            select component_appid, ticket_received_at, ticket_silent_since, stopped_since, stopped_errcode, stopped_reason
            from reporting.component
            order by component_appid
            """;

    /**
     * One over all components counts before one over a single component, which does not know the others. Not a long time before:
     * where each component is walked by itself, the newest has to do.
     */
    static final String LAST_WALK = """
            select walk_id, started_at, finished_at, merchants
            from (
              select walk_id, started_at, finished_at, merchants, component_appid
              from reporting.walk
              where scope = 'all' and state = 'completed' and merchants > 0
              order by walk_id desc
              limit 10) newest
            order by component_appid is null and :several desc, walk_id desc
            limit 1
            """;

    private static final String RUNNING = """
            select walk_id, started_at, merchants,
              (select coalesce(sum(merchants), 0) from reporting.walk_ledger l where l.walk_id = w.walk_id) as recorded
            from reporting.walk w
            where scope = 'all' and state = 'running'
            """;

    /** Of outcomes, from the left to the right of a bar. */
    static final String ORDER = """
            array_position(array['changed', 'unchanged', 'not_permitted', 'not_supported', 'revoked', 'throttled', 'deferred',
              'token_lost', 'failed'], outcome)
            """;

    private static final String LEDGER = """
            select outcome, merchants
            from reporting.walk_ledger
            where walk_id = :walk
            order by
            """ + ORDER;

    /** Without merchants that withdrew their authorization: they are not on the work list either. */
    private static final String COUNTS = """
            select
              count(*) filter (where kind = 'rejected') as rejected,
              count(*) filter (where kind = 'expired') as expired,
              (select count(*) from reporting.category_audit
                where audit_status = 1 and ineligible_reason is distinct from 'revoked') as under_review,
              (select count(*) from reporting.alert
                where state = 'dead' and channel = any(string_to_array(:channels, ','))) as dead
            from reporting.problem
            where state <> 'resubmitted'
            """;

    private static final String NEWEST = """
            select component_appid, merchant_appid, merchant_name, first_name, second_id, second_name, reason, opened_at
            from reporting.problem
            where kind = 'rejected' and state <> 'resubmitted'
            order by opened_at desc, problem_id desc
            limit 6
            """;

    private static final String DAILY = """
            select day::date::text as day,
              (select count(*) from reporting.audit_change
                where observed_at >= day at time zone :zone and observed_at < (day + interval '1 day') at time zone :zone
                  and not first_sight and audit_status = 2 and change in ('added', 'status_changed')) as rejected
            from generate_series(date_trunc('day', now() at time zone :zone) - interval '29 days', now() at time zone :zone,
              interval '1 day') as day
            order by day
            """;

    /** What was closed a day before the first day shown counts for nothing: it opens and closes on the first. */
    private static final String OPEN = """
            with first as (select (now() at time zone :zone)::date - 29 as day),
            turn as (
              select first.day, count(*) as step
              from first
              join reporting.problem_period on opened_at < first.day::timestamp at time zone :zone
              where closed_at is null
              group by first.day
              union all
              select (opened_at at time zone :zone)::date, 1
              from first
              join reporting.problem_period on opened_at >= first.day::timestamp at time zone :zone
              where closed_at is null
              union all
              select greatest((turned_at at time zone :zone)::date, first.day), step
              from first
              cross join reporting.problem_period
              cross join lateral (values (opened_at, 1), (closed_at, -1)) as turned (turned_at, step)
              where closed_at > now() - interval '31 days')
            select (first.day + n)::text as day, sum(coalesce(sum(step), 0)) over (order by n)::bigint as open
            from first
            cross join generate_series(0, 29) as n
            left join turn on turn.day = first.day + n
            group by first.day, n
            order by n
            """;

    private static final String TURNAROUND = """
            select first_id, first_name, second_id, second_name, reviews_a_day, rejection_rate, median_hours
            from reporting.recent_turnaround
            order by reviews_a_day desc
            limit 6
            """;

    @GET
    public Response show() {
        return page.answer(() -> {
            var components = page.rows("components", COMPONENTS, Map.of()).stream()
                    .filter(row -> configured.find(appid(row)).isPresent())
                    .toList();
            var last = page.row("last_walk", LAST_WALK, Map.of("several", components.size() > 1));
            Map<String, Long> ledger =
                    last.map(walk -> ledger(page, walk.get("walk_id"))).orElseGet(Map::of);
            var running = page.row("running", RUNNING, Map.of());
            String sentThrough =
                    channels.configured().stream().map(Channel::code).collect(joining(","));
            var counts =
                    page.row("counts", COUNTS, Map.of("channels", sentThrough)).orElseThrow();
            List<Need> needs = needs(components, counts, ledger);
            Map<String, String> zone = Map.of("zone", page.shown().zoneInSql());
            Map<String, Long> daily = new LinkedHashMap<>();
            page.rows("daily", DAILY, zone)
                    .forEach(day -> daily.put((String) day.get("day"), (Long) day.get("rejected")));
            Map<String, Long> open = new LinkedHashMap<>();
            page.rows("open", OPEN, zone).forEach(day -> open.put((String) day.get("day"), (Long) day.get("open")));

            Map<String, Object> data = new HashMap<>();
            data.put(
                    "level",
                    needs.stream().anyMatch(need -> need.level().equals("bad"))
                            ? "bad"
                            : needs.isEmpty() ? "ok" : "warn");
            data.put("sentence", sentence(last, ledger, counts, needs));
            data.put("needs", needs);
            data.put("components", components);
            data.put("walk", last.orElse(null));
            data.put("read", read(ledger));
            data.put("readable", readable(ledger));
            data.put("lost", ledger.getOrDefault("token_lost", 0L));
            data.put("bar", Charts.bar(ledger));
            data.put("running", running.orElse(null));
            data.put("progress", running.map(OverviewPages::progress).orElse(0.0));
            data.put("counts", counts);
            data.put("newest", page.rows("newest", NEWEST, Map.of()));
            data.put("days", Charts.columns(daily));
            data.put("open", Charts.columns(open));
            data.put("turnaround", page.rows("turnaround", TURNAROUND, Map.of()));
            return page.show(overview, "overview", data);
        });
    }

    static Map<String, Long> ledger(CurrentPage page, Object walk) {
        Map<String, Long> ledger = new LinkedHashMap<>();
        page.rows("ledger", LEDGER, Map.of("walk", walk))
                .forEach(line -> ledger.put((String) line.get("outcome"), number(line.get("merchants"))));
        return ledger;
    }

    static double progress(Map<String, Object> walk) {
        return Charts.WIDTH * number(walk.get("recorded")) / Math.max(1, number(walk.get("merchants")));
    }

    private static long read(Map<String, Long> ledger) {
        return ledger.getOrDefault("changed", 0L) + ledger.getOrDefault("unchanged", 0L);
    }

    /** Without those that a visit cannot read whatever we do. */
    private static long readable(Map<String, Long> ledger) {
        return ledger.values().stream().mapToLong(Long::longValue).sum()
                - ledger.getOrDefault("revoked", 0L)
                - ledger.getOrDefault("not_permitted", 0L)
                - ledger.getOrDefault("not_supported", 0L);
    }

    private String sentence(
            Optional<Map<String, Object>> last,
            Map<String, Long> ledger,
            Map<String, Object> counts,
            List<Need> needs) {
        Words w = page.words();
        if (last.isEmpty()) {
            return w.t("overview.no_walk");
        }
        String read = w.t(
                "overview.read",
                page.shown().number(read(ledger)),
                page.shown().number(readable(ledger)),
                page.shown().ago((Instant) last.get().get("finished_at")));
        long problems = number(counts.get("rejected")) + number(counts.get("expired"));
        String open = problems == 0
                ? w.t("overview.no_problem")
                : w.t("overview.problems", page.shown().number(problems));
        return (needs.isEmpty() ? w.t("overview.well") : "") + read + open;
    }

    private List<Need> needs(
            List<Map<String, Object>> components, Map<String, Object> counts, Map<String, Long> ledger) {
        Words w = page.words();
        Shown s = page.shown();
        List<Need> needs = new ArrayList<>();
        for (Map<String, Object> component : components) {
            ComponentAppId appid = appid(component);
            Instant ticket = (Instant) component.get("ticket_received_at");
            if (component.get("stopped_since") != null) {
                needs.add(new Need(
                        "bad",
                        w.t(
                                "need.stopped",
                                appid,
                                s.ago((Instant) component.get("stopped_since")),
                                component.get("stopped_reason")),
                        "/walks"));
            }
            boolean isOverdue = component.get("ticket_silent_since") != null
                    || ticket != null
                            && ticket.plus(VerifyTickets.OVERDUE_AFTER).isBefore(page.now());
            if (isOverdue && !configured.require(appid).isBorrowed()) {
                needs.add(new Need("bad", w.t("need.ticket", appid, s.ago(ticket)), "/alerts"));
            }
        }
        add(needs, "bad", "dead", counts.get("dead"), "/alerts?state=dead");
        add(needs, "warn", "failed", ledger.get("failed"), "/walks");
        long notRead = ledger.getOrDefault("throttled", 0L) + ledger.getOrDefault("deferred", 0L);
        // Single ones are read by a later walk.
        if (notRead * 20 > readable(ledger)) {
            add(needs, "warn", "not_read", notRead, "/walks");
        }
        add(needs, "warn", "token_lost", ledger.get("token_lost"), "/links?why=token_lost");
        return needs;
    }

    private static ComponentAppId appid(Map<String, Object> component) {
        return new ComponentAppId((String) component.get("component_appid"));
    }

    private void add(List<Need> needs, String level, String what, Object count, String link) {
        if (count != null && number(count) > 0) {
            needs.add(
                    new Need(level, page.words().t("need." + what, page.shown().number(count)), link));
        }
    }

    private static long number(Object count) {
        return ((Number) count).longValue();
    }
}
