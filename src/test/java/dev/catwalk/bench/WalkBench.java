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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Merchants per second and CPU seconds per 1,000 merchants: daemon, PostgreSQL (with fsync) and simulated platform as three
 * processes, walks over unchanged merchants with live tokens, one after the other.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures walks over unchanged merchants against the simulated platform.")
public final class WalkBench implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @Option(names = "--merchants", defaultValue = "20000", description = "default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(
            names = "--latency",
            split = ",",
            defaultValue = "0,50",
            description = "of each call, in milliseconds; several separated by commas; default: ${DEFAULT-VALUE}")
    private List<Integer> latencies;

    @Option(names = "--concurrency", defaultValue = "256", description = "calls in flight; default: ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(names = "--walks", defaultValue = "3", description = "measured, after two; default: ${DEFAULT-VALUE}")
    private int walks;

    @Option(names = "--jar", defaultValue = "target/quarkus-app/quarkus-run.jar", hidden = true)
    private Path jar;

    public static void main(String... args) {
        System.exit(new CommandLine(new WalkBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                "%d merchants, %d calls in flight, %d cores, Java %s%n%n",
                merchants, concurrency, Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"));
        System.out.println("latency  merchants/s  ideal  CPU s per 1,000 merchants: daemon  PostgreSQL  together");
        for (int latency : latencies) {
            System.out.println(measure(latency));
        }
        return 0;
    }

    private String measure(int latency) throws Exception {
        Path logs = Files.createTempDirectory("catwalk-bench");
        int platformPort = freePort();
        int pushPort = freePort();
        int managementPort = freePort();
        List<Process> processes = new ArrayList<>();
        try (EmbeddedPostgres postgres = database()) {
            Process platform = start(
                    logs,
                    Map.of(),
                    "simulate",
                    "--merchants=" + merchants,
                    "--mix=plain",
                    "--latency=" + latency + "ms",
                    "--port=" + platformPort,
                    "--push-url=http://127.0.0.1:" + pushPort + "/push/" + ComponentCredentials.DEFAULT.appid());
            processes.add(platform);
            Process daemon = start(logs, configuration(postgres, platformPort, pushPort, managementPort), "serve");
            processes.add(daemon);
            awaitAnswer("http://127.0.0.1:" + managementPort + "/q/health/ready", daemon, logs);
            post("http://127.0.0.1:" + platformPort + "/simulator/component/push-ticket");
            return measure(latency, postgres, daemon);
        } finally {
            processes.forEach(Process::destroy);
            for (Process process : processes) {
                process.waitFor();
            }
        }
    }

    private String measure(int latency, EmbeddedPostgres postgres, Process daemon) throws SQLException {
        ProcessHandle server = postmaster(postgres);
        // The first walk stores everything, the second warms the code up.
        long before = awaitWalks(postgres, 2);
        Duration daemonBefore = ProcessorTime.of(daemon.toHandle());
        Duration serverBefore = ProcessorTime.of(server);
        long after = awaitWalks(postgres, before + walks);
        Duration daemonCost = ProcessorTime.of(daemon.toHandle()).minus(daemonBefore);
        Duration serverCost = ProcessorTime.of(server).minus(serverBefore);
        double thousands = (after - before) * merchants / 1000.0;
        double rate = rate(postgres);
        return String.format(
                Locale.ROOT,
                "%4d ms  %11.0f  %5s  %32.3f  %10.3f  %8.3f",
                latency,
                rate,
                latency == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.0f%%", 100 * rate / (concurrency * 1000.0 / latency)),
                seconds(daemonCost) / thousands,
                seconds(serverCost) / thousands,
                seconds(daemonCost.plus(serverCost)) / thousands);
    }

    private static final String COMPLETED = """
            select count(*) from reporting.walk where scope = 'all' and state = 'completed' and merchants > 0
            """;

    private long awaitWalks(EmbeddedPostgres postgres, long count) {
        return Awaitility.await(count + " walks")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> (long) number(postgres, COMPLETED), completed -> completed >= count);
    }

    // The median over the measured walks, each from its own start to its own end.
    private static final String RATE = """
            select percentile_cont(0.5) within group (order by merchants / extract(epoch from finished_at - started_at))
            from (
              select * from reporting.walk
              where scope = 'all' and state = 'completed' and merchants > 0 order by walk_id offset 2) measured
            """;

    private static double rate(EmbeddedPostgres postgres) throws SQLException {
        return number(postgres, RATE);
    }

    private static double number(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static EmbeddedPostgres database() throws IOException {
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

    private static final String POSTMASTER = "select pg_read_file('postmaster.pid', 0, 20)";

    private static ProcessHandle postmaster(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(POSTMASTER)) {
            row.next();
            return ProcessHandle.of(
                            Long.parseLong(row.getString(1).lines().findFirst().orElseThrow()))
                    .orElseThrow();
        }
    }

    private Map<String, String> configuration(
            EmbeddedPostgres postgres, int platformPort, int pushPort, int managementPort) {
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
                // Due every second: one walk follows on the other.
                Map.entry("CATWALK_WALK_SCHEDULE", "* * * * * ?"),
                Map.entry("CATWALK_WALK_UNDER_REVIEW_SCHEDULE", "off"),
                Map.entry("CATWALK_WALK_CONCURRENCY", Integer.toString(concurrency)),
                Map.entry("CATWALK_WALK_MAX_CALLS_PER_SECOND", "1000000"));
    }

    private Process start(Path logs, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(arguments[0] + ".log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void awaitAnswer(String url, Process process, Path logs) {
        Awaitility.await(url + "; logs in " + logs)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .failFast("the daemon ended; logs in " + logs, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> send(HttpRequest.newBuilder(URI.create(url)).build()) == 200);
    }

    private static void post(String url) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static int send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
