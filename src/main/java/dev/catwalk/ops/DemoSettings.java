package dev.catwalk.ops;

import dev.catwalk.ops.surroundings.FreePort;
import dev.catwalk.ops.surroundings.Ports;
import dev.catwalk.simulator.ComponentCredentials;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.token.Keyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The demo's ports and the configuration that makes everything meet. */
record DemoSettings(Path folder, Ports ports) {
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;
    private static final int MERCHANTS = 400;
    private static final double CHANGES_PER_SECOND = 1.5;

    static DemoSettings choose(Path folder) {
        return new DemoSettings(
                folder,
                new Ports(
                        port("pushes", 8080),
                        port("health and metrics", 9000),
                        port("PostgreSQL", 55432),
                        port("the simulated platform", 8099),
                        port("the group chat", 8098)));
    }

    /** Beside whatever runs on the usual ports. */
    static DemoSettings chooseQuietly(Path folder) {
        return new DemoSettings(folder, Ports.free());
    }

    private static int port(String use, int usual) {
        int port = FreePort.preferring(usual);
        if (port != usual) {
            System.out.println("Port " + usual + " is taken; " + use + " will be at " + port + ".");
        }
        return port;
    }

    SimulatorOptions platform() {
        return SimulatorOptions.builder()
                .host(Ports.HOST)
                .port(ports.platform())
                .merchants(MERCHANTS)
                .mix(MerchantMix.MIXED)
                .lifePerSecond(CHANGES_PER_SECOND)
                .components(COMPONENT)
                .pushTargets(ports.pushTargets(COMPONENT))
                .state(folder.resolve("platform.json"))
                .build();
    }

    /** As system properties, which win over whatever else the surroundings configure. */
    void apply() throws IOException {
        properties().forEach(System::setProperty);
    }

    private Map<String, String> properties() throws IOException {
        Map<String, String> properties = ports.properties(COMPONENT);
        properties.put("quarkus.log.level", "WARN");
        properties.put("catwalk.token.keyset-file", keyset().toString());
        properties.put("catwalk.walk.schedule", "0/10 * * * * ?");
        properties.put("catwalk.walk.under-review-schedule", "3/5 * * * * ?");
        properties.put("catwalk.merchant.roster-schedule", "30 0/2 * * * ?");
        return properties;
    }

    private Path keyset() throws IOException {
        Path file = folder.resolve("keyset.json");
        if (Files.notExists(file)) {
            KeysetFile.create(file, Keyset.generate());
        }
        return file;
    }
}
