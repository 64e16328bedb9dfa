package dev.catwalk.token;

import dev.catwalk.network.OutsideHttp;
import dev.catwalk.network.WayOut;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;

/** Exchanges with the systems that own borrowed tokens. Without a proxy: they are in the same house, private addresses included. */
@Startup
@Singleton
class TokenOwnerHttp extends OutsideHttp {
    /** Requests to one owner at once. */
    static final int CONCURRENCY = 16;

    /** To one host, where several owners may live: one that is slow leaves the others some. */
    private static final int CONNECTIONS = 4 * CONCURRENCY;

    private static final int MAX_BODY_BYTES = 1 << 16;

    TokenOwnerHttp(Vertx vertx) {
        super(
                vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS)),
                WayOut.of("off", ""),
                MAX_BODY_BYTES);
    }
}
