package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Calls about who authorized a component and how. The component access token is taken care of: a token the platform
 * refuses is forgotten and the call made once more with another.
 */
@Singleton
public class AuthorizationApi {
    /** The most a page of the list may hold; more is answered with 40170. */
    private static final int LIST_PAGE = 500;

    /** Ten million merchants in pages of a fifth: a longer list is not read to its end. */
    private static final int MAX_PAGES = 100_000;

    private final PlatformCalls calls;
    private final ComponentTokens tokens;
    private final Components components;
    private final Clock clock;

    AuthorizationApi(PlatformCalls calls, ComponentTokens tokens, Components components, Clock clock) {
        this.components = components;
        this.calls = calls;
        this.tokens = tokens;
        this.clock = clock;
    }

    /**
     * Makes a code that opens the authorization page once, within ten minutes (api_create_preauthcode). Changes no token, so
     * it is allowed with borrowed ones.
     *
     * @throws PlatformException when asking again may help, or the component is stopped
     */
    public String preAuthCode(ComponentAppId component) {
        return Fields.text(call(Call.CREATE_PREAUTHCODE, component, Map.of()), "pre_auth_code")
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no pre_auth_code"));
    }

    /**
     * What an authorization code was good for.
     *
     * @param tokens empty when the account has no API capability
     */
    public record Authorization(MerchantAppId merchant, Optional<AuthorizerTokensAnswer> tokens) {}

    /**
     * A merchant's tokens as a call brought them.
     *
     * @param refreshToken empty when the answer held none that can be used: the one that is stored stays
     */
    public record AuthorizerTokensAnswer(AccessToken accessToken, Optional<RefreshToken> refreshToken) {}

    /**
     * Exchanges the code of an authorized push (api_query_auth). The code is spent by the first successful call.
     *
     * @throws PlatformException of kind {@link ErrorKind#CODE_SPENT} when it was exchanged before or has expired
     */
    public Authorization queryAuth(ComponentAppId component, AuthorizationCode code) {
        components.requireOwnTokens(component);
        Instant askedAt = clock.instant();
        JsonNode info = Fields.object(
                call(Call.QUERY_AUTH, component, Map.of("authorization_code", code.value())), "authorization_info");
        MerchantAppId merchant = Fields.text(info, "authorizer_appid")
                .map(MerchantAppId::new)
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no authorizer_appid"));
        Optional<AuthorizerTokensAnswer> granted =
                info.has("authorizer_access_token") ? Optional.of(authorizerTokens(info, askedAt)) : Optional.empty();
        return new Authorization(merchant, granted);
    }

    /**
     * Exchanges a refresh token for an access token, valid for two hours (api_authorizer_token).
     *
     * @throws PlatformException of kind {@link ErrorKind#AUTHORIZATION_GONE} or {@link ErrorKind#REFRESH_TOKEN_REFUSED}
     *     when this merchant needs more than another try
     */
    public AuthorizerTokensAnswer refresh(MerchantRef merchant, RefreshToken refreshToken) {
        components.requireOwnTokens(merchant.component());
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
                Fields.name(account, "nick_name"),
                Fields.name(account, "principal_name"),
                Fields.name(account, "user_name"),
                account.path("MiniProgramInfo").isObject(),
                Fields.integer(account.path("service_type_info"), "id"),
                Fields.integer(account.path("verify_type_info"), "id"),
                Fields.integer(account, "register_type"),
                Fields.integer(account, "account_status"),
                Fields.permissionSets(authorization),
                Fields.refreshToken(authorization, "authorizer_refresh_token"));
    }

    /**
     * One page of the list of authorizers.
     *
     * @param askedAt when the platform was asked for it
     */
    public record AuthorizerPage(Instant askedAt, List<Listed> authorizers) {
        public AuthorizerPage {
            authorizers = List.copyOf(authorizers);
        }

        /**
         * @param refreshToken empty until an authorization code of this merchant was exchanged
         * @param authorizedAt null when the platform leaves it out
         */
        public record Listed(MerchantAppId appid, Optional<RefreshToken> refreshToken, Instant authorizedAt) {}
    }

    /**
     * Reads the list of authorizers page by page (api_get_authorizer_list). It may change meanwhile, so that an entry comes
     * twice or not at all.
     *
     * <p>A page may be shorter than asked for, and not because the list ends: entries are left out after it was cut (public
     * report, redmini#419), or pages are smaller than we ask. So the next page begins after as many entries as came, which
     * skips no merchant in either case; what overlaps is left out. {@code total_count} says when the list ends.
     *
     * @param reader gets each page, and says whether the next one is wanted
     */
    public Listing list(ComponentAppId component, Predicate<AuthorizerPage> reader) {
        Set<MerchantAppId> before = Set.of();
        int offset = 0;
        long found = 0;
        long total = 0;
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            RawPage page = page(component, offset);
            List<AuthorizerPage.Listed> news = new ArrayList<>(page.listed());
            Set<MerchantAppId> known = before;
            news.removeIf(entry -> known.contains(entry.appid()));
            before = page.listed().stream().map(AuthorizerPage.Listed::appid).collect(Collectors.toSet());
            offset += page.entries();
            found += news.size();
            total = page.total();
            boolean wanted = reader.test(new AuthorizerPage(page.askedAt(), news));
            boolean allFound = found >= total && page.entries() < LIST_PAGE;
            boolean endReached = page.entries() == 0 || offset >= total && news.isEmpty();
            if (!wanted || allFound || endReached) {
                break;
            }
        }
        return new Listing(total, found);
    }

    /**
     * How much of the list was read.
     *
     * @param total how many authorizers the platform says there are
     * @param found how many of them its pages held
     */
    public record Listing(long total, long found) {}

    /**
     * How many accounts authorized the component, as the platform counts: its publish-test accounts included. The smallest
     * call there is that needs a component access token and changes nothing.
     */
    public long count(ComponentAppId component) {
        return Fields.number(call(Call.AUTHORIZER_LIST, component, Map.of("offset", 0, "count", 1)), "total_count")
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no total_count"));
    }

    /**
     * @param entries how many there were, those that cannot be used included
     * @param listed those that name a merchant
     */
    private record RawPage(Instant askedAt, long total, int entries, List<AuthorizerPage.Listed> listed) {}

    private RawPage page(ComponentAppId component, int offset) {
        Instant askedAt = clock.instant();
        JsonNode answer = call(Call.AUTHORIZER_LIST, component, Map.of("offset", offset, "count", LIST_PAGE));
        OptionalLong total = Fields.number(answer, "total_count");
        JsonNode list = answer.path("list");
        if (total.isEmpty() || !list.isArray()) {
            throw PlatformCalls.malformed("the answer holds no total_count and list");
        }
        List<AuthorizerPage.Listed> listed = new ArrayList<>(list.size());
        for (JsonNode entry : list) {
            listed(entry).ifPresent(listed::add);
        }
        return new RawPage(askedAt, total.getAsLong(), list.size(), listed);
    }

    /** Empty when the entry names no merchant: the list is then one shorter than the platform counts, and no other entry is affected. */
    private static Optional<AuthorizerPage.Listed> listed(JsonNode entry) {
        return Fields.text(entry, "authorizer_appid")
                .flatMap(MerchantAppId::possible)
                .map(appid -> new AuthorizerPage.Listed(
                        appid, Fields.refreshToken(entry, "refresh_token"), Fields.time(entry, "auth_time")));
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
            return callAgain(call, component, body);
        }
    }

    private JsonNode callAgain(Call call, ComponentAppId component, Map<String, Object> body) {
        AccessToken token = tokens.live(component);
        try {
            return calls.post(call, token, body);
        } catch (PlatformException e) {
            Component caller = components.require(component);
            if (e.kind() != ErrorKind.TOKEN_STALE || !caller.isBorrowed()) {
                throw e;
            }
            tokens.expire(component, token);
            throw new PlatformException(TokenOwner.of(caller).refusedTwice(ErrorKind.SOURCE_FAILED, e.error()));
        }
    }
}
