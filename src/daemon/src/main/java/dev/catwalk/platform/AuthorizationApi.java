package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Calls about who authorized a component and how. The component access token is taken care of: a token the platform
 * refuses is forgotten and the call made once more with another.
 */
@Singleton
public class AuthorizationApi {
    /** The most a page of the list may hold; more is answered with 40170. */
    private static final int LIST_PAGE = 500;

    /** Ten million merchants: a list that goes on beyond is not read for ever. */
    private static final int MAX_PAGES = 20_000;

    private final PlatformCalls calls;
    private final ComponentTokens tokens;
    private final Clock clock;

    AuthorizationApi(PlatformCalls calls, ComponentTokens tokens, Clock clock) {
        this.calls = calls;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * Exchanges the code of an authorized push (api_query_auth). The code is spent by the first successful call.
     *
     * @throws PlatformException of kind {@link ErrorKind#CODE_SPENT} when it was exchanged before or has expired
     */
    public Authorization queryAuth(ComponentAppId component, AuthorizationCode code) {
        Instant askedAt = clock.instant();
        JsonNode info = Fields.object(
                call(Call.QUERY_AUTH, component, Map.of("authorization_code", code.value())), "authorization_info");
        MerchantAppId merchant = Fields.text(info, "authorizer_appid")
                .map(MerchantAppId::new)
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no authorizer_appid"));
        Optional<AuthorizerTokensAnswer> granted =
                info.has("authorizer_access_token") ? Optional.of(authorizerTokens(info, askedAt)) : Optional.empty();
        return new Authorization(merchant, granted, Fields.permissionSets(info));
    }

    /**
     * Exchanges a refresh token for an access token, valid for two hours (api_authorizer_token).
     *
     * @throws PlatformException of kind {@link ErrorKind#AUTHORIZATION_GONE} or {@link ErrorKind#REFRESH_TOKEN_REFUSED}
     *     when this merchant needs more than another try
     */
    public AuthorizerTokensAnswer refresh(MerchantRef merchant, RefreshToken refreshToken) {
        Instant askedAt = clock.instant();
        JsonNode answer = call(
                Call.AUTHORIZER_TOKEN,
                merchant.component(),
                Map.of("authorizer_appid", merchant.appid().value(), "authorizer_refresh_token", refreshToken.value()));
        return authorizerTokens(answer, askedAt);
    }

    /**
     * Reads a merchant's account and permission sets (api_get_authorizer_info).
     *
     * @throws PlatformException of kind {@link ErrorKind#AUTHORIZATION_GONE} when the merchant has not authorized us
     */
    public AuthorizerInfo info(ComponentAppId component, MerchantAppId merchant) {
        JsonNode answer = call(Call.AUTHORIZER_INFO, component, Map.of("authorizer_appid", merchant.value()));
        JsonNode account = Fields.object(answer, "authorizer_info");
        JsonNode authorization = Fields.object(answer, "authorization_info");
        return new AuthorizerInfo(
                Fields.text(account, "nick_name").orElse(null),
                Fields.text(account, "principal_name").orElse(null),
                Fields.text(account, "user_name").orElse(null),
                account.path("MiniProgramInfo").isObject(),
                Fields.integer(account.path("service_type_info"), "id"),
                Fields.integer(account.path("verify_type_info"), "id"),
                Fields.integer(account, "register_type"),
                Fields.integer(account, "account_status"),
                Fields.permissionSets(authorization),
                Fields.refreshToken(authorization, "authorizer_refresh_token"));
    }

    /**
     * Reads the list of authorizers page by page (api_get_authorizer_list). It may change meanwhile, so that an entry comes
     * twice or not at all.
     *
     * @param reader gets each page, and says whether the next one is wanted
     */
    public void list(ComponentAppId component, Predicate<AuthorizerPage> reader) {
        for (int page = 0; page < MAX_PAGES; page++) {
            AuthorizerPage listed = page(component, page * LIST_PAGE);
            if (!reader.test(listed) || listed.authorizers().size() < LIST_PAGE) {
                return;
            }
        }
    }

    /**
     * How many accounts authorized the component, as the platform counts: its publish-test accounts included. The smallest
     * call there is that needs a component access token and changes nothing.
     */
    public long count(ComponentAppId component) {
        return Fields.number(call(Call.AUTHORIZER_LIST, component, Map.of("offset", 0, "count", 1)), "total_count")
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no total_count"));
    }

    private AuthorizerPage page(ComponentAppId component, int offset) {
        Instant askedAt = clock.instant();
        JsonNode answer = call(Call.AUTHORIZER_LIST, component, Map.of("offset", offset, "count", LIST_PAGE));
        OptionalLong total = Fields.number(answer, "total_count");
        JsonNode list = answer.path("list");
        if (total.isEmpty() || !list.isArray()) {
            throw PlatformCalls.malformed("the answer holds no total_count and list");
        }
        List<AuthorizerPage.Listed> listed = new ArrayList<>(list.size());
        for (JsonNode entry : list) {
            listed.add(listed(entry));
        }
        return new AuthorizerPage(askedAt, listed);
    }

    private static AuthorizerPage.Listed listed(JsonNode entry) {
        MerchantAppId appid = Fields.text(entry, "authorizer_appid")
                .map(MerchantAppId::new)
                .orElseThrow(() -> PlatformCalls.malformed("an entry of the list holds no authorizer_appid"));
        OptionalLong authTime = Fields.number(entry, "auth_time");
        return new AuthorizerPage.Listed(
                appid,
                Fields.refreshToken(entry, "refresh_token"),
                authTime.isPresent() ? Instant.ofEpochSecond(authTime.getAsLong()) : null);
    }

    private static AuthorizerTokensAnswer authorizerTokens(JsonNode answer, Instant askedAt) {
        return new AuthorizerTokensAnswer(
                Fields.accessToken(answer, "authorizer_access_token", askedAt),
                Fields.refreshToken(answer, "authorizer_refresh_token"));
    }

    private JsonNode call(Call call, ComponentAppId component, Map<String, Object> arguments) {
        Map<String, Object> body = new HashMap<>(arguments);
        body.put("component_appid", component.value());
        AccessToken token = tokens.live(component);
        try {
            return calls.post(call, token, body);
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.TOKEN_STALE) {
                throw e;
            }
            tokens.expire(component, token);
            return calls.post(call, tokens.live(component), body);
        }
    }
}
