package dev.catwalk.console;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.MerchantTags;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Tags;
import dev.catwalk.walk.Walks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What people do about one merchant. */
@Path("/merchants/{component}/{merchant}")
@RunOnVirtualThread
class MerchantActs {
    private final CurrentPage page;
    private final Merchants merchants;
    private final MerchantTags tags;
    private final Walks walks;

    MerchantActs(CurrentPage page, Merchants merchants, MerchantTags tags, Walks walks) {
        this.page = page;
        this.merchants = merchants;
        this.tags = tags;
        this.walks = walks;
    }

    @POST
    @Path("read")
    public Response readNow(@PathParam("component") String component, @PathParam("merchant") String merchant) {
        return about(component, merchant, found -> {
            page.record("read_now", component + "/" + merchant);
            walks.start(List.of(found));
            return page.after("/merchants/" + component + "/" + merchant, "read_now");
        });
    }

    /**
     * Changes the merchant's tags as a person changed what the page showed. What another person changed meanwhile stays, but for
     * keys that this person changed as well.
     *
     * @param lines {@code key=value}, one a line
     * @param shown what the page showed, each {@code key=value}
     */
    @POST
    @Path("tags")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response tag(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @FormParam("tags") @DefaultValue("") String lines,
            @FormParam("shown") List<String> shown) {
        return about(component, merchant, found -> {
            Tags wanted;
            Tags before;
            try {
                wanted = Tags.parse(lines.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
                before = Tags.parse(shown);
            } catch (IllegalArgumentException e) {
                return page.text(400, page.words().t("refused.tags", e.getMessage()));
            }
            Map<String, String> set = new HashMap<>(wanted.values());
            set.entrySet().removeAll(before.values().entrySet());
            Set<String> removed = new HashSet<>(before.values().keySet());
            removed.removeAll(wanted.values().keySet());
            var change = new MerchantTags.Change(Optional.of(found.component()), found.appid(), new Tags(set), removed);
            return switch (tags.apply(List.of(change), page.user()).getFirst()) {
                case MerchantTags.Result.Tagged _ -> {
                    page.record("tagged", component + "/" + merchant);
                    yield page.after("/merchants/" + component + "/" + merchant, "tagged");
                }
                case MerchantTags.Result.Refused(var why) ->
                    page.text(400, page.words().t("refused.tags", why));
            };
        });
    }

    @ServerExceptionMapper
    Response unreadable(IllegalArgumentException e) {
        return page.unreadable();
    }

    private Response about(String component, String merchant, Function<MerchantRef, Response> done) {
        return page.answer(() -> MerchantAppId.possible(merchant)
                .flatMap(appid -> merchants.find(new ComponentAppId(component), appid))
                .map(done)
                .orElseGet(() -> page.text(404, page.words().t("refused.merchant"))));
    }
}
