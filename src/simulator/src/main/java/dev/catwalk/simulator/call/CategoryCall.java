package dev.catwalk.simulator.call;

import dev.catwalk.simulator.World;
import dev.catwalk.simulator.merchant.CategoryAccess;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.util.List;

/** {@code wxopen/getcategory} (protocol page §3.4): the one call that must be fast, so it writes its JSON by hand. */
final class CategoryCall {
    private final World world;
    private final TokenChecks checks;

    CategoryCall(World world, TokenChecks checks) {
        this.world = world;
        this.checks = checks;
    }

    String getCategory(ApiCall call) {
        MerchantState merchant = checks.merchant(call);
        int refusal = CategoryAccess.refusal(merchant);
        if (refusal != 0) {
            throw new RefusalException(refusal);
        }
        MerchantState.CategoryView view = merchant.categories(world.now());
        return write(view.listed(), view.quota());
    }

    private static String write(List<SimulatedCategory> categories, CategoryQuota quota) {
        StringBuilder json = new StringBuilder(512).append("{\"errcode\":0,\"errmsg\":\"ok\",\"categories\":[");
        for (int i = 0; i < categories.size(); i++) {
            write(i == 0 ? json : json.append(','), categories.get(i));
        }
        return json.append("],\"limit\":")
                .append(quota.limit())
                .append(",\"quota\":")
                .append(quota.quota())
                .append(",\"category_limit\":")
                .append(quota.categoryLimit())
                .append('}')
                .toString();
    }

    private static void write(StringBuilder json, SimulatedCategory category) {
        json.append("{\"first\":").append(category.first()).append(",\"first_name\":");
        Json.quote(json, category.firstName())
                .append(",\"second\":")
                .append(category.second())
                .append(",\"second_name\":");
        Json.quote(json, category.secondName()).append(",\"audit_status\":").append(category.auditStatus());
        // As an answer that a provider posted in 2025: an approved category has no reason, and says whether it is
        // expired.
        if (category.auditStatus() == SimulatedCategory.APPROVED) {
            json.append(",\"is_expired\":").append(category.expired() ? 1 : 0);
        }
        if (category.auditStatus() != SimulatedCategory.APPROVED
                || !category.auditReason().isEmpty()) {
            json.append(",\"audit_reason\":");
            Json.quote(json, category.auditReason());
        }
        json.append('}');
    }
}
