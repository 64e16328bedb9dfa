package dev.catwalk.component;

import java.time.Duration;
import java.time.Instant;

/**
 * A component's or a merchant's access token. Prints without its value.
 *
 * @param issuedAt when the platform was asked for it; null when that is not known
 */
public record AccessToken(String value, Instant issuedAt, Instant expiresAt) {
    /** With less life than this a token is not used: it might end on its way. */
    public static final Duration BARELY_ALIVE = Duration.ofSeconds(5);

    public AccessToken {
        if (value == null || value.isBlank() || expiresAt == null) {
            throw new IllegalArgumentException("an access token needs a value and an expiry");
        }
    }

    /**
     * Whether more than the margin is left of its life, or more than a quarter of that life where this is shorter: else a
     * token that lives for less than the margin would be asked for again with every call.
     */
    public boolean outlives(Instant now, Duration margin) {
        return expiresAt.isAfter(now.plus(margin(margin)));
    }

    private Duration margin(Duration most) {
        if (issuedAt == null) {
            return most;
        }
        Duration quarter = Duration.between(issuedAt, expiresAt).dividedBy(4);
        // One that was issued before the database's clock was set back, and refused since, ended before it began.
        return quarter.isNegative() ? Duration.ZERO : quarter.compareTo(most) < 0 ? quarter : most;
    }

    @Override
    public String toString() {
        return "AccessToken[***, expiresAt=" + expiresAt + "]";
    }
}
