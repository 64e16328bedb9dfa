package dev.catwalk.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.catwalk.api.KeyGate.Needs;
import dev.catwalk.authorize.Links;
import dev.catwalk.authorize.Links.Link;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.MerchantTags;
import dev.catwalk.merchant.MerchantTags.Change;
import dev.catwalk.merchant.MerchantTags.Result;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Tags;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jboss.resteasy.reactive.ResponseStatus;

/** A merchant's tags, and the links by which it authorizes again; also for one that has withdrawn its authorization. */
@Path("/api/v1/components/{component}/merchants/{merchant}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecurityRequirement(name = "key")
class MerchantResource {
    private final Merchants merchants;
    private final MerchantTags tags;
    private final Links links;

    MerchantResource(Merchants merchants, MerchantTags tags, Links links) {
        this.merchants = merchants;
        this.tags = tags;
        this.links = links;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record NewLink(String link, Instant expiresAt) {
        @Override
        public String toString() {
            return "NewLink[***]";
        }
    }

    record Revoked(int revoked) {}

    /** For the document alone: the values of a map's type cannot say it. */
    @Schema(type = SchemaType.STRING, nullable = true)
    interface TagOrNull {}

    /** Sets the tags that the body names, and removes those whose value is null; answers all that there are then. */
    @PATCH
    @Path("tags")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT, additionalProperties = TagOrNull.class)))
    @Needs(Scope.DESK)
    public Map<String, String> tag(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            Map<String, String> changes,
            @Context SecurityContext caller) {
        ApiKey key = KeyGate.key(caller);
        MerchantRef ref = merchant(key, component, merchant);
        Result result = tags.apply(List.of(change(ref, changes)), "api key " + key.name())
                .getFirst();
        return switch (result) {
            case Result.Tagged(var now) -> now.values();
            case Result.Refused(var why) -> throw Problem.of(400, why).exception();
        };
    }

    private static Change change(MerchantRef merchant, Map<String, String> changes) {
        if (changes == null) {
            throw Problem.of(400, "the body has to be an object of tags").exception();
        }
        Map<String, String> set = new HashMap<>(changes);
        set.values().removeIf(value -> value == null);
        Set<String> removed = new HashSet<>(changes.keySet());
        removed.removeAll(set.keySet());
        try {
            return new Change(Optional.of(merchant.component()), merchant.appid(), new Tags(set), removed);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, e.getMessage()).exception();
        }
    }

    /** Makes a link by which the merchant authorizes again; earlier ones stay good. */
    @POST
    @Path("links")
    @ResponseStatus(201)
    @APIResponseSchema(value = NewLink.class, responseCode = "201")
    @Needs(Scope.DESK)
    public NewLink link(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @Context SecurityContext caller) {
        ApiKey key = KeyGate.key(caller);
        MerchantRef ref = merchant(key, component, merchant);
        if (!links.areOn()) {
            throw Problem.of(409, "catwalk.authorize.base-url is not set, so there can be no links")
                    .exception();
        }
        Link link = links.create(List.of(ref), "api key " + key.name()).getFirst();
        return new NewLink(link.url(), link.expiresAt());
    }

    /** Ends all links of the merchant. */
    @DELETE
    @Path("links")
    @Needs(Scope.DESK)
    public Revoked revoke(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @Context SecurityContext caller) {
        return new Revoked(links.revokeOf(merchant(KeyGate.key(caller), component, merchant)));
    }

    private MerchantRef merchant(ApiKey key, String component, String merchant) {
        return ComponentAppId.possible(component)
                .filter(asked -> key.bounds().hold(asked))
                .flatMap(asked -> MerchantAppId.possible(merchant).flatMap(appid -> merchants.grant(asked, appid)))
                .filter(grant -> key.bounds().hold(grant))
                .map(Merchants.Grant::merchant)
                .orElseThrow(MerchantResource::noMerchant);
    }

    private static WebApplicationException noMerchant() {
        return Problem.of(404, "this key knows no such merchant").exception();
    }
}
