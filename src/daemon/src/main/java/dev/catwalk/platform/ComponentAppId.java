package dev.catwalk.platform;

/** The appid of a component: our registration as third-party platform. */
public record ComponentAppId(String value) {
    public ComponentAppId {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a component appid is empty");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
