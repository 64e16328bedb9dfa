package dev.catwalk.platform;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of the list of authorizers.
 *
 * @param totalCount how many the platform counts altogether; the list may change between two pages
 */
public record AuthorizerPage(long totalCount, List<Listed> authorizers) {
    public AuthorizerPage {
        authorizers = List.copyOf(authorizers);
    }

    /**
     * @param refreshToken empty until an authorization code of this merchant was exchanged
     * @param authorizedAt null when the platform leaves it out
     */
    public record Listed(MerchantAppId appid, Optional<RefreshToken> refreshToken, Instant authorizedAt) {}
}
