package dev.catwalk.simulator;

import java.util.List;
import java.util.Objects;

/**
 * What a merchant is at the moment it appears; later changes live in its state. Generated from the seed, or given by a test that
 * authorizes a merchant of its own.
 *
 * @param registerType 0 ordinary, 6 created through the API (protocol page §3.2 no. 6)
 * @param registerTypeRefused getcategory answers 41033
 * @param queried api_query_auth was called for its authorization; without it list and info omit the refresh token
 */
public record MerchantProfile(
        String appid,
        String originalId,
        String name,
        String principal,
        AccountType accountType,
        Standing standing,
        int registerType,
        boolean registerTypeRefused,
        List<Integer> permissionSets,
        List<Category> categories,
        CategoryQuota quota,
        boolean queried) {

    public MerchantProfile {
        Appid.checked(appid);
        Objects.requireNonNull(originalId, "originalId");
        Objects.requireNonNull(accountType, "accountType");
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(quota, "quota");
        permissionSets = List.copyOf(permissionSets);
        categories = List.copyOf(categories);
    }

    /** An ordinary mini-program that granted set 30 and has no categories yet. */
    public static MerchantProfile miniProgram(String appid) {
        long digits = Appid.digits(Appid.checked(appid));
        return new MerchantProfile(
                appid,
                Appid.originalId(digits),
                MerchantNames.brand(digits),
                MerchantNames.principal(digits),
                AccountType.MINI_PROGRAM,
                Standing.NORMAL,
                0,
                false,
                List.of(30),
                List.of(),
                CategoryQuota.ORDINARY,
                false);
    }

    public MerchantProfile granting(Integer... permissionSets) {
        return new MerchantProfile(
                appid,
                originalId,
                name,
                principal,
                accountType,
                standing,
                registerType,
                registerTypeRefused,
                List.of(permissionSets),
                categories,
                quota,
                queried);
    }

    public MerchantProfile having(Category... categories) {
        return new MerchantProfile(
                appid,
                originalId,
                name,
                principal,
                accountType,
                standing,
                registerType,
                registerTypeRefused,
                permissionSets,
                List.of(categories),
                quota,
                queried);
    }

    public MerchantProfile named(String name, String principal) {
        return new MerchantProfile(
                appid,
                originalId,
                name,
                principal,
                accountType,
                standing,
                registerType,
                registerTypeRefused,
                permissionSets,
                categories,
                quota,
                queried);
    }

    public MerchantProfile of(AccountType accountType, Standing standing) {
        return new MerchantProfile(
                appid,
                originalId,
                name,
                principal,
                accountType,
                standing,
                registerType,
                registerTypeRefused,
                permissionSets,
                categories,
                quota,
                queried);
    }
}
