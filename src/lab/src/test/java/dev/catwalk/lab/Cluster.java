package dev.catwalk.lab;

import dev.catwalk.simulator.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Daemons on one site, each with a name and ports of its own. All are killed when this is closed. */
final class Cluster implements AutoCloseable {
    private final Site site;
    private final Map<String, String> settings;
    private final List<Node> nodes = new ArrayList<>();

    /** @param settings of every node, beside what the site says */
    Cluster(Site site, Map<String, String> settings) {
        this.site = site;
        this.settings = settings;
    }

    /** More nodes, all at once; returns when they are up. The very first takes in the platform's pushes. */
    List<Node> start(int count) {
        return start(count, Map.of());
    }

    /** @param special settings of these nodes alone */
    List<Node> start(int count, Map<String, String> special) {
        List<Node> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(begin(special));
        }
        started.forEach(node -> node.process().awaitOutput("up; "));
        return started;
    }

    private Node begin(Map<String, String> special) {
        Map<String, String> environment = site.environment();
        if (!nodes.isEmpty()) {
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()));
            environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.any()));
        }
        String name = "node-" + (nodes.size() + 1);
        environment.put("QUARKUS_QUARTZ_INSTANCE_ID", name);
        int consolePort = FreePort.any();
        environment.put("CATWALK_CONSOLE_PORT", Integer.toString(consolePort));
        environment.putAll(settings);
        environment.putAll(special);
        int managementPort = Integer.parseInt(environment.get("QUARKUS_MANAGEMENT_PORT"));
        Node node = new Node(site, name, CatwalkProcess.start(environment, "serve"), managementPort, consolePort);
        nodes.add(node);
        return node;
    }

    /** Asks all nodes to end, one after the other, and waits until they have. */
    void terminate() {
        nodes.forEach(node -> node.process().terminate());
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.process().close());
    }

    /**
     * @param name in the Quartz cluster
     * @param consolePort without meaning where the console is off
     */
    record Node(Site site, String name, CatwalkProcess process, int managementPort, int consolePort) {
        private static final String SLICES = """
                select slice_no from app.walk_slice
                join quartz.qrtz_fired_triggers on job_name = 'walk-' || walk_id || '-slice-' || slice_no
                where instance_name = ? and state = 'EXECUTING'
                """;

        /** The slices it goes through at this moment, or went through when it died. */
        Set<Integer> slices() {
            return site.database()
                    .withHandle(handle ->
                            handle.select(SLICES, name).mapTo(Integer.class).set());
        }

        /** How many visits it has recorded since its start. */
        long visits() {
            return sumOf("catwalk_visits_total{");
        }

        /** How often it has called the platform since its start. */
        long calls() {
            return sumOf("catwalk_platform_calls_seconds_count{");
        }

        private long sumOf(String metric) {
            return metrics()
                    .lines()
                    .filter(line -> line.startsWith(metric))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        private String metrics() {
            URI address = URI.create("http://127.0.0.1:" + managementPort + "/q/metrics");
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
