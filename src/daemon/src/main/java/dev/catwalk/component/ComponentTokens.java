package dev.catwalk.component;

import dev.catwalk.platform.PlatformException;

/** Where component access tokens come from. The vault implements it; calls of package {@code platform} ask it themselves. */
public interface ComponentTokens {
    /**
     * @return a token that is valid now
     * @throws PlatformException when none can be had
     */
    AccessToken live(ComponentAppId component);

    /**
     * Whether a valid token can be had, as far as we know. Asks the source of borrowed tokens: not to be called in a
     * transaction.
     */
    boolean hasLive(ComponentAppId component);

    /** The platform refused this token: forget it, unless a newer one is stored already. */
    void expire(ComponentAppId component, AccessToken refused);
}
