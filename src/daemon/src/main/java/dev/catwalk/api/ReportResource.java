package dev.catwalk.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.catwalk.api.KeyGate.Needs;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.database.PlannedAnew;
import dev.catwalk.database.StorableTime;
import dev.catwalk.problem.ProblemFilter;
import dev.catwalk.problem.ProblemFilter.InvalidFilterException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * The views of {@code reporting} as JSON, page by page: each row with the columns of its view, the oldest first. A page begins
 * behind the last row of the page before, which an index finds, so that the last page costs no more than the first.
 */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecurityRequirement(name = "key")
class ReportResource {
    private static final int LONGEST_PAGE = 1000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

    private final Jdbi jdbi;
    private final ObjectMapper json;

    ReportResource(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** @param nextCursor for the page behind this one; null when this is the last */
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(
            List<Map<String, Object>> items,
            @Schema(nullable = true) String nextCursor) {}

    /** The row behind which a page begins: its time, and a key that is unique among rows of the same time. */
    private record Position(Instant at, String key) {
        private static final Position START = new Position(Instant.EPOCH, "");
    }

    private record Row(Position position, String document) {}

    /** Of so many merchants at most a key's rows are found by the merchants; those of more are found soon among all. */
    private static final int FEW = 10_000;

    private static final String WITHIN_BOUNDS = """
            (:component = '' or m.component_appid = :component)
            and (cardinality(:sets) = 0 or m.permission_sets && :sets)
            and m.tags @> jsonb_object(:tagKeys, :tagValues)
            """;

    /** The rows that a key may read; see {@link #bind}. Not behind an "or", where it would be asked for each row. */
    static final String BOUND = """
            and exists (
              select from app.merchant m
              where m.component_appid = v.component_appid and m.merchant_appid = v.merchant_appid
                and %s)
            """.formatted(WITHIN_BOUNDS);

    private static final String OF_FEW = """
            and exists (
              select from app.merchant m
              where m.component_appid = v.component_appid and m.merchant_appid = v.merchant_appid
                and m.merchant_id = any(:merchants))
            """;

    private static final String MERCHANTS_OF_KEY =
            "select merchant_id from app.merchant m where " + WITHIN_BOUNDS + " limit " + (FEW + 1);

    static Query bind(Query query, ApiKey.Bounds bounds) {
        return query.addCustomizer(new PlannedAnew())
                .bind("component", bounds.component().map(ComponentAppId::value).orElse(""))
                .bindArray("sets", Integer.class, bounds.permissionSets())
                .bindArray("tagKeys", String.class, bounds.tags().values().keySet())
                .bindArray("tagValues", String.class, bounds.tags().values().values());
    }

    /** A report as keys ask for it that are not bound, that are bound to many merchants, and to {@link #FEW}. */
    record Report(String ofAll, String ofMany, String ofFew) {
        private static Report of(String rows, String order) {
            return new Report(rows + order, rows + BOUND + order, rows + OF_FEW + order);
        }
    }

    private static final Report PROBLEMS = Report.of("""
            select opened_at as at, lpad(problem_id::text, 20, '0') as key, to_jsonb(v)::text as document
            from reporting.problem v
            where opened_at >= :from and (opened_at > :from or lpad(problem_id::text, 20, '0') > :key)
            """ + ProblemFilter.CONDITION, " order by 1, 2 limit :limit");

    private static final String ALL_CHANGES = """
            select observed_at as at, lpad(change_id::text, 20, '0') as key, to_jsonb(v)::text as document
            from reporting.audit_change v
            where observed_at >= :from and (observed_at > :from or lpad(change_id::text, 20, '0') > :key)
            """;

    /** Merchant by merchant: the planner would go through the history in its order, and how much of it is theirs it can but guess. */
    private static final String CHANGES_OF_FEW = """
            select observed_at as at, lpad(change_id::text, 20, '0') as key, to_jsonb(v)::text as document
            from (
              select of_merchant.change_id
              from unnest(:merchants) as merchant (merchant_id)
              cross join lateral (
                select change_id, observed_at
                from app.audit_change
                where audit_change.merchant_id = merchant.merchant_id
                  and observed_at >= :from and (observed_at > :from or lpad(change_id::text, 20, '0') > :key)
                order by observed_at, change_id
                limit :limit) of_merchant
              order by of_merchant.observed_at, of_merchant.change_id
              limit :limit) page
            join reporting.audit_change v using (change_id)
            order by 1, 2
            """;

    static final Report CHANGES = new Report(
            ALL_CHANGES + " order by 1, 2 limit :limit",
            ALL_CHANGES + BOUND + " order by 1, 2 limit :limit",
            CHANGES_OF_FEW);

    /** For keys that are not bound. */
    private static final Report WALKS = Report.of("""
            select planned_at as at, lpad(walk_id::text, 20, '0') as key, to_jsonb(v)::text as document
            from reporting.walk v
            where planned_at >= :from and (planned_at > :from or lpad(walk_id::text, 20, '0') > :key)
            """, " order by 1, 2 limit :limit");

    static final Report MERCHANTS = Report.of("""
            select timestamptz 'epoch' as at, component_appid || ' ' || merchant_appid as key, to_jsonb(v)::text as document
            from reporting.merchant_coverage v
            where (component_appid, merchant_appid) > (split_part(:key, ' ', 1), split_part(:key, ' ', 2))
            """, " order by component_appid, merchant_appid limit :limit");

    private static final Report MERCHANT = Report.of("""
            select timestamptz 'epoch' as at, '' as key, (to_jsonb(v) || jsonb_build_object('categories', (
                select coalesce(jsonb_agg(to_jsonb(c) order by first_id, second_id), '[]') from reporting.category_audit c
                where c.component_appid = v.component_appid and c.merchant_appid = v.merchant_appid)))::text as document
            from reporting.merchant_coverage v
            where merchant_appid = :key
            """, " order by component_appid limit :limit");

    /** Categories that are rejected or expired now: rows of {@code reporting.problem}, the oldest first. */
    @GET
    @Path("problems")
    @Needs(Scope.READ)
    @Parameter(name = "kind", in = ParameterIn.QUERY, description = "rejected or expired")
    @Parameter(
            name = "state",
            in = ParameterIn.QUERY,
            description = "open, acknowledged, waiting_merchant, resubmitted or ignored")
    @Parameter(
            name = "owner",
            in = ParameterIn.QUERY,
            description = "who takes care of it; - for those without an owner")
    @Parameter(name = "reason_group", in = ParameterIn.QUERY, description = "as reporting.problem_group names it")
    @Parameter(name = "category", in = ParameterIn.QUERY, description = "both ids, such as 8/39")
    @Parameter(name = "tag", in = ParameterIn.QUERY, description = "of the merchant: key=value")
    @Parameter(name = "days", in = ParameterIn.QUERY, description = "open for at least so many days")
    public Page problems(
            @QueryParam("cursor") String cursor,
            @QueryParam("since") String since,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @Context UriInfo asked,
            @Context SecurityContext caller) {
        try {
            ProblemFilter filter = ProblemFilter.of(asked.getQueryParameters()::getFirst);
            return page(PROBLEMS, filter.binds(), "problems", cursor, since, limit, KeyGate.key(caller));
        } catch (InvalidFilterException e) {
            throw Problem.of(400, e.getMessage()).exception();
        }
    }

    /** Rows of {@code reporting.audit_change}. */
    @GET
    @Path("changes")
    @Needs(Scope.READ)
    public Page changes(
            @QueryParam("cursor") String cursor,
            @QueryParam("since") String since,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @Context SecurityContext caller) {
        return page(CHANGES, Map.of(), "changes", cursor, since, limit, KeyGate.key(caller));
    }

    /** Rows of {@code reporting.walk}; for keys that are not bound, since a walk is over all merchants. */
    @GET
    @Path("walks")
    @Needs(Scope.READ)
    public Page walks(
            @QueryParam("cursor") String cursor,
            @QueryParam("since") String since,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @Context SecurityContext caller) {
        ApiKey key = KeyGate.key(caller);
        if (key.isBound()) {
            throw Problem.of(403, "a walk is over all merchants, and this key is bound to some")
                    .exception();
        }
        return page(WALKS, Map.of(), "walks", cursor, since, limit, key);
    }

    /** Rows of {@code reporting.merchant_coverage}, in the order of their appids. */
    @GET
    @Path("merchants")
    @Needs(Scope.READ)
    public Page merchants(
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("100") String limit,
            @Context SecurityContext caller) {
        return page(MERCHANTS, Map.of(), "merchants", cursor, null, limit, KeyGate.key(caller));
    }

    /** One merchant with its categories, once for each component that it authorized. */
    @GET
    @Path("merchants/{merchant}")
    @Needs(Scope.READ)
    public Page merchant(@PathParam("merchant") String merchant, @Context SecurityContext caller) {
        List<Row> rows = MerchantAppId.possible(merchant)
                .map(appid -> new Position(Instant.EPOCH, appid.value()))
                .map(position -> rows(MERCHANT, Map.of(), position, LONGEST_PAGE, KeyGate.key(caller)))
                .orElse(List.of());
        if (rows.isEmpty()) {
            throw Problem.of(404, "this key knows no such merchant").exception();
        }
        return new Page(items(rows), null);
    }

    private Page page(
            Report report,
            Map<String, ?> filter,
            String kind,
            String cursor,
            String since,
            String limitText,
            ApiKey key) {
        Position from = begin(kind, cursor, since);
        int limit = limit(limitText);
        List<Row> rows = rows(report, filter, from, limit, key);
        return new Page(
                items(rows),
                rows.size() < limit ? null : cursor(kind, rows.getLast().position()));
    }

    private List<Row> rows(Report report, Map<String, ?> filter, Position from, int limit, ApiKey key) {
        List<Long> merchants = key.isBound() ? merchants(key.bounds()) : List.of();
        return jdbi.withHandle(handle -> bind(handle.createQuery(sql(report, key.bounds(), merchants)), key.bounds())
                // Merchants have no time, walks no component.
                .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                .bindArray("merchants", Long.class, merchants)
                .bind("from", from.at())
                .bind("key", from.key())
                .bind("limit", limit)
                .bindMap(filter)
                .map((row, context) -> new Row(
                        new Position(row.getTimestamp("at").toInstant(), row.getString("key")),
                        row.getString("document")))
                .list());
    }

    /** One more than {@link #FEW} at most. */
    List<Long> merchants(ApiKey.Bounds bounds) {
        return jdbi.withHandle(handle -> bind(handle.createQuery(MERCHANTS_OF_KEY), bounds)
                .mapTo(Long.class)
                .list());
    }

    /** @param merchants of a bound key */
    static String sql(Report report, ApiKey.Bounds bounds, List<Long> merchants) {
        if (bounds.equals(ApiKey.Bounds.NONE)) {
            return report.ofAll();
        }
        return merchants.size() > FEW ? report.ofMany() : report.ofFew();
    }

    private List<Map<String, Object>> items(List<Row> rows) {
        return rows.stream().map(row -> columns(json, row.document())).toList();
    }

    /** @param document a row as PostgreSQL's {@code to_jsonb} writes it */
    static Map<String, Object> columns(ObjectMapper json, String document) {
        try {
            return json.readValue(document, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL's jsonb is not JSON", e);
        }
    }

    private static int limit(String text) {
        int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw Problem.of(400, "limit has to be 1 to " + LONGEST_PAGE).exception();
        }
        return limit;
    }

    /** @param since counts for the first page only: the cursor is behind it */
    private static Position begin(String kind, String cursor, String since) {
        if (cursor != null) {
            return position(kind, cursor);
        }
        if (since == null) {
            return Position.START;
        }
        return StorableTime.parse(since).map(at -> new Position(at, "")).orElseThrow(() -> Problem.of(
                        400, "since has to be a time such as 2026-11-27T08:00:00Z")
                .exception());
    }

    private static String cursor(String kind, Position position) {
        String text = kind + "|" + position.at() + "|" + position.key();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static Position position(String kind, String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\|", 3);
            if (parts.length == 3 && parts[0].equals(kind) && parts[2].indexOf('\0') < 0) {
                Optional<Instant> at = StorableTime.parse(parts[1]);
                if (at.isPresent()) {
                    return new Position(at.get(), parts[2]);
                }
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw Problem.of(400, "cursor has to be a next_cursor of the same address")
                .exception();
    }
}
