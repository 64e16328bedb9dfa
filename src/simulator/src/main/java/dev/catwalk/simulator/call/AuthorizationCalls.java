package dev.catwalk.simulator.call;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.simulator.IssuedTokens;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;
import dev.catwalk.simulator.merchant.MerchantState;

/** How a component comes to a merchant's tokens (protocol page §3.2 no. 3 to 5, §4). */
final class AuthorizationCalls {
    private final World world;
    private final TokenChecks checks;
    private final boolean rotateRefreshTokens;

    AuthorizationCalls(World world, TokenChecks checks, boolean rotateRefreshTokens) {
        this.world = world;
        this.checks = checks;
        this.rotateRefreshTokens = rotateRefreshTokens;
    }

    String createPreAuthCode(ApiCall call) {
        SimulatedComponent component = checks.component(call);
        return Json.write(Json.object()
                .put("pre_auth_code", component.codes().issueForPage(world.now()))
                .put("expires_in", 600));
    }

    String queryAuth(ApiCall call) {
        SimulatedComponent component = checks.component(call);
        MerchantState merchant = component.codes().redeem(call.text("authorization_code", 61009), world.now());
        if (!merchant.authorized()) {
            throw new RefusalException(61003);
        }
        merchant.markQueried();
        ObjectNode answer = Json.object();
        ObjectNode info = answer.putObject("authorization_info")
                .put("authorizer_appid", merchant.appid())
                .put("authorizer_access_token", component.issueAccessToken(merchant))
                .put("expires_in", IssuedTokens.LIFETIME.toSeconds())
                .put("authorizer_refresh_token", component.refreshToken(merchant));
        putPermissionSets(info, merchant);
        return Json.write(answer);
    }

    String authorizerToken(ApiCall call) {
        SimulatedComponent component = checks.component(call);
        call.text("authorizer_appid", 41002);
        String refreshToken = call.text("authorizer_refresh_token", 41003);
        if (refreshToken.isEmpty()) {
            throw new RefusalException(47001);
        }
        MerchantState merchant = call.merchant();
        if (merchant == null || !merchant.authorized()) {
            throw new RefusalException(61003);
        }
        if (!component.acceptsRefreshToken(merchant, refreshToken)) {
            throw new RefusalException(61023);
        }
        if (rotateRefreshTokens) {
            merchant.rotateRefreshToken(world.now());
        }
        return Json.write(Json.object()
                .put("authorizer_access_token", component.issueAccessToken(merchant))
                .put("expires_in", IssuedTokens.LIFETIME.toSeconds())
                .put("authorizer_refresh_token", component.refreshToken(merchant)));
    }

    /** {@code confirm_info} is present in some sets only, as in the published sample. */
    static void putPermissionSets(ObjectNode info, MerchantState merchant) {
        ArrayNode sets = info.putArray("func_info");
        for (int id : merchant.permissionSets()) {
            ObjectNode set = sets.addObject();
            set.putObject("funcscope_category").put("id", id);
            if (id == 30 || id == 61) {
                set.putObject("confirm_info")
                        .put("need_confirm", 0)
                        .put("already_confirm", 0)
                        .put("can_confirm", 0);
            }
        }
    }
}
