package dev.catwalk.simulator;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.CategoryChange;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.MerchantCategories;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.Push;
import dev.catwalk.simulator.push.PushRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One merchant of one component, and everything that can happen to it. A handle without state of its own, so it may be kept or
 * asked for again. Thread-safe.
 */
public final class SimulatedMerchant {
    private final World world;
    private final SimulatedComponent component;
    private final MerchantState merchant;

    SimulatedMerchant(World world, SimulatedComponent component, MerchantState merchant) {
        this.world = world;
        this.component = component;
        this.merchant = merchant;
    }

    public String appid() {
        return merchant.appid();
    }

    public MerchantTruth truth() {
        return MerchantTruth.of(component, merchant, world.now());
    }

    public List<CategoryChange> history() {
        return merchant.history();
    }

    public int calls(Api api) {
        return merchant.calls().count(api);
    }

    /** The most api_authorizer_token calls for this merchant that were ever in flight at once. */
    public int mostRefreshesInFlight() {
        return merchant.calls().mostRefreshesInFlight();
    }

    /** The most calls one after the other whose access token of this merchant was refused, made by any system. */
    public int mostRefusedTokensInARow() {
        return merchant.calls().mostRefusedTokensInARow();
    }

    // Authorization

    /** Authorizes again: a new refresh token, and the old one is answered 61023. */
    public CompletableFuture<PushRecord> reauthorize(Announcement notice) {
        merchant.authorize(world.now());
        component.book().noteAuthorization(merchant);
        return announce("authorized", notice);
    }

    /**
     * Confirmed on the authorization page: it grants the sets it granted before and these.
     *
     * @return the authorization code, which the browser brings to the page's redirect_uri; the push brings the same
     */
    String authorizeByPage(List<Integer> permissionSets, Announcement notice) {
        merchant.authorize(world.now());
        merchant.grant(Stream.concat(merchant.permissionSets().stream(), permissionSets.stream())
                .sorted()
                .distinct()
                .toList());
        component.book().noteAuthorization(merchant);
        String code = component.codes().issue(merchant, world.now());
        send(authorizationWithCode("authorized", code), notice);
        return code;
    }

    public CompletableFuture<PushRecord> unauthorize(Announcement notice) {
        merchant.unauthorize();
        component.book().noteAuthorization(merchant);
        return send(component.authorizationEvent("unauthorized", appid(), Map.of()), notice);
    }

    /** Pushes updateauthorized only when the sets differ from those before. */
    public CompletableFuture<PushRecord> grant(List<Integer> permissionSets, Announcement notice) {
        if (merchant.grant(permissionSets)) {
            return announce("updateauthorized", notice);
        }
        return component.pushes().ended(authorizationWithCode("updateauthorized"), PushRecord.Outcome.NOT_DUE);
    }

    /** Every access token of the merchant so far is answered 40001, as if a second system had refreshed. */
    public void invalidateAccessTokens() {
        merchant.invalidateAccessTokens();
    }

    /** As when five minutes have passed since the last refresh: the tokens before it are dead. */
    public void endTokenOverlap() {
        merchant.endTokenOverlap();
    }

    // Account

    public void standing(Standing standing) {
        merchant.standing(standing);
    }

    /** While refused, getcategory answers 41033. */
    public void refuseRegisterType(boolean refused) {
        merchant.registerTypeRefused(refused);
    }

    // Categories

    /** Submits a category, or a rejected one again; no event reports it. */
    public void submit(int first, int second) {
        change(categories -> {
            categories.put(SimulatedCategory.underReview(first, second), world.now());
            categories.quota(categories.quota().afterAddition());
        });
    }

    /** Sets a category in any state, without an event. */
    public void put(SimulatedCategory category) {
        change(categories -> categories.put(category, world.now()));
    }

    /** Decides the review of a category and pushes wxa_category_audit. */
    public CompletableFuture<PushRecord> decide(int first, int second, AuditDecision decision) {
        Instant now = world.now();
        change(categories -> {
            if (!decision.listLag().isZero()) {
                categories.lagUntil(now.plus(decision.listLag()), now);
            }
            categories.change(first, second, category -> category.with(decision.auditStatus(), decision.reason()), now);
        });
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ret", decision.auditStatus());
        fields.put("first", first);
        fields.put("second", second);
        fields.put("reason", decision.reason());
        return pushEvent("wxa_category_audit", fields, decision.notice());
    }

    /** The qualification of a category runs out, or is renewed; no event reports it. */
    public void expire(int first, int second, boolean expired) {
        change(categories -> categories.change(first, second, category -> category.expired(expired), world.now()));
    }

    public void remove(int first, int second) {
        change(categories -> categories.remove(first, second, world.now()));
    }

    public void rename(int first, int second, String firstName, String secondName) {
        change(categories ->
                categories.change(first, second, category -> category.renamed(firstName, secondName), world.now()));
    }

    public void quota(CategoryQuota quota) {
        change(categories -> categories.quota(quota));
    }

    /** Pushes any event to the message URL, known or not. */
    public CompletableFuture<PushRecord> pushEvent(String event, Map<String, ?> fields, Announcement notice) {
        return send(
                Push.merchantEvent(merchant.profile().account(), world.now().getEpochSecond(), event, fields), notice);
    }

    CompletableFuture<PushRecord> announce(String infoType, Announcement notice) {
        return send(authorizationWithCode(infoType), notice);
    }

    private Push authorizationWithCode(String infoType) {
        return authorizationWithCode(infoType, component.codes().issue(merchant, world.now()));
    }

    private Push authorizationWithCode(String infoType, String code) {
        Instant now = world.now();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("AuthorizationCode", code);
        fields.put(
                "AuthorizationCodeExpiredTime",
                now.plus(AuthorizationCodes.LIFETIME).getEpochSecond());
        fields.put("PreAuthCode", AuthorizationCodes.preAuthCode(world.seed(), merchant.digits(), now.toEpochMilli()));
        return component.authorizationEvent(infoType, appid(), fields);
    }

    private CompletableFuture<PushRecord> send(Push push, Announcement notice) {
        return switch (notice) {
            case PUSHED -> component.pushes().send(push);
            case LOST -> component.pushes().ended(push, PushRecord.Outcome.LOST);
        };
    }

    private void change(Consumer<MerchantCategories> change) {
        merchant.changeCategories(change);
    }
}
