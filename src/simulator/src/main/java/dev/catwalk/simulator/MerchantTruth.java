package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.CategoryAccess;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import java.time.Instant;
import java.util.List;

/**
 * What is true about a merchant at one instant.
 *
 * @param categories what is set, also while the list lags behind
 * @param getcategoryErrcode the error code of getcategory with a live access token now, 0 for none; 61003 when the
 *     authorization is gone, where every token is dead besides. Scripted faults are not counted
 */
public record MerchantTruth(
        String componentAppid,
        String appid,
        String originalId,
        String name,
        String principal,
        AccountType accountType,
        Standing standing,
        boolean authorized,
        Instant authorizedAt,
        boolean queried,
        String refreshToken,
        List<Integer> permissionSets,
        List<SimulatedCategory> categories,
        CategoryQuota quota,
        int getcategoryErrcode) {

    static MerchantTruth of(SimulatedComponent component, MerchantState merchant, Instant now) {
        Account account = merchant.profile().account();
        MerchantState.CategoryView view = merchant.categories(now);
        return new MerchantTruth(
                component.appid(),
                merchant.appid(),
                account.originalId(),
                account.name(),
                account.principal(),
                merchant.accountType(),
                merchant.standing(),
                merchant.authorized(),
                merchant.authorizedAt(),
                merchant.queried(),
                component.refreshToken(merchant),
                merchant.permissionSets(),
                view.current(),
                view.quota(),
                CategoryAccess.refusal(merchant));
    }
}
