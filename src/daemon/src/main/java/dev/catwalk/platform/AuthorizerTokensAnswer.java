package dev.catwalk.platform;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.RefreshToken;
import java.util.Optional;

/**
 * A merchant's tokens as a call brought them.
 *
 * @param refreshToken empty when the answer held none that can be used: the one that is stored stays
 */
public record AuthorizerTokensAnswer(AccessToken accessToken, Optional<RefreshToken> refreshToken) {}
