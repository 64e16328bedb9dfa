package dev.catwalk.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catwalk.network.OutsideHttp;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Exchanges with the OpenID provider. Without a proxy: most providers are in the same house. */
@Startup
@Singleton
class OidcHttp extends OutsideHttp {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BODY_BYTES = 1 << 18;

    OidcHttp(Vertx vertx) {
        super(vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(4)), WayOut.of("off", ""), MAX_BODY_BYTES);
    }

    Answer get(String address, Map<String, String> headers) throws IOException, InterruptedException {
        return get(parsed(address), headers, TIMEOUT);
    }

    /** @param form as RFC 6749 has it, encoded */
    Answer post(String address, Map<String, String> headers, String form) throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/x-www-form-urlencoded");
        return post(parsed(address), Optional.empty(), all, form.getBytes(UTF_8), TIMEOUT);
    }

    private static WebAddress parsed(String address) throws IOException {
        return WebAddress.find(address).orElseThrow(() -> new IOException("what it gives as an address is none"));
    }
}
