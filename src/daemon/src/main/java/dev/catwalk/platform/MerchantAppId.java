package dev.catwalk.platform;

/** The appid of a merchant: an account that authorized a component. */
public record MerchantAppId(String value) {
    public MerchantAppId {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a merchant appid is empty");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
