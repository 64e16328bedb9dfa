package dev.catwalk.simulator.merchant;

import java.util.List;
import java.util.Objects;

/**
 * What a merchant is at the moment it appears; later changes live in its state. Generated from the seed, or given by a test that
 * authorizes a merchant of its own.
 *
 * @param queried api_query_auth was called for its authorization; without it list and info omit the refresh token
 */
public record MerchantProfile(
        Account account,
        List<Integer> permissionSets,
        List<SimulatedCategory> categories,
        CategoryQuota quota,
        boolean queried) {

    public MerchantProfile {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(quota, "quota");
        permissionSets = List.copyOf(permissionSets);
        categories = List.copyOf(categories);
    }

    /** An ordinary mini-program that granted set 30 and has no categories yet. */
    public static MerchantProfile miniProgram(String appid) {
        return of(Account.miniProgram(appid));
    }

    public static MerchantProfile of(Account account) {
        return new MerchantProfile(account, List.of(30), List.of(), CategoryQuota.ORDINARY, false);
    }

    public MerchantProfile granting(Integer... sets) {
        return new MerchantProfile(account, List.of(sets), categories, quota, queried);
    }

    public MerchantProfile having(SimulatedCategory... newCategories) {
        return new MerchantProfile(account, permissionSets, List.of(newCategories), quota, queried);
    }

    /** As if api_query_auth had been called already, so that list and info show the refresh token. */
    public MerchantProfile alreadyQueried() {
        return new MerchantProfile(account, permissionSets, categories, quota, true);
    }
}
