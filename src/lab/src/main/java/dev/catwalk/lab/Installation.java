package dev.catwalk.lab;

import dev.catwalk.lab.surroundings.CatwalkScript;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.lab.surroundings.GroupChat;
import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A daemon that walks every few seconds, with everything it needs around it, in one folder; ends with all of it. */
record Installation(Ports ports, EmbeddedDatabase database, SimulatedPlatform platform, GroupChat group, Node daemon)
        implements AutoCloseable {
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;
    private static final int MERCHANTS = 400;
    private static final double CHANGES_PER_SECOND = 1.5;

    /** The usual ones; of those that are taken, any free one instead, and a line that says so. */
    static Ports usualPorts() {
        return new Ports(
                port("pushes", 8080),
                port("health and metrics", 9000),
                port("the console", 8081),
                port("PostgreSQL", 55432),
                port("the simulated platform", 8099),
                port("the group chat", 8098));
    }

    private static int port(String use, int usual) {
        int port = FreePort.preferring(usual);
        if (port != usual) {
            System.out.println("Port " + usual + " is taken; " + use + " will be at " + port + ".");
        }
        return port;
    }

    /** The folder holds data of another version, which the daemon refuses; the message says why. */
    static final class DataRefusedException extends IOException {
        DataRefusedException(String message) {
            super(message);
        }
    }

    /**
     * Returns when database and platform answer; the daemon is not started yet.
     *
     * @param reader gets what members of the group chat would read
     */
    static Installation start(Ports ports, Path folder, Consumer<String> reader) throws IOException {
        Node daemon = new Node("the daemon", folder, ports, properties(ports, folder));
        daemon.endLeftover();
        Path data = folder.resolve("postgresql");
        boolean isNew = Files.notExists(data);
        EmbeddedDatabase database = EmbeddedDatabase.start(data, ports.database());
        try {
            Optional<String> refusal = isNew ? Optional.empty() : daemon.refusalToMigrate();
            if (refusal.isPresent()) {
                throw new DataRefusedException(refusal.get());
            }
            SimulatedPlatform platform = SimulatedPlatform.start(platform(ports, folder));
            return new Installation(ports, database, platform, GroupChat.open(ports.group(), reader), daemon);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static SimulatorOptions platform(Ports ports, Path folder) {
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

    private static Map<String, String> properties(Ports ports, Path folder) throws IOException {
        Map<String, String> properties = ports.properties(COMPONENT);
        properties.put("quarkus.log.level", "WARN");
        properties.put("catwalk.token.keyset-file", keyset(folder).toString());
        properties.put("catwalk.console.auth", "users");
        properties.put("catwalk.authorize.base-url", "http://" + Ports.HOST + ":" + ports.pushes());
        properties.put("catwalk.authorize.page-url", "http://" + Ports.HOST + ":" + ports.platform());
        properties.put("catwalk.walk.schedule", "0/10 * * * * ?");
        properties.put("catwalk.walk.under-review-schedule", "3/5 * * * * ?");
        properties.put("catwalk.merchant.roster-schedule", "30 0/2 * * * ?");
        return properties;
    }

    /** Made as a user makes it, once for this folder. */
    private static Path keyset(Path folder) throws IOException {
        Path file = folder.resolve("keyset.json");
        if (Files.notExists(file)) {
            Process generate = CatwalkScript.process(folder, "keys", "generate", "--out", file.toString())
                    .inheritIO()
                    .start();
            if (generate.onExit().join().exitValue() != 0) {
                throw new IOException("no keyset could be made in " + folder);
            }
        }
        return file;
    }

    @Override
    public void close() {
        daemon.close();
        platform.close();
        group.close();
        database.close();
    }
}
