package dev.catwalk.testing;

import dev.catwalk.simulator.ComponentCredentials;
import dev.catwalk.token.Keyset;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A real PostgreSQL and the configuration of a worker whose platform is the simulated one. Annotate every application test
 * with {@code @WithTestResource(CatwalkTestResource.class)}: then all share one application.
 */
public class CatwalkTestResource implements QuarkusTestResourceLifecycleManager {
    /** Where {@link Worker} starts a fresh simulated platform for each test. */
    static final int PLATFORM_PORT = freePort();

    private EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.builder()
                    // Another zone than the JVM's, so that a mistake with zones shows.
                    .setServerConfig("timezone", "Pacific/Auckland")
                    .setServerConfig("max_connections", "100")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres"));
        config.put("quarkus.datasource.username", "postgres");
        config.put("quarkus.datasource.password", "postgres");
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put("catwalk.component.appid", component.appid());
        config.put("catwalk.component.secret", component.secret());
        config.put("catwalk.component.push-token", component.pushToken());
        config.put("catwalk.component.encoding-aes-key", component.encodingAesKey());
        config.put("catwalk.platform.url", "http://127.0.0.1:" + PLATFORM_PORT);
        config.put("catwalk.platform.timeout", "2s");
        config.put("catwalk.token.keyset", Keyset.generate());
        config.put("catwalk.walk.max-calls-per-second", "100000");
        config.put("catwalk.walk.page-size", "40");
        return config;
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
