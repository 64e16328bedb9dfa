package dev.catwalk.simulator.call;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.util.List;

/** What a component may know about the accounts that authorized it (protocol page §3.2 no. 6 and 7). */
final class AuthorizerCalls {
    private static final int LARGEST_PAGE = 500;
    private static final List<String> DOMAINS = List.of(
            "RequestDomain",
            "WsRequestDomain",
            "UploadDomain",
            "DownloadDomain",
            "BizDomain",
            "UDPDomain",
            "TCPDomain",
            "PrefetchDNSDomain");

    private final World world;
    private final TokenChecks checks;

    AuthorizerCalls(World world, TokenChecks checks) {
        this.world = world;
        this.checks = checks;
    }

    String list(ApiCall call) {
        SimulatedComponent component = checks.component(call);
        int offset = call.number("offset", 40097);
        int count = call.number("count", 40097);
        if (count > LARGEST_PAGE) {
            throw new RefusalException(40170);
        }
        if (offset < 0 || count < 1) {
            throw new RefusalException(40097);
        }
        ObjectNode answer = Json.object().put("total_count", component.book().authorizedCount());
        ArrayNode list = answer.putArray("list");
        for (MerchantState merchant : component.book().authorizedPage(offset, count)) {
            ObjectNode entry = list.addObject().put("authorizer_appid", merchant.appid());
            if (merchant.queried()) {
                entry.put("refresh_token", component.refreshToken(merchant));
            }
            entry.put("auth_time", merchant.authorizedAt().getEpochSecond());
        }
        return Json.write(answer);
    }

    String info(ApiCall call) {
        SimulatedComponent component = checks.component(call);
        if (!Appid.wellFormed(call.text("authorizer_appid", 41002))) {
            throw new RefusalException(40013);
        }
        MerchantState merchant = call.merchant();
        if (merchant == null || !merchant.authorized()) {
            throw new RefusalException(61003);
        }
        ObjectNode answer = Json.object();
        putAccount(answer.putObject("authorizer_info"), merchant);
        ObjectNode authorization = answer.putObject("authorization_info").put("authorizer_appid", merchant.appid());
        if (merchant.queried()) {
            authorization.put("authorizer_refresh_token", component.refreshToken(merchant));
        }
        AuthorizationCalls.putPermissionSets(authorization, merchant);
        // The platform escapes slashes (protocol page §3.1); in this answer they occur inside strings only.
        return Json.write(answer).replace("/", "\\/");
    }

    private void putAccount(ObjectNode account, MerchantState merchant) {
        Account facts = merchant.profile().account();
        boolean miniProgram = merchant.accountType() == AccountType.MINI_PROGRAM;
        account.put("nick_name", facts.name()).put("head_img", "http://wx.qlogo.cn/mmopen/" + merchant.appid() + "/0");
        account.putObject("service_type_info").put("id", miniProgram ? 0 : 2);
        account.putObject("verify_type_info").put("id", 0);
        account.put("user_name", facts.originalId())
                .put("alias", "")
                .put("qrcode_url", "http://mmbiz.qpic.cn/mmbiz/" + merchant.appid() + "/0");
        account.putObject("business_info")
                .put("open_pay", 0)
                .put("open_shake", 0)
                .put("open_scan", 0)
                .put("open_card", 0)
                .put("open_store", 0);
        account.put("idc", 1).put("principal_name", facts.principal()).put("signature", facts.name() + "，欢迎光临");
        if (miniProgram) {
            putMiniProgram(account.putObject("MiniProgramInfo"), merchant);
        }
        account.put("register_type", facts.registerType())
                .put("account_status", merchant.standing().accountStatus());
        account.putObject("basic_config").put("is_phone_configured", true).put("is_email_configured", true);
    }

    /** The categories are names only here, and only those that passed their review. */
    private void putMiniProgram(ObjectNode info, MerchantState merchant) {
        ObjectNode network = info.putObject("network");
        for (String domain : DOMAINS) {
            network.putArray(domain);
        }
        ((ArrayNode) network.get("RequestDomain")).add("https://" + merchant.appid() + ".example");
        ArrayNode categories = info.putArray("categories");
        for (SimulatedCategory category : merchant.categories(world.now()).listed()) {
            if (category.auditStatus() == SimulatedCategory.APPROVED) {
                categories.addObject().put("first", category.firstName()).put("second", category.secondName());
            }
        }
        info.put("visit_status", 0);
    }
}
