package dev.catwalk.bench;

import dev.catwalk.simulator.ComponentCredentials;
import dev.catwalk.token.Keyset;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** What is measured: daemon, PostgreSQL (with fsync) and simulated platform, each a process of its own. */
final class BenchSite implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(15);
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path logs;
    private final EmbeddedPostgres postgres;
    private final int platformPort = freePort();
    private final int pushPort = freePort();
    private final int managementPort = freePort();
    private Process daemon;

    private BenchSite() throws IOException {
        this.logs = Files.createTempDirectory("catwalk-bench");
        this.postgres = database();
    }

    /**
     * Everything is up, the ticket is there, and the first walk begins.
     *
     * @param latencyMillis of each of the platform's answers
     * @param settings of the daemon, besides those that make everything meet
     */
    static BenchSite start(int merchants, int latencyMillis, Map<String, String> settings) throws Exception {
        BenchSite site = new BenchSite();
        try {
            site.begin(merchants, latencyMillis, settings);
            return site;
        } catch (Exception e) {
            site.close();
            throw e;
        }
    }

    private void begin(int merchants, int latencyMillis, Map<String, String> settings) throws Exception {
        String pushes = "http://127.0.0.1:" + pushPort + "/push/" + ComponentCredentials.DEFAULT.appid();
        start(
                Map.of(),
                "simulate",
                "--merchants=" + merchants,
                "--mix=plain",
                "--latency=" + latencyMillis + "ms",
                "--port=" + platformPort,
                "--push-url=" + pushes,
                "--message-url=" + pushes + "/$APPID$");
        Map<String, String> environment = new TreeMap<>(configuration());
        environment.putAll(settings);
        daemon = start(environment, "serve");
        Awaitility.await("the daemon; logs in " + logs)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .failFast("the daemon ended; logs in " + logs, () -> !daemon.isAlive())
                .ignoreExceptions()
                .until(() -> get("http://127.0.0.1:" + managementPort + "/q/health/ready")
                                .statusCode()
                        == 200);
        platform("component/push-ticket", "");
    }

    Process daemon() {
        return daemon;
    }

    /** Asks the simulated platform's steering address for something. */
    String platform(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(platformAddress(path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    String platform(String path) throws IOException, InterruptedException {
        return get(platformAddress(path).toString()).body();
    }

    private URI platformAddress(String path) {
        return URI.create("http://127.0.0.1:" + platformPort + "/simulator/" + path);
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static final String COMPLETED = """
            select count(*) from reporting.walk where scope = 'all' and state = 'completed' and merchants > 0
            """;

    /** Returns when so many walks over all merchants are completed. */
    long awaitWalks(long count) {
        return Awaitility.await(count + " walks")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> (long) number(COMPLETED), completed -> completed >= count);
    }

    /** Returns when the names and facts of all merchants are read, which goes on beside the first walk. */
    void awaitFacts() {
        Awaitility.await("the facts of all merchants")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> number("select count(*) from app.merchant where facts_read_at is null") == 0);
    }

    double number(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static final String POSTMASTER = "select pg_read_file('postmaster.pid', 0, 20)";

    ProcessHandle postmaster() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(POSTMASTER)) {
            row.next();
            return ProcessHandle.of(
                            Long.parseLong(row.getString(1).lines().findFirst().orElseThrow()))
                    .orElseThrow();
        }
    }

    static EmbeddedPostgres database() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Map<String, String> configuration() {
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        return Map.ofEntries(
                Map.entry(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres"),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", "postgres"),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", "postgres"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(pushPort)),
                Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort)),
                Map.entry("CATWALK_COMPONENT_APPID", component.appid()),
                Map.entry("CATWALK_COMPONENT_SECRET", component.secret()),
                Map.entry("CATWALK_COMPONENT_PUSH_TOKEN", component.pushToken()),
                Map.entry("CATWALK_COMPONENT_ENCODING_AES_KEY", component.encodingAesKey()),
                Map.entry("CATWALK_PLATFORM_URL", "http://127.0.0.1:" + platformPort),
                Map.entry("CATWALK_TOKEN_KEYSET", Keyset.generate()),
                Map.entry("CATWALK_WALK_UNDER_REVIEW_SCHEDULE", "off"));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(arguments[0] + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroy);
        processes.forEach(process -> process.onExit().join());
        http.close();
        postgres.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
