package dev.catwalk.console;

import static java.util.stream.Collectors.joining;

import dev.catwalk.problem.Act;
import dev.catwalk.problem.Act.InvalidActException;
import dev.catwalk.problem.Act.Verb;
import dev.catwalk.problem.ProblemActs;
import dev.catwalk.problem.ProblemActs.Result;
import dev.catwalk.problem.ProblemActs.Target;
import dev.catwalk.problem.ProblemActs.Undoable;
import dev.catwalk.problem.ProblemFilter;
import dev.catwalk.problem.ProblemFilter.InvalidFilterException;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The work list: what is rejected or expired, by reason, the oldest first, and what people do about it. */
@Path("/problems")
@RunOnVirtualThread
class ProblemPages {
    private static final int PAGE = 50;
    private static final int UNDOABLE = 3;
    private static final Position FIRST = new Position(Instant.EPOCH, 0);
    private static final Pattern MERCHANT = Pattern.compile("[A-Za-z0-9_-]+/[A-Za-z0-9_-]+");
    private static final Pattern DAYS = Pattern.compile("\\d{1,4}");

    private final CurrentPage page;
    private final ProblemActs acts;
    private final ChosenProblems chosen;
    private final Template list;

    ProblemPages(
            CurrentPage page, ProblemActs acts, ChosenProblems chosen, @Location("console/problems") Template list) {
        this.page = page;
        this.acts = acts;
        this.chosen = chosen;
        this.list = list;
    }

    private static final String GROUPS = """
            select reason_group, sample_reason, problems, merchants, oldest_at
            from reporting.problem_group
            where reason_group is not null
            order by problems desc, oldest_at
            limit 6
            """;

    private static final String CATEGORIES = """
            select first_id || '/' || second_id as category, problems, (
                select coalesce(first_name, first_id::text) || ' › ' || coalesce(second_name, second_id::text)
                from reporting.problem where problem_id = newest) as name
            from (
              select first_id, second_id, count(*) as problems, max(problem_id) as newest
              from reporting.problem
              group by first_id, second_id
              order by problems desc
              limit 50) as frequent
            order by problems desc
            """;

    private static final String STATES = """
            select state, count(*) as problems
            from reporting.problem
            where true
            """ + ProblemFilter.CONDITION + " group by state";

    private static final String PROBLEMS = """
            select problem_id, version, kind, component_appid, merchant_appid, merchant_name, first_id, first_name, second_id,
              second_name, reason, opened_at, times_before, state, owner, note, until
            from reporting.problem
            where (opened_at, problem_id) > (:at, :id)
            """ + ProblemFilter.CONDITION + " order by opened_at, problem_id limit 51";

    /** @param after the {@link Position} of this page; what is none is that of the first */
    @GET
    public Response list(@Context UriInfo asked, @QueryParam("after") @DefaultValue("") String after) {
        return filtered(asked, filter -> {
            Map<String, Object> binds = new HashMap<>(filter.binds());
            binds.putAll(Position.parse(after).orElse(FIRST).binds());
            var rows = page.rows("problems", PROBLEMS, binds);
            Map<String, Long> states = new HashMap<>();
            page.rows("states", STATES, filter.withState("").binds())
                    .forEach(row -> states.put((String) row.get("state"), (Long) row.get("problems")));
            Map<String, Object> data = new HashMap<>();
            data.put("filter", filter);
            data.put("isFiltered", !filter.withState("").equals(ProblemFilter.ALL));
            data.put("query", query(filter));
            data.put("queryOfAllStates", query(filter.withState("")));
            data.put("queryOfAllReasons", query(filter.withReasonGroup("")));
            data.put("groups", page.rows("groups", GROUPS, Map.of()));
            data.put("categories", page.rows("categories_of_problems", CATEGORIES, Map.of()));
            data.put("names", ProblemActs.STATES);
            data.put("states", states);
            data.put(
                    "total", states.values().stream().mapToLong(Long::longValue).sum());
            data.put("found", filter.state().isEmpty() ? data.get("total") : states.getOrDefault(filter.state(), 0L));
            data.put("most", ChosenProblems.MOST);
            data.put("undoable", undoable(page, acts));
            data.put("rows", rows.stream().limit(PAGE).toList());
            data.put("next", rows.size() > PAGE ? query(filter) + behind(rows.get(PAGE - 1)) : null);
            return page.show(list, "problems", data);
        });
    }

    /** What this person did a short time ago, for a button that undoes it. */
    static List<Undoable> undoable(CurrentPage page, ProblemActs acts) {
        return page.person()
                .filter(Person::mayAct)
                .map(person -> acts.undoable(person.name(), UNDOABLE))
                .orElse(List.of());
    }

    private Response filtered(UriInfo asked, Function<ProblemFilter, Response> made) {
        return page.answer(() -> {
            try {
                return made.apply(ProblemFilter.of(asked.getQueryParameters()::getFirst));
            } catch (InvalidFilterException e) {
                return page.text(400, e.getMessage());
            }
        });
    }

    /** What follows {@code ?} in an address. */
    private static String query(ProblemFilter filter) {
        return filter.binds().entrySet().stream()
                .filter(part -> !part.getValue().equals("") && !part.getValue().equals(0))
                .map(part -> part.getKey() + "="
                        + CurrentPage.encoded(part.getValue().toString()))
                .collect(joining("&"));
    }

    /** One act on each of the chosen problems. */
    @POST
    @Path("acts")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response act(@Context UriInfo asked, MultivaluedMap<String, String> form) {
        return filtered(asked, filter -> {
            List<Target> targets = chosen.of(form, filter);
            if (targets.isEmpty()) {
                return page.after(back(asked, filter), "not_chosen");
            }
            if (field(form, "act").equals(Verb.NOTE.word())
                    && field(form, "note").isEmpty()) {
                // Enter in any field of the form presses its first button, which is this one.
                return page.after(back(asked, filter), "not_noted");
            }
            if (field(form, "act").equals(Verb.WAIT.word())
                    && field(form, "days").isEmpty()) {
                // "Never", which is there for the buttons beside it.
                return page.after(back(asked, filter), "not_waited");
            }
            try {
                Act act = act(form);
                Map<Long, Result> results = acts.perform(targets, act, page.user());
                boolean all = results.values().stream().allMatch(Result.DONE::equals);
                results.values().removeIf(result -> result != Result.DONE);
                if (!results.isEmpty()) {
                    page.record(
                            "problem_" + act.verb().word(),
                            results.keySet().stream()
                                    .map(id -> Long.toString(id))
                                    .collect(joining(", ")));
                }
                return page.after(back(asked, filter), all ? "acted" : "not_all_acted");
            } catch (InvalidActException e) {
                return page.text(400, page.words().t("refused.act", e.getMessage()));
            }
        });
    }

    @ServerExceptionMapper
    Response unreadable(IllegalArgumentException e) {
        return page.unreadable();
    }

    private Act act(MultivaluedMap<String, String> form) {
        Verb verb = Verb.of(field(form, "act"))
                .orElseThrow(() -> new InvalidActException("act has to be one of " + Verb.words()));
        String owner = change(form, "owner");
        String days = field(form, "days");
        boolean ends = verb.mayHaveEnd() && DAYS.matcher(days).matches();
        return new Act(
                verb,
                owner == null && verb == Verb.ASSIGN ? page.user() : owner,
                change(form, "note"),
                ends ? page.now().plus(Duration.ofDays(Integer.parseInt(days))) : null);
    }

    /** Null for an empty field, which changes nothing; blank for a dash, which takes away what is there. */
    private static String change(MultivaluedMap<String, String> form, String name) {
        String value = field(form, name);
        return value.isEmpty() ? null : value.equals(ProblemFilter.NO_OWNER) ? "" : value;
    }

    private static String field(MultivaluedMap<String, String> form, String name) {
        return Optional.ofNullable(form.getFirst(name)).orElse("").strip();
    }

    /** Undoes what this person did, on each problem that nothing changed since. */
    @POST
    @Path("undo")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response undo(@Context UriInfo asked, @FormParam("act") long act) {
        return filtered(asked, filter -> {
            if (acts.undo(act, page.user()) == 0) {
                return page.after(back(asked, filter), "not_undone");
            }
            page.record("problem_undo", Long.toString(act));
            return page.after(back(asked, filter), "undone");
        });
    }

    /** The page that the act was done from: that of a merchant, or the list with its filter. */
    private static String back(UriInfo asked, ProblemFilter filter) {
        return Optional.ofNullable(asked.getQueryParameters().getFirst("merchant"))
                .filter(MERCHANT.asMatchPredicate())
                .map(merchant -> "/merchants/" + merchant)
                .orElseGet(() -> filter.equals(ProblemFilter.ALL) ? "/problems" : "/problems?" + query(filter));
    }

    private static final String MERCHANT_OF = """
            select component_appid, merchant_appid from app.problem join app.merchant using (merchant_id)
            where problem_id = :id
            """;

    /** The address that alerts carry, also when the problem is closed by then: leads to its merchant. */
    @GET
    @Path("{problem:\\d{1,18}}")
    public Response one(@PathParam("problem") long problem) {
        return page.answer(() -> page.row("problems", MERCHANT_OF, Map.of("id", problem))
                .map(merchant -> Response.seeOther(URI.create(
                                "/merchants/" + merchant.get("component_appid") + "/" + merchant.get("merchant_appid")))
                        .build())
                .orElseGet(() -> page.text(404, page.words().t("refused.problem"))));
    }

    private static String behind(Map<String, Object> row) {
        Position position = new Position((Instant) row.get("opened_at"), (long) row.get("problem_id"));
        return "&after=" + CurrentPage.encoded(position.toString());
    }
}
