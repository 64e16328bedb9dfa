package dev.catwalk.alert;

import io.vertx.core.Vertx;
import java.util.Map;

/** The client of receivers without an application around it. */
public final class OpenHttp implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final AlertHttp client;

    public OpenHttp() {
        this(Map.of());
    }

    public OpenHttp(Map<String, String> properties) {
        client = new AlertHttp(vertx, AlertSettings.of(properties));
    }

    public AlertHttp client() {
        return client;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
