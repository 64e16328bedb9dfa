package dev.catwalk.component;

/** A merchant's authorizer refresh token: lives as long as the authorization. Prints as {@code ***}. */
public record RefreshToken(String value) {
    public RefreshToken {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a value of type RefreshToken is empty");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
