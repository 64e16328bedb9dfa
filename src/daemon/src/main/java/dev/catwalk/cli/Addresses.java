package dev.catwalk.cli;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where this process listens. */
@Singleton
class Addresses {
    private final String base;
    private final String management;

    Addresses(
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            @ConfigProperty(name = "quarkus.management.host") String managementHost,
            @ConfigProperty(name = "quarkus.management.port") int managementPort) {
        this.base = "http://" + host + ":" + port;
        this.management = "http://" + managementHost + ":" + managementPort;
    }

    /** To be followed by a component's appid. */
    String pushes() {
        return base + "/push/";
    }

    String health() {
        return management + "/q/health";
    }

    String metrics() {
        return management + "/q/metrics";
    }
}
