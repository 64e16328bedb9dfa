package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A merchant's row in the vault, opened. What does not open is missing.
 *
 * @param refusedAt when the platform refused the refresh token (or none was to be found); null while it is good
 * @param unreadable whether there is an access token that does not open, whatever its expiry says
 * @param lease ours; null when the row was only read
 */
record StoredTokens(
        MerchantRef merchant,
        Optional<RefreshToken> refreshToken,
        Instant refusedAt,
        Integer refusedErrcode,
        Optional<AccessToken> accessToken,
        boolean unreadable,
        long generation,
        Lease lease) {
    boolean outlives(Instant now, Duration margin) {
        return accessToken.isPresent() && accessToken.get().outlives(now, margin);
    }
}
