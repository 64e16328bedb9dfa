package dev.catwalk.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The processes that are measured, each with a log of its own. They end with the bench, also when that is interrupted. */
final class Children implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path logs;
    private final List<Process> children = new CopyOnWriteArrayList<>();

    Children(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Runs one of Catwalk's own commands, by the script that users call: the process is the JVM's. */
    Process catwalk(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = logging(arguments[0], "deploy/catwalk");
        builder.command().addAll(Arrays.asList(arguments));
        builder.environment().putAll(environment);
        return start(builder.redirectOutput(builder.redirectError()));
    }

    /** Runs a main class of the bench; its standard output is for the caller to read. */
    Process java(Class<?> main, String... arguments) throws IOException {
        ProcessBuilder builder = logging(
                main.getSimpleName(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                // The cheapest collector on few cores, as for the daemon; and more heap than that has.
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        builder.command().addAll(Arrays.asList(arguments));
        return start(builder);
    }

    /** Where a process writes what goes wrong. */
    Path logs() {
        return logs;
    }

    private ProcessBuilder logging(String name, String... command) {
        return new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(name.toLowerCase(Locale.ROOT) + ".log").toFile()));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process child = builder.start();
        children.add(child);
        return child;
    }

    static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                child.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        children.forEach(Process::destroy);
        children.forEach(Children::end);
    }
}
