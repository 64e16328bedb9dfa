package dev.catwalk.platform;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.RefreshToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of the list of authorizers.
 *
 * @param askedAt when the platform was asked for it
 */
public record AuthorizerPage(Instant askedAt, List<Listed> authorizers) {
    public AuthorizerPage {
        authorizers = List.copyOf(authorizers);
    }

    /**
     * @param refreshToken empty until an authorization code of this merchant was exchanged
     * @param authorizedAt null when the platform leaves it out
     */
    public record Listed(MerchantAppId appid, Optional<RefreshToken> refreshToken, Instant authorizedAt) {}
}
