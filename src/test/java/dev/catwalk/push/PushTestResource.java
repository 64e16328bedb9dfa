package dev.catwalk.push;

import dev.catwalk.token.Keyset;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A real PostgreSQL, one configured component, and no platform: nobody listens where it should be. */
public class PushTestResource implements QuarkusTestResourceLifecycleManager {
    private EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres")),
                Map.entry("quarkus.datasource.username", "postgres"),
                Map.entry("catwalk.platform.url", "http://127.0.0.1:1"),
                Map.entry("catwalk.component.appid", SignedPush.COMPONENT),
                Map.entry("catwalk.component.secret", "not used by pushes"),
                Map.entry("catwalk.component.push-token", SignedPush.TOKEN),
                Map.entry("catwalk.component.encoding-aes-key", SignedPush.KEY),
                Map.entry("catwalk.component.previous-encoding-aes-key", SignedPush.OTHER_KEY),
                Map.entry("catwalk.token.keyset", Keyset.generate()));
    }

    @Override
    public void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
