package dev.catwalk.console;

import dev.catwalk.authorize.Links;
import dev.catwalk.authorize.Links.Link;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.problem.ProblemActs.Target;
import dev.catwalk.problem.ProblemFilter;
import dev.catwalk.problem.ProblemFilter.InvalidFilterException;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.Jdbi;

/**
 * Merchants that have to authorize again, and the links by which they do. A link is shown in the answer to the form that asks for
 * it, and on no page that can be asked for again.
 */
@Path("/links")
@RunOnVirtualThread
class LinkPages {
    private static final int PAGE = 50;
    private static final int LISTED = 100;
    private static final int MOST = 500;
    private static final List<String> WHY = List.of("revoked", "permission_lost", "needs_confirmation", "token_lost");

    private final CurrentPage page;
    private final Links links;
    private final ChosenProblems chosen;
    private final Jdbi jdbi;
    private final Template template;

    LinkPages(
            CurrentPage page,
            Links links,
            ChosenProblems chosen,
            Jdbi jdbi,
            @Location("console/links") Template template) {
        this.page = page;
        this.links = links;
        this.chosen = chosen;
        this.jdbi = jdbi;
        this.template = template;
    }

    private static final String THAT_NEED = """
            select component_appid, merchant_appid, merchant_name, why, since, missing_sets, last_linked_at, last_link_state
            from reporting.reauthorization
            where component_appid || '/' || merchant_appid > :after and (:why = '' or why = :why)
            order by component_appid || '/' || merchant_appid
            limit 51
            """;

    /** @param why one of {@link #WHY}; otherwise all */
    @GET
    public Response list(
            @QueryParam("why") @DefaultValue("") String why, @QueryParam("after") @DefaultValue("") String after) {
        return page.answer(() -> show(List.of(), why, after));
    }

    private Response show(List<Link> made, String asked, String after) {
        String why = WHY.contains(asked) ? asked : "";
        var rows = page.rows("reauthorization", THAT_NEED, Map.of("after", after.replace("\0", ""), "why", why));
        Map<String, Object> data = new HashMap<>();
        data.put("made", made);
        data.put("on", links.areOn());
        data.put("reasons", WHY);
        data.put("why", why);
        data.put("rows", rows.stream().limit(PAGE).toList());
        data.put("next", rows.size() > PAGE ? next(why, rows.get(PAGE - 1)) : null);
        data.put("most", MOST);
        data.put("links", page.rows("links", Links.LIST, Map.of("all", true, "limit", LISTED)));
        return page.show(template, "links", data);
    }

    private static String next(String why, Map<String, Object> last) {
        return "/links?why=" + why + "&after="
                + CurrentPage.encoded(last.get("component_appid") + "/" + last.get("merchant_appid"));
    }

    private static final String MERCHANTS = """
            select merchant_id as id, component_appid as component, merchant_appid as appid
            from app.merchant
            where merchant_id in (
              select merchant_id from app.problem where problem_id = any(:problems)
              union
              select merchant_id from unnest(:named) as name
              join app.merchant on (component_appid, merchant_appid) = (split_part(name, '/', 1), split_part(name, '/', 2)))
            order by component_appid, merchant_appid
            """;

    /** For the merchants of the chosen problems, for those that the form names, or for all that have to authorize again. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response create(
            @Context UriInfo asked,
            @QueryParam("why") @DefaultValue("") String why,
            MultivaluedMap<String, String> form) {
        return page.answer(() -> {
            if (!links.areOn()) {
                return page.text(409, page.words().t("refused.links"));
            }
            try {
                List<MerchantRef> merchants = merchants(
                        named(form, why), chosen.of(form, ProblemFilter.of(asked.getQueryParameters()::getFirst)));
                if (merchants.isEmpty()) {
                    return page.after("/links?why=" + CurrentPage.encoded(why), "not_chosen_merchant");
                }
                merchants.forEach(merchant -> page.record("link_shown", merchant.component() + "/" + merchant.appid()));
                return show(links.goodOrNew(merchants, page.user()), why, "");
            } catch (InvalidFilterException e) {
                return page.text(400, e.getMessage());
            }
        });
    }

    @ServerExceptionMapper
    Response unreadable(IllegalArgumentException e) {
        return page.unreadable();
    }

    /** Those without a good link first: who asks again reaches those that were too many before. */
    private static final String ALL_THAT_NEED = """
            select component_appid || '/' || merchant_appid
            from reporting.reauthorization
            where :why = '' or why = :why
            order by last_link_state is not distinct from 'good', component_appid, merchant_appid
            limit :most
            """;

    private List<String> named(MultivaluedMap<String, String> form, String why) {
        if ("all_that_need".equals(form.getFirst("which"))) {
            if (!why.isEmpty() && !WHY.contains(why)) {
                return List.of();
            }
            return jdbi.withHandle(handle -> handle.createQuery(ALL_THAT_NEED)
                    .bind("why", why)
                    .bind("most", MOST)
                    .mapTo(String.class)
                    .list());
        }
        return Optional.ofNullable(form.get("merchant")).stream()
                .flatMap(List::stream)
                .limit(MOST)
                .map(name -> name.replace("\0", ""))
                .toList();
    }

    private List<MerchantRef> merchants(List<String> named, List<Target> problems) {
        return jdbi.withHandle(handle -> handle.createQuery(MERCHANTS)
                .bindArray("named", String.class, named)
                .bindArray(
                        "problems",
                        Long.class,
                        problems.stream().map(Target::problem).toList())
                .mapTo(MerchantRef.class)
                .list());
    }

    @POST
    @Path("{link:\\d{1,18}}/revoke")
    public Response revoke(@PathParam("link") long link) {
        return page.answer(() -> {
            if (links.revoke(List.of(link)) == 0) {
                return page.after("/links", "not_link_revoked");
            }
            page.record("link_revoked", Long.toString(link));
            return page.after("/links", "link_revoked");
        });
    }
}
