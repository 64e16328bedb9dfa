package dev.catwalk.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The admin API below {@code /simulator}, for scripts that cannot use the Java API. */
final class AdminApi {
    static final String PREFIX = "/simulator/";

    void handle(HttpServerRequest request, Buffer body) {
        request.response().setStatusCode(404).end();
    }
}
