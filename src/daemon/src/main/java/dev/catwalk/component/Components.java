package dev.catwalk.component;

import dev.catwalk.component.ComponentsConfig.ComponentConfig;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The configured components. The check at start has made sure that each is complete. */
@Singleton
public class Components {
    private final Map<ComponentAppId, Component> byAppId = new LinkedHashMap<>();

    Components(ComponentsConfig config) {
        configured(config).values().stream().map(Components::component).forEach(c -> byAppId.put(c.appid(), c));
    }

    /** Every component with at least one property, by name; complete or not. */
    public static Map<String, ComponentConfig> configured(ComponentsConfig config) {
        Map<String, ComponentConfig> byName = new TreeMap<>(config.byName());
        byName.values()
                .removeIf(component -> component.isEmpty()
                        && component.previousEncodingAesKey().isEmpty());
        byName.computeIfPresent("previous", (name, component) -> isHalfAVariable(component) ? null : component);
        return byName;
    }

    /**
     * CATWALK_COMPONENT_PREVIOUS_ENCODING_AES_KEY also reads as the encoding-aes-key of a component that is named previous.
     */
    private static boolean isHalfAVariable(ComponentConfig previous) {
        return previous.encodingAesKey().isPresent()
                && previous.tokens().isEmpty()
                && previous.appid().isEmpty()
                && previous.secret().isEmpty()
                && previous.pushToken().isEmpty();
    }

    public List<Component> all() {
        return List.copyOf(byAppId.values());
    }

    public List<ComponentAppId> appids() {
        return List.copyOf(byAppId.keySet());
    }

    public Optional<Component> find(ComponentAppId appid) {
        return Optional.ofNullable(byAppId.get(appid));
    }

    /**
     * The component, for a call that gets or replaces a token.
     *
     * @throws IllegalStateException when another system owns its tokens: to ask beside it would end the life of those
     */
    public Component requireOwnTokens(ComponentAppId appid) {
        Component component = require(appid);
        if (component.isBorrowed()) {
            throw new IllegalStateException(
                    "the tokens of component " + appid + " are borrowed, and were about to be changed");
        }
        return component;
    }

    public Component require(ComponentAppId appid) {
        return find(appid)
                .orElseThrow(() -> new IllegalStateException("component " + appid + " is not in the configuration"));
    }

    private static Component component(ComponentConfig config) {
        return new Component(
                new ComponentAppId(config.appid().orElseThrow()),
                secret(config.secret()),
                secret(config.pushToken()),
                Stream.concat(config.encodingAesKey().stream(), config.previousEncodingAesKey().stream())
                        .map(Secret::new)
                        .toList(),
                config.isBorrowed() ? Optional.of(config.tokenSource()) : Optional.empty());
    }

    private static Optional<Secret> secret(Optional<String> text) {
        return text.filter(value -> !value.isBlank()).map(Secret::new);
    }
}
