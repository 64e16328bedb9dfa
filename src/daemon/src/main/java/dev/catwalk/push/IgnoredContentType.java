package dev.catwalk.push;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.event.Observes;

/**
 * Takes the Content-Type away before anybody reads it. The platform's says nothing about the body (text/xml has been seen on
 * JSON), and a malformed one would be answered with 400 by the framework instead of being judged by its signature.
 */
class IgnoredContentType {
    private static final int BEFORE_ROUTING = 100;

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (request.request().path().startsWith("/push/")) {
                        request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
                    }
                    request.next();
                },
                BEFORE_ROUTING);
    }
}
