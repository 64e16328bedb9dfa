package dev.catwalk.ops;

import dev.catwalk.simulator.ComponentCredentials;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.PushTargets;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.token.Keyset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The demo's ports and the configuration that makes everything meet. */
record DemoSettings(Path folder, int httpPort, int managementPort, int databasePort, int platformPort, int groupPort) {
    private static final String HOST = "127.0.0.1";
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;
    private static final int MERCHANTS = 400;
    private static final double CHANGES_PER_SECOND = 1.5;

    static DemoSettings choose(Path folder) {
        return new DemoSettings(
                folder,
                port("pushes", 8080),
                port("health and metrics", 9000),
                port("PostgreSQL", 55432),
                port("the simulated platform", 8099),
                port("the group chat", 8098));
    }

    /** Beside whatever runs on the usual ports. */
    static DemoSettings chooseQuietly(Path folder) {
        return new DemoSettings(folder, FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any());
    }

    private static int port(String use, int usual) {
        int port = FreePort.preferring(usual);
        if (port != usual) {
            System.out.println("Port " + usual + " is taken; " + use + " will be at " + port + ".");
        }
        return port;
    }

    SimulatorOptions platform() {
        String pushes = "http://" + HOST + ":" + httpPort + "/push/" + COMPONENT.appid();
        return SimulatorOptions.builder()
                .host(HOST)
                .port(platformPort)
                .merchants(MERCHANTS)
                .mix(MerchantMix.MIXED)
                .lifePerSecond(CHANGES_PER_SECOND)
                .components(COMPONENT)
                .pushTargets(new PushTargets(pushes, pushes + "/$APPID$"))
                .state(folder.resolve("platform.json"))
                .build();
    }

    /** As system properties, which win over whatever else the surroundings configure. */
    void apply(String jdbcUrl) throws IOException {
        properties(jdbcUrl).forEach(System::setProperty);
    }

    private Map<String, String> properties(String jdbcUrl) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarkus.http.host", HOST);
        properties.put("quarkus.http.port", Integer.toString(httpPort));
        properties.put("quarkus.management.host", HOST);
        properties.put("quarkus.management.port", Integer.toString(managementPort));
        properties.put("quarkus.datasource.jdbc.url", jdbcUrl);
        properties.put("quarkus.datasource.username", DemoDatabase.OWNER);
        properties.put("quarkus.log.level", "WARN");
        properties.put("quarkus.log.console.json.enabled", "false");
        properties.put("catwalk.platform.url", "http://" + HOST + ":" + platformPort);
        properties.put("catwalk.component.appid", COMPONENT.appid());
        properties.put("catwalk.component.secret", COMPONENT.secret());
        properties.put("catwalk.component.push-token", COMPONENT.pushToken());
        properties.put("catwalk.component.encoding-aes-key", COMPONENT.encodingAesKey());
        properties.put("catwalk.token.keyset-file", keyset().toString());
        properties.put("catwalk.alert.wecom.url", "http://" + HOST + ":" + groupPort + "/");
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
