package dev.catwalk.simulator;

import java.util.List;

/**
 * A merchant in the state file.
 *
 * @param profile null for a generated merchant, which the seed brings back
 * @param authorizedAt epoch milliseconds
 * @param categories null when nobody changed them
 */
record SavedMerchant(
        String appid,
        MerchantProfile profile,
        boolean authorized,
        boolean queried,
        long authorizedAt,
        int refreshGeneration,
        IssuedTokens.Saved accessTokens,
        List<Integer> permissionSets,
        Standing standing,
        boolean registerTypeRefused,
        MerchantCategories.Saved categories) {}
