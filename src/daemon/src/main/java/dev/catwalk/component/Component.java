package dev.catwalk.component;

import dev.catwalk.component.ComponentsConfig.TokenSourceConfig;
import java.util.List;
import java.util.Optional;

/**
 * A configured component.
 *
 * @param secret present when its tokens are ours
 * @param pushToken present when it takes pushes
 * @param encodingAesKeys the current key first, then the previous one while pushes may still use it; empty when it takes none
 * @param tokenSource how the system that owns its tokens is asked; empty when they are ours
 */
public record Component(
        ComponentAppId appid,
        Optional<Secret> secret,
        Optional<Secret> pushToken,
        List<Secret> encodingAesKeys,
        Optional<TokenSourceConfig> tokenSource) {
    public Component {
        encodingAesKeys = List.copyOf(encodingAesKeys);
    }

    /** Whether another system asks the platform for its tokens. */
    public boolean isBorrowed() {
        return tokenSource.isPresent();
    }

    public boolean takesPushes() {
        return pushToken.isPresent() && !encodingAesKeys.isEmpty();
    }
}
