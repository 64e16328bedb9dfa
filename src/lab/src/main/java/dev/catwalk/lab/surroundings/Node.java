package dev.catwalk.lab.surroundings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A daemon as a process of its own, with a folder for its configuration and its log. */
public final class Node implements AutoCloseable {
    /** The contract's 15 seconds, and what a busy machine adds. */
    private static final Duration TO_END = Duration.ofSeconds(20);

    /** Without a database the answer waits for a connection. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);

    /** A start of its own: mostly CPU time, which other processes may need too. */
    private static final Duration LONGEST_COMMAND = Duration.ofMinutes(3);

    /** The exit code of a command whose configuration or database is wrong. */
    private static final int WRONG = 2;

    /** A drill's processes live too briefly to earn what more compiling costs. */
    private static final String BRIEF = "-XX:TieredStopAtLevel=1";

    private final String name;
    private final Path folder;
    private final Ports ports;
    private final Properties configuration = new Properties();
    private final Path script;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;

    /** Whether this program ended the process. */
    private boolean ended = true;

    /** @param folder made when it is not there */
    public Node(String name, Path folder, Ports ports, Map<String, String> configuration) {
        this(CatwalkScript.own(), name, folder, ports, configuration);
    }

    /**
     * The same of another version.
     *
     * @param script its {@code deploy/catwalk}
     */
    public Node(Path script, String name, Path folder, Ports ports, Map<String, String> configuration) {
        this.script = script;
        this.name = name;
        this.folder = folder;
        this.ports = ports;
        this.configuration.putAll(configuration);
    }

    public String name() {
        return name;
    }

    /** What it prints, of all its starts. */
    public Path log() {
        return folder.resolve("daemon.log");
    }

    public String metricsAddress() {
        return address("/q/metrics");
    }

    public long pid() {
        return process.pid();
    }

    /** Takes effect at the next start. */
    public void configure(String property, String value) {
        configuration.setProperty(property, value);
    }

    /** Takes effect at the next start. */
    public void remove(String property) {
        configuration.remove(property);
    }

    public void start() {
        start(BRIEF);
    }

    /** @param javaOptions what java gets besides, separated by spaces */
    public void start(String javaOptions) {
        ProcessBuilder builder = CatwalkScript.process(script, folder, "serve")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("JAVA_OPTS", javaOptions);
        start(builder);
    }

    /** What it prints goes to where this process prints. */
    public void startHere() {
        start(CatwalkScript.process(script, folder, "serve").inheritIO());
    }

    /** Leaves in this file what lets a later start of the same program be faster; it is whole when the process has ended. */
    public void startTraining(Path cache, String javaOptions) {
        ProcessBuilder training = CatwalkScript.process(script, folder, "serve").inheritIO();
        training.environment().put("AOT_CACHE_OUTPUT", cache.toString());
        training.environment().put("JAVA_OPTS", javaOptions);
        start(training);
    }

    private void start(ProcessBuilder builder) {
        try {
            writeConfiguration();
            process = builder.start();
            Files.writeString(pidFile(), Long.toString(process.pid()));
            ended = false;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
    }

    /** Ends the daemon of a program that was killed and left it behind; it would go on with a database that is ours now. */
    public void endLeftover() throws IOException {
        if (Files.notExists(pidFile())) {
            return;
        }
        long pid = Long.parseLong(Files.readString(pidFile()).strip());
        // The number may belong to another program by now.
        ProcessHandle.of(pid)
                .filter(leftover -> leftover.info()
                        .commandLine()
                        .filter(c -> c.endsWith(" serve"))
                        .isPresent())
                .ifPresent(leftover -> {
                    leftover.destroyForcibly();
                    leftover.onExit()
                            .orTimeout(TO_END.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                });
    }

    private Path pidFile() {
        return folder.resolve("daemon.pid");
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The exit code of a process that ended by itself. */
    public OptionalInt unwantedExit() {
        return ended || process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Sends SIGTERM; the exit code. */
    public int terminate() {
        return terminate(TO_END);
    }

    /** The same where the end takes longer. */
    public int terminate(Duration limit) {
        ended = true;
        process.destroy();
        return awaitExit(process, limit);
    }

    /** Sends SIGKILL. */
    public void kill() {
        ended = true;
        process.destroyForcibly();
        awaitExit(process, TO_END);
    }

    /** The status of its readiness; empty when the node does not answer. */
    public OptionalInt readiness() {
        return get("/q/health/ready")
                .map(answer -> OptionalInt.of(answer.statusCode()))
                .orElse(OptionalInt.empty());
    }

    public boolean isReady() {
        return readiness().equals(OptionalInt.of(200));
    }

    /** Empty when the node does not answer, which is what Prometheus calls not up. */
    public Optional<Metrics> metrics() {
        return get("/q/metrics").map(HttpResponse::body).map(Metrics::new);
    }

    /** Runs {@code catwalk migrate} with this node's configuration; why it refuses the database, empty when it does not. */
    public Optional<String> refusalToMigrate() {
        Ran migrate = run("migrate");
        return migrate.exitCode() == WRONG ? Optional.of(String.join("\n", migrate.lines())) : Optional.empty();
    }

    /** Runs {@code catwalk doctor} with this node's configuration; what it prints. */
    public List<String> doctor() {
        return run("doctor").lines();
    }

    /** The same; the lines that need attention. */
    public List<String> doctorsComplaints() {
        return doctor().stream()
                .filter(line -> line.startsWith("FAIL") || line.startsWith("WARN"))
                .toList();
    }

    /** Runs a command with this node's configuration; what it prints. */
    public List<String> command(String... arguments) {
        Ran ran = run(arguments);
        if (ran.exitCode() != 0) {
            throw new IllegalStateException(arguments[0] + " ended with " + ran.exitCode() + ": " + ran.lines());
        }
        return ran.lines();
    }

    private record Ran(int exitCode, List<String> lines) {}

    private Ran run(String... arguments) {
        try {
            writeConfiguration();
            Path output = folder.resolve(arguments[0] + ".log");
            ProcessBuilder command =
                    CatwalkScript.process(script, folder, arguments).redirectOutput(output.toFile());
            command.environment().put("JAVA_OPTS", BRIEF);
            Process process = command.start();
            return new Ran(awaitExit(process, LONGEST_COMMAND), Files.readAllLines(output));
        } catch (IOException e) {
            throw new UncheckedIOException(arguments[0] + " could not be run for " + name, e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            terminate();
        }
        http.shutdownNow();
    }

    /** Asks it to end without waiting for it, which {@link #close} does. */
    public void beginToEnd() {
        if (process != null) {
            ended = true;
            process.destroy();
        }
    }

    private Optional<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(path)))
                .timeout(TO_ANSWER)
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private String address(String path) {
        return "http://" + Ports.HOST + ":" + ports.management() + path;
    }

    /** Where Quarkus looks for it: below the folder that a process runs in. */
    private void writeConfiguration() throws IOException {
        Path file = folder.resolve("config/application.properties");
        Files.createDirectories(file.getParent());
        try (Writer writer = Files.newBufferedWriter(file)) {
            configuration.store(writer, null);
        }
    }

    /** Within the limit, or killed. */
    private static int awaitExit(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
