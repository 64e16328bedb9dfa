package dev.catwalk.simulator.merchant;

import java.util.Objects;

/**
 * The account behind a merchant, as api_get_authorizer_info describes it.
 *
 * @param registerType 0 ordinary, 6 created through the API (protocol page §3.2 no. 6)
 * @param registerTypeRefused getcategory answers 41033
 */
public record Account(
        String appid,
        String originalId,
        String name,
        String principal,
        AccountType type,
        Standing standing,
        int registerType,
        boolean registerTypeRefused) {

    public Account {
        Appid.checked(appid);
        Objects.requireNonNull(originalId, "originalId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(standing, "standing");
    }

    /** An ordinary mini-program; its names follow from the appid. */
    public static Account miniProgram(String appid) {
        long digits = Appid.digits(Appid.checked(appid));
        return new Account(
                appid,
                Appid.originalId(digits),
                MerchantNames.brand(digits),
                MerchantNames.principal(digits),
                AccountType.MINI_PROGRAM,
                Standing.NORMAL,
                0,
                false);
    }

    public Account named(String newName, String newPrincipal) {
        return new Account(appid, originalId, newName, newPrincipal, type, standing, registerType, registerTypeRefused);
    }

    public Account of(AccountType newType) {
        return new Account(appid, originalId, name, principal, newType, standing, registerType, registerTypeRefused);
    }

    public Account in(Standing newStanding) {
        return new Account(appid, originalId, name, principal, type, newStanding, registerType, registerTypeRefused);
    }

    public Account withOriginalId(String newOriginalId) {
        return new Account(appid, newOriginalId, name, principal, type, standing, registerType, registerTypeRefused);
    }

    public Account refusedForItsRegisterType() {
        return new Account(appid, originalId, name, principal, type, standing, registerType, true);
    }
}
