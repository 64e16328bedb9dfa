package dev.catwalk.console;

import dev.catwalk.database.StorableTime;
import dev.catwalk.problem.ProblemActs;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** All merchants, and one. */
@Path("/merchants")
@RunOnVirtualThread
class MerchantPages {
    private static final int PAGE = 50;
    private static final int LONGEST_SEARCH = 100;
    private static final Pattern APPID = Pattern.compile("wx[0-9a-f]{0,16}");

    private final CurrentPage page;
    private final ProblemActs acts;
    private final Template list;
    private final Template one;

    MerchantPages(
            CurrentPage page,
            ProblemActs acts,
            @Location("console/merchants") Template list,
            @Location("console/merchant") Template one) {
        this.page = page;
        this.acts = acts;
        this.list = list;
        this.one = one;
    }

    private static final String COLUMNS = """
            select component_appid, merchant_appid, merchant_name, principal_name, authorization_state, eligible,
              ineligible_reason, last_visited_at, last_succeeded_at, last_outcome, last_errcode,
              (select count(*) from reporting.category_audit a where a.component_appid = c.component_appid
                and a.merchant_appid = c.merchant_appid and a.audit_status = 2) as rejected
            from reporting.merchant_coverage c
            where (component_appid, merchant_appid) > (:component, :merchant)
            """;

    private static final String ORDER = """
            order by component_appid, merchant_appid
            limit 51
            """;

    static final String ALL = COLUMNS + ORDER;

    /** The letters and digits of an appid sort alike in every collation. */
    static final String BY_APPID = COLUMNS + """
              and merchant_appid between :appid and :appid || 'zzzzzzzzzzzzzzzzzz' and starts_with(merchant_appid, :appid)
            """ + ORDER;

    static final String BY_NAME = COLUMNS + """
              and reporting.character_pairs(coalesce(merchant_name, '') || ' ' || coalesce(principal_name, ''))
                @> reporting.character_pairs(:text)
              and (strpos(lower(merchant_name), lower(:text)) > 0 or strpos(lower(principal_name), lower(:text)) > 0)
            """ + ORDER;

    static final String BY_TAG = COLUMNS + """
              and tags @> jsonb_build_object(cast(:key as text), cast(:value as text))
            """ + ORDER;

    @GET
    public Response list(
            @QueryParam("q") @DefaultValue("") String typed, @QueryParam("after") @DefaultValue("") String after) {
        return page.answer(() -> {
            String text = typed.strip().replace("\0", "");
            String searched = text.substring(0, Math.min(text.length(), LONGEST_SEARCH));
            String[] position = (after + "/").split("/", 3);
            Map<String, Object> binds = new HashMap<>(
                    Map.of("component", position[0].replace("\0", ""), "merchant", position[1].replace("\0", "")));
            List<Map<String, Object>> rows = search(searched, binds);
            Map<String, Object> data = new HashMap<>();
            data.put("q", searched);
            data.put("tooShort", isOneCharacter(searched));
            data.put("rows", rows.stream().limit(PAGE).toList());
            data.put("next", rows.size() > PAGE ? next(searched, rows.get(PAGE - 1)) : null);
            data.put("first", after.isEmpty() ? null : "/merchants?q=" + CurrentPage.encoded(searched));
            return page.show(list, "merchants", data);
        });
    }

    private List<Map<String, Object>> search(String searched, Map<String, Object> binds) {
        if (searched.isEmpty()) {
            return page.rows("merchants", ALL, binds);
        }
        if (searched.indexOf('=') > 0) {
            binds.put("key", searched.substring(0, searched.indexOf('=')).strip());
            binds.put("value", searched.substring(searched.indexOf('=') + 1).strip());
            return page.rows("merchants", BY_TAG, binds);
        }
        if (APPID.matcher(searched.toLowerCase(Locale.ROOT)).matches()) {
            binds.put("appid", searched.toLowerCase(Locale.ROOT));
            List<Map<String, Object>> found = page.rows("merchants", BY_APPID, binds);
            if (!found.isEmpty()) {
                return found;
            }
            // A name may begin like an appid.
            binds.remove("appid");
        }
        if (isOneCharacter(searched)) {
            return List.of();
        }
        binds.put("text", searched);
        return page.rows("merchants", BY_NAME, binds);
    }

    /** The index knows pairs: to look for less, all merchants would have to be read. */
    private static boolean isOneCharacter(String searched) {
        return searched.codePointCount(0, searched.length()) == 1;
    }

    private static String next(String searched, Map<String, Object> last) {
        return "/merchants?q=" + CurrentPage.encoded(searched) + "&after="
                + CurrentPage.encoded(last.get("component_appid") + "/" + last.get("merchant_appid"));
    }

    private static final String COVERAGE = """
            select component_appid, merchant_appid, merchant_name, principal_name, authorization_state, permission_sets, eligible,
              ineligible_reason, last_visited_at, last_succeeded_at, last_outcome, last_errcode, last_rid, consecutive_failures,
              first_seen_at,
              array(select key || '=' || value from jsonb_each_text(tags) order by key) as tags
            from reporting.merchant_coverage
            where component_appid = :component and merchant_appid = :merchant
            """;

    private static final String CATEGORIES = """
            select first_id, first_name, second_id, second_name, audit_status, audit_status_name, audit_reason, status_since,
              expired, expired_since
            from reporting.category_audit
            where component_appid = :component and merchant_appid = :merchant
            order by audit_status = 2 desc, expired desc nulls last, first_id, second_id
            """;

    private static final String CATEGORIES_AT = """
            select first_id, first_name, second_id, second_name, audit_status, audit_status_name, audit_reason, status_since,
              expired, expired_since
            from reporting.category_audit_as_of(:at)
            where component_appid = :component and merchant_appid = :merchant
            order by audit_status = 2 desc, expired desc nulls last, first_id, second_id
            """;

    private static final String SNAPSHOTS = """
            select first_seen_at, category_count, rejected_count
            from (
              select first_seen_at, category_count, rejected_count
              from reporting.category_snapshot
              where component_appid = :component and merchant_appid = :merchant
              order by first_seen_at desc
              limit 200) newest
            order by first_seen_at
            """;

    private static final String PROBLEMS = """
            select problem_id, version, kind, first_id, first_name, second_id, second_name, reason, opened_at, times_before, state,
              owner, note, until
            from reporting.problem
            where component_appid = :component and merchant_appid = :merchant
            order by opened_at, problem_id
            """;

    private static final String QUOTA = """
            select additions_limit, additions_left, category_limit, category_count, confirmed_at
            from reporting.category_quota
            where component_appid = :component and merchant_appid = :merchant
            """;

    private static final String TOKEN = """
            select generation, refresh_token_stored_at, refused_at, refused_errcode, access_token_expires_at
            from reporting.merchant_token
            where component_appid = :component and merchant_appid = :merchant
            """;

    private static final String TIMELINE = """
            select at, kind, coalesce(detail ->> 'second_name', detail ->> 'type', detail ->> 'channel', (
                select second_name from reporting.category_audit c
                where c.component_appid = t.component_appid and c.merchant_appid = t.merchant_appid
                  and c.first_id = (detail ->> 'first_id')::int and c.second_id = (detail ->> 'second_id')::int), (
                select string_agg(tag, ', ') from (
                  select key || '=' || value as tag from jsonb_each_text(detail -> 'set')
                  union all
                  select '− ' || key from jsonb_array_elements_text(detail -> 'removed') as key) as tags), '') as subject,
              detail ->> 'act' as act, detail ->> 'by' as acted_by, detail ->> 'state' as state, detail ->> 'owner' as owner,
              detail ->> 'previous_status' as previous_status, detail ->> 'status' as status, detail ->> 'outcome' as outcome,
              coalesce(detail ->> 'reason', detail ->> 'note', detail ->> 'error', detail ->> 'last_error') as reason,
              detail ->> 'errcode' as errcode, detail ->> 'rid' as rid
            from reporting.merchant_timeline t
            where component_appid = :component and merchant_appid = :merchant
            order by at desc
            limit 60
            """;

    private static final String ALERTS = """
            select type, channel, raised_at, state, delivered_at, last_error
            from reporting.alert
            where component_appid = :component and merchant_appid = :merchant
            order by raised_at desc, channel
            limit 10
            """;

    /**
     * @param step which of its snapshots; as many as there are: now
     * @param date when, in the console's zone, as a field for dates writes it
     */
    @GET
    @Path("{component}/{merchant}")
    public Response one(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @QueryParam("step") @DefaultValue("") String step,
            @QueryParam("date") @DefaultValue("") String date) {
        return page.answer(() -> {
            Map<String, Object> binds = Map.of("component", component, "merchant", merchant);
            var coverage = page.row("coverage", COVERAGE, binds);
            if (coverage.isEmpty()) {
                return page.text(404, page.words().t("refused.merchant"));
            }
            var snapshots = page.rows("snapshots", SNAPSHOTS, binds);
            Optional<Instant> at =
                    at(step, date, snapshots, ZoneId.of(page.shown().zone()));
            Map<String, Object> data = new HashMap<>();
            data.put("m", coverage.get());
            data.put("snapshots", snapshots);
            data.put("moment", at.orElse(null));
            // The field would be sent with the next step of the slider, which it outweighs.
            data.put("dated", at.isPresent() && !date.isEmpty());
            data.put("step", at.map(then -> steps(snapshots, then) - 1).orElse((long) snapshots.size()));
            data.put(
                    "categories",
                    at.map(then -> {
                                Map<String, Object> asOf = new HashMap<>(binds);
                                asOf.put("at", then);
                                return page.rows("categories_at", CATEGORIES_AT, asOf);
                            })
                            .orElseGet(() -> page.rows("categories", CATEGORIES, binds)));
            data.put("problems", page.rows("problems", PROBLEMS, binds));
            data.put("undoable", ProblemPages.undoable(page, acts));
            data.put("quota", page.row("quota", QUOTA, binds).orElse(null));
            data.put("token", page.row("token", TOKEN, binds).orElse(null));
            data.put("alerts", page.rows("alerts", ALERTS, binds));
            data.put("timeline", page.rows("timeline", TIMELINE, binds));
            return page.show(one, "merchants", data);
        });
    }

    private static Optional<Instant> at(String step, String date, List<Map<String, Object>> snapshots, ZoneId zone) {
        try {
            if (!date.isEmpty()) {
                // To the end of that minute.
                return Optional.of(LocalDateTime.parse(date)
                                .plusMinutes(1)
                                .atZone(zone)
                                .toInstant()
                                .minusMillis(1))
                        .filter(StorableTime::isStorable);
            }
            int index = step.isEmpty() ? snapshots.size() : Integer.parseInt(step);
            return index < 0 || index >= snapshots.size()
                    ? Optional.empty()
                    : Optional.of((Instant) snapshots.get(index).get("first_seen_at"));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long steps(List<Map<String, Object>> snapshots, Instant at) {
        return snapshots.stream()
                .filter(snapshot -> !((Instant) snapshot.get("first_seen_at")).isAfter(at))
                .count();
    }
}
