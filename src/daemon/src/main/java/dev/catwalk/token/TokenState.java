package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.platform.PlatformError;

/** Whether a merchant can be called for. */
public sealed interface TokenState {
    /** @param generation to name the token by when the platform refuses it, see {@link AuthorizerTokens#expire} */
    record Live(AccessToken token, long generation) implements TokenState {}

    /** @param why {@code REFRESH_TOKEN_REFUSED} when no usable refresh token could be found anywhere */
    record Unavailable(PlatformError why) implements TokenState {}
}
