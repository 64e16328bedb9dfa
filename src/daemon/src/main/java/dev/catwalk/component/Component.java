package dev.catwalk.component;

import java.util.List;

/**
 * A configured component.
 *
 * @param encodingAesKeys the current key first, then the previous one while pushes may still use it
 */
public record Component(ComponentAppId appid, Secret secret, Secret pushToken, List<Secret> encodingAesKeys) {
    public Component {
        encodingAesKeys = List.copyOf(encodingAesKeys);
    }
}
