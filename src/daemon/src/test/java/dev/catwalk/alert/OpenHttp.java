package dev.catwalk.alert;

import io.vertx.core.Vertx;

/** The client of receivers without an application around it. */
public final class OpenHttp implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final AlertHttp client = new AlertHttp(vertx);

    public AlertHttp client() {
        return client;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
