package dev.catwalk.delivery;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.util.Map;

/** The client of receivers without an application around it. */
public final class OpenHttp implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final DeliveryHttp client;

    public OpenHttp() {
        this(Map.of());
    }

    public OpenHttp(Map<String, String> properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .withMapping(DeliveryConfig.class);
        properties.forEach(builder::withDefaultValue);
        client = new DeliveryHttp(vertx, builder.build().getConfigMapping(DeliveryConfig.class));
    }

    public DeliveryHttp client() {
        return client;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
