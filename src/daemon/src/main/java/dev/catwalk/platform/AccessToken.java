package dev.catwalk.platform;

import java.time.Instant;

/** A component's or a merchant's access token. Prints without its value. */
public record AccessToken(String value, Instant expiresAt) {
    public AccessToken {
        if (value == null || value.isBlank() || expiresAt == null) {
            throw new IllegalArgumentException("an access token needs a value and an expiry");
        }
    }

    @Override
    public String toString() {
        return "AccessToken[***, expiresAt=" + expiresAt + "]";
    }
}
