package dev.catwalk.component;

/**
 * One merchant under one component; the same account under two components is two of these.
 *
 * @param id our own number for it, stable for ever
 */
public record MerchantRef(long id, ComponentAppId component, MerchantAppId appid) {
    @Override
    public String toString() {
        return appid + " of " + component;
    }
}
