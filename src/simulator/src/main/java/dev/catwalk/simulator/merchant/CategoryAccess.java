package dev.catwalk.simulator.merchant;

import java.util.List;

/** Whether a merchant's categories may be read, apart from the token (protocol page §3.4 and §9 no. 6). */
public final class CategoryAccess {
    private CategoryAccess() {}

    /** 0 when they may. The order of the checks is ours; the platform's is unknown. */
    public static int refusal(MerchantState merchant) {
        if (!merchant.authorized()) {
            return 61003;
        }
        if (merchant.standing().errcode() != 0) {
            return merchant.standing().errcode();
        }
        if (merchant.accountType() != AccountType.MINI_PROGRAM) {
            return 48001;
        }
        List<Integer> sets = merchant.permissionSets();
        if (!sets.contains(30) && !sets.contains(61)) {
            return 61007;
        }
        return merchant.registerTypeRefused() ? 41033 : 0;
    }
}
