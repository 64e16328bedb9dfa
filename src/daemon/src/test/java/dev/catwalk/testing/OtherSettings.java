package dev.catwalk.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/**
 * A worker that borrows its tokens from {@link OtherSystem}, sends no mail, has its console behind a proxy and an API whose keys
 * may ask a few times a second. All in one profile, because each profile costs an application of its own.
 */
public final class OtherSettings implements QuarkusTestProfile {
    public static final int REQUESTS_PER_SECOND = 5;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(OtherSystem.configuration());
        settings.put("catwalk.console.auth", "proxy");
        settings.put("catwalk.console.trusted-proxies", "127.0.0.2/32");
        settings.put("catwalk.console.operators", "grace, ada");
        settings.put("catwalk.alert.email.to", "");
        settings.put("catwalk.api.port", "0");
        settings.put("catwalk.api.max-requests-per-second", Integer.toString(REQUESTS_PER_SECOND));
        return settings;
    }
}
