package dev.catwalk.console;

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
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/** The work list: what is rejected or expired, by reason, the oldest first. */
@Path("/problems")
@RunOnVirtualThread
class ProblemPages {
    private static final int PAGE = 50;

    private final CurrentPage page;
    private final Template list;

    ProblemPages(CurrentPage page, @Location("console/problems") Template list) {
        this.page = page;
        this.list = list;
    }

    private static final String GROUPS = """
            select reason_group, sample_reason, problems, merchants, oldest_at
            from reporting.problem_group
            where reason_group is not null
            order by problems desc, oldest_at
            limit 8
            """;

    private static final String PROBLEMS = """
            select problem_id, kind, component_appid, merchant_appid, merchant_name, first_name, second_name, reason, opened_at,
              times_before, state, owner, note, until
            from reporting.problem
            where (opened_at, problem_id) > (:at, :id)
              and (:group = '' or reason_group = :group)
              and (:state = '' or state = :state)
              and (:owner = '' or owner = :owner)
            order by opened_at, problem_id
            limit 51
            """;

    @GET
    public Response list(
            @QueryParam("group") @DefaultValue("") String group,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("owner") @DefaultValue("") String owner,
            @QueryParam("after") @DefaultValue("") String after) {
        return page.answer(() -> {
            Map<String, Object> binds = new HashMap<>(position(after));
            binds.put("group", group.replace("\0", ""));
            binds.put("state", ProblemActs.STATES.contains(state) ? state : "");
            binds.put("owner", owner.replace("\0", ""));
            var rows = page.rows("problems", PROBLEMS, binds);
            String chosen = "/problems?group=" + CurrentPage.encoded(group) + "&owner=" + CurrentPage.encoded(owner);
            Map<String, Object> data = new HashMap<>();
            data.put("groups", page.rows("groups", GROUPS, Map.of()));
            data.put("group", group);
            data.put("state", binds.get("state"));
            data.put("owner", owner);
            data.put("states", ProblemActs.STATES);
            data.put("link", chosen);
            data.put("rows", rows.stream().limit(PAGE).toList());
            data.put(
                    "next",
                    rows.size() > PAGE ? chosen + "&state=" + binds.get("state") + behind(rows.get(PAGE - 1)) : null);
            return page.show(list, "problems", data);
        });
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
        return "&after=" + CurrentPage.encoded(row.get("opened_at") + "/" + row.get("problem_id"));
    }

    /** What is no position is that of the first page. */
    private static Map<String, Object> position(String after) {
        try {
            String[] parts = after.split("/", 2);
            if (parts.length == 2) {
                return Map.of("at", Instant.parse(parts[0]), "id", Long.parseLong(parts[1]));
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            // Said below.
        }
        return Map.of("at", Instant.EPOCH, "id", 0L);
    }
}
