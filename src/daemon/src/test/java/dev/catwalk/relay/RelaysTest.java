package dev.catwalk.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelaysTest {
    private static final Component WITHOUT_KEYS =
            component("wx1111111111111111", Optional.empty(), List.of());
    private static final Component WITH_KEYS =
            component("wx2222222222222222", Optional.of(new Secret("token")), List.of(new Secret("key")));

    @Test
    void aTestPushIsOfAComponentThatTakesPushes() {
        assertThat(TestPush.sender(List.of(WITHOUT_KEYS, WITH_KEYS))).contains(WITH_KEYS);
        assertThat(TestPush.sender(List.of(WITHOUT_KEYS))).isEmpty();
    }

    private static Component component(String appid, Optional<Secret> pushToken, List<Secret> keys) {
        return new Component(new ComponentAppId(appid), Optional.empty(), pushToken, keys, Optional.empty());
    }
}
