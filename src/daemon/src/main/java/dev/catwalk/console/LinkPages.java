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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/**
 * Links by which merchants authorize again. A link is shown in the answer to the form that asks for it, and on no page that can
 * be asked for again.
 */
@Path("/links")
@RunOnVirtualThread
class LinkPages {
    private static final int LISTED = 100;

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

    @GET
    public Response list() {
        return page.answer(() -> show(List.of()));
    }

    private Response show(List<Link> made) {
        return page.show(
                template, "merchants", Map.of("made", made, "links", links.list(true, LISTED), "on", links.areOn()));
    }

    private static final String MERCHANTS = """
            select merchant_id as id, component_appid as component, merchant_appid as appid
            from app.merchant
            where merchant_id in (select merchant_id from app.problem where problem_id = any(:problems))
              or (component_appid, merchant_appid) = (split_part(:named, '/', 1), split_part(:named, '/', 2))
            order by component_appid, merchant_appid
            """;

    /** For the merchants of the chosen problems, or for the one that the form names. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response create(@Context UriInfo asked, MultivaluedMap<String, String> form) {
        return page.answer(() -> {
            if (!links.areOn()) {
                return page.text(409, page.words().t("refused.links"));
            }
            try {
                List<MerchantRef> merchants = merchants(
                        form.getFirst("merchant"),
                        chosen.of(form, ProblemFilter.of(asked.getQueryParameters()::getFirst)));
                merchants.forEach(merchant -> page.record("link_shown", merchant.component() + "/" + merchant.appid()));
                return show(links.goodOrNew(merchants, page.user()));
            } catch (InvalidFilterException e) {
                return page.text(400, e.getMessage());
            }
        });
    }

    private List<MerchantRef> merchants(String named, List<Target> problems) {
        return jdbi.withHandle(handle -> handle.createQuery(MERCHANTS)
                .bind("named", named == null ? "" : named.replace("\0", ""))
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
            page.record("link_revoked", Long.toString(link));
            return page.after("/links", links.revoke(List.of(link)) > 0 ? "link_revoked" : "not_link_revoked");
        });
    }
}
