package dev.catwalk.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelaysTest {
    private static final Component WITHOUT_KEYS = component("wx1111111111111111", Optional.empty(), List.of());
    private static final Component WITH_KEYS =
            component("wx2222222222222222", Optional.of(new Secret("token")), List.of(new Secret("key")));

    @Test
    void aTestPushIsOfAComponentThatTakesPushes() {
        // given
        Relay ofAll = relays(Map.of()).all().getFirst();
        Relay ofOne =
                relays(Map.of("component", WITHOUT_KEYS.appid().value())).all().getFirst();

        // then
        assertThat(TestPush.sender(ofAll, List.of(WITHOUT_KEYS, WITH_KEYS))).contains(WITH_KEYS);
        assertThat(TestPush.sender(ofAll, List.of(WITHOUT_KEYS))).isEmpty();
        assertThat(TestPush.sender(ofOne, List.of(WITHOUT_KEYS, WITH_KEYS))).isEmpty();
    }

    @Test
    void aRelayOfOneComponentGetsNothingOfAnother() {
        // given
        Relays relays = relays(Map.of("component", WITH_KEYS.appid().value(), "customer-messages", "through"));

        // then
        assertThat(takers(relays, WITH_KEYS)).containsExactly("a");
        assertThat(takers(relays, WITHOUT_KEYS)).isEmpty();
        assertThat(relays.ofCustomerMessages(WITH_KEYS.appid())).isPresent();
        assertThat(relays.ofCustomerMessages(WITHOUT_KEYS.appid())).isEmpty();
    }

    private static List<String> takers(Relays relays, Component component) {
        return relays.takers(component.appid(), "authorized", Optional.empty(), Optional.empty());
    }

    /** One that is named a. */
    private static Relays relays(Map<String, String> properties) {
        Map<String, String> config = new HashMap<>(properties);
        config.put("url", "https://old.example/");
        return RelayDesk.relays(Map.of("a", config));
    }

    private static Component component(String appid, Optional<Secret> pushToken, List<Secret> keys) {
        return new Component(new ComponentAppId(appid), Optional.empty(), pushToken, keys, Optional.empty());
    }
}
