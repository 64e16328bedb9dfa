package dev.catwalk.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.catwalk.api.KeyGate.Needs;
import dev.catwalk.api.TokenDesk.Answer;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.walk.Walks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestResponse;

/** Tokens handed out and taken back, and visits asked for. Merchants that a key may not ask for look as if there were none. */
@Path("/api/v1/components/{component}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecurityScheme(securitySchemeName = "key", type = SecuritySchemeType.HTTP, scheme = "bearer")
@SecurityRequirement(name = "key")
class TokenResource {
    /** Half an hour: a quarter of the two hours that the platform gives a token. With more, each request would refresh it. */
    private static final int MOST_TTL_SECONDS = 1800;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,4}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    /** What the platform says of a token that is not valid or not the latest (global return codes, read 2026-11). */
    private static final Set<Integer> TOKEN_REFUSED = Set.of(40001, 40014, 42001);

    private final TokenDesk desk;
    private final Components components;
    private final ComponentTokens componentTokens;
    private final HandOuts handOuts;
    private final Walks walks;

    TokenResource(
            TokenDesk desk, Components components, ComponentTokens componentTokens, HandOuts handOuts, Walks walks) {
        this.desk = desk;
        this.components = components;
        this.componentTokens = componentTokens;
        this.handOuts = handOuts;
        this.walks = walks;
    }

    /** @param generation names the token: the next one has a higher number */
    @JsonNaming(SnakeCaseStrategy.class)
    record MerchantToken(String accessToken, Instant expiresAt, long generation, List<Integer> permissionSets) {
        @Override
        public String toString() {
            return "MerchantToken[***]";
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record ComponentToken(String accessToken, Instant expiresAt) {
        @Override
        public String toString() {
            return "ComponentToken[***]";
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    record Refusal(String tokenSha256, Integer errcode) {}

    /** @param expired false when another token is the present one already: ask for that */
    record Refused(boolean expired) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Nudged(long walkId) {}

    @GET
    @Path("merchants/{merchant}/access-token")
    @Needs(Scope.TOKEN)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public MerchantToken merchantToken(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @QueryParam("min_ttl") @DefaultValue("300") String minTtl,
            @Context SecurityContext caller,
            @Context HttpServerRequest request) {
        Duration minimum = seconds(minTtl);
        ApiKey key = KeyGate.key(caller);
        Asked asked = asked(key, component, merchant);
        if (key.bounds().areOfMerchants() && !desk.isWithin(key.bounds(), asked.component(), asked.merchant())) {
            // Before the desk may refresh the token, which costs the platform a call and the caller its time.
            throw noMerchant();
        }
        return switch (desk.find(asked.component(), asked.merchant(), minimum)) {
            case Answer.Unknown _ -> throw noMerchant();
            case Answer.OfMerchant known when !key.bounds().hold(known.grant()) -> throw noMerchant();
            case Answer.Revoked _ -> throw revoked();
            case Answer.Unavailable(var _, var why)
            when why.kind() == ErrorKind.REFRESH_TOKEN_REFUSED ->
                throw lost(desk.link(asked.component(), asked.merchant()));
            case Answer.Unavailable(var _, var why) -> throw unavailable(why);
            case Answer.Live(var grant, var token, var generation, var _) -> {
                handOuts.record(key, asked.component(), Optional.of(asked.merchant()), generation, address(request));
                yield new MerchantToken(token.value(), token.expiresAt(), generation, grant.permissionSets());
            }
        };
    }

    @POST
    @Path("merchants/{merchant}/access-token/refusals")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.TOKEN)
    public Refused refuse(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            Refusal refusal,
            @Context SecurityContext caller) {
        if (refusal == null
                || refusal.tokenSha256() == null
                || !SHA256.matcher(refusal.tokenSha256()).matches()) {
            throw Problem.of(400, "token_sha256 has to be the SHA-256 of the refused token, 64 hexadecimal digits")
                    .exception();
        }
        if (refusal.errcode() == null || !TOKEN_REFUSED.contains(refusal.errcode())) {
            throw Problem.of(400, "errcode has to be one by which the platform refuses a token: 40001, 40014 or 42001")
                    .exception();
        }
        Merchants.Grant found = merchant(KeyGate.key(caller), component, merchant);
        return new Refused(desk.refuse(found.merchant(), HexFormat.of().parseHex(refusal.tokenSha256())));
    }

    @GET
    @Path("access-token")
    @Needs(Scope.COMPONENT_TOKEN)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    public ComponentToken componentToken(
            @PathParam("component") String component,
            @Context SecurityContext caller,
            @Context HttpServerRequest request) {
        ApiKey key = KeyGate.key(caller);
        ComponentAppId appid = component(key, component);
        if (key.bounds().areOfMerchants()) {
            throw Problem.of(403, "the component's token is for all merchants, and this key is bound to some")
                    .exception();
        }
        try {
            AccessToken token = componentTokens.live(appid);
            handOuts.record(key, appid, Optional.empty(), 0, address(request));
            return new ComponentToken(token.value(), token.expiresAt());
        } catch (PlatformException e) {
            throw unavailable(e.error());
        }
    }

    @POST
    @Path("merchants/{merchant}/nudge")
    @APIResponseSchema(value = Nudged.class, responseCode = "202")
    @Needs(Scope.NUDGE)
    public RestResponse<Nudged> nudge(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @Context SecurityContext caller) {
        Merchants.Grant found = merchant(KeyGate.key(caller), component, merchant);
        return RestResponse.status(Response.Status.ACCEPTED, new Nudged(walks.start(List.of(found.merchant()))));
    }

    private record Asked(ComponentAppId component, MerchantAppId merchant) {}

    private Asked asked(ApiKey key, String component, String merchant) {
        return new Asked(
                component(key, component), MerchantAppId.possible(merchant).orElseThrow(TokenResource::noMerchant));
    }

    private ComponentAppId component(ApiKey key, String component) {
        return ComponentAppId.possible(component)
                .filter(appid ->
                        key.bounds().hold(appid) && components.find(appid).isPresent())
                .orElseThrow(() ->
                        Problem.of(404, "this key knows no such component").exception());
    }

    private Merchants.Grant merchant(ApiKey key, String component, String merchant) {
        Asked asked = asked(key, component, merchant);
        Merchants.Grant found = desk.grant(asked.component(), asked.merchant())
                .filter(grant -> key.bounds().hold(grant))
                .orElseThrow(TokenResource::noMerchant);
        if (!found.authorized()) {
            throw revoked();
        }
        return found;
    }

    private static Duration seconds(String minTtl) {
        if (!SECONDS.matcher(minTtl).matches() || Integer.parseInt(minTtl) > MOST_TTL_SECONDS) {
            throw Problem.of(
                            400,
                            "min_ttl has to be 0 to " + MOST_TTL_SECONDS
                                    + " seconds: with more, each request would refresh the token")
                    .exception();
        }
        return Duration.ofSeconds(Integer.parseInt(minTtl));
    }

    private static WebApplicationException noMerchant() {
        return Problem.of(404, "this key knows no such merchant").exception();
    }

    private static WebApplicationException revoked() {
        return Problem.of(409, "the merchant has withdrawn its authorization").exception();
    }

    private static WebApplicationException lost(Optional<String> link) {
        return Problem.of(424, "the merchant's token is lost: it has to authorize again")
                .with(link.orElse(null))
                .exception();
    }

    private static WebApplicationException unavailable(PlatformError why) {
        String errcode = why.errcode() == null ? "" : " (errcode " + why.errcode() + ")";
        String what = why.kind().stopsComponent() ? "the component is stopped: " : "no token for now: ";
        return Problem.of(503, what + why.reason() + errcode).exceptionUntil(Problem.SOON);
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? "unknown"
                : request.remoteAddress().hostAddress();
    }
}
