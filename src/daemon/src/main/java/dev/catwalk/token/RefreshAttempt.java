package dev.catwalk.token;

import dev.catwalk.component.RefreshToken;
import dev.catwalk.platform.AuthorizationApi.AuthorizerTokensAnswer;
import dev.catwalk.platform.PlatformError;
import java.util.Optional;

/** How one merchant's refresh went. */
sealed interface RefreshAttempt {
    StoredTokens leased();

    record Succeeded(StoredTokens leased, AuthorizerTokensAnswer tokens) implements RefreshAttempt {}

    /** The refresh token is missing or was refused, and the merchant's info offers no other; the list may. */
    record NoToken(StoredTokens leased, Optional<RefreshToken> refused, PlatformError why) implements RefreshAttempt {}

    record Failed(StoredTokens leased, PlatformError why) implements RefreshAttempt {}

    /**
     * Not everything was tried, because the process ends, the component has trouble, or the lease ran out meanwhile.
     *
     * @param fault of ours or of the database that ended it, to be thrown once the other tokens are stored; null without one
     */
    record Undecided(StoredTokens leased, RuntimeException fault) implements RefreshAttempt {
        Undecided(StoredTokens leased) {
            this(leased, null);
        }
    }
}
