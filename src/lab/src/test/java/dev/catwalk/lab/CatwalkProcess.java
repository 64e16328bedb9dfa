package dev.catwalk.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** The packaged product as a process of its own; what it prints stays in a folder under target. Killed when closed. */
final class CatwalkProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** Most conditions ask the database in a session of their own, beside processes that want the CPU. */
    private static final Duration POLL = Duration.ofMillis(250);

    private final Process process;
    private final Path out;
    private final Path err;

    private CatwalkProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** A command of the daemon or the lab by the script that users call, with this virtual machine's java. */
    static CatwalkProcess start(Map<String, String> environment, String... arguments) {
        return start(List.of(), environment, arguments);
    }

    /** As at a terminal, where Ctrl-C ends it: tests that run in the background hand on that SIGINT is ignored. */
    static CatwalkProcess startAtTerminal(Map<String, String> environment, String... arguments) {
        return start(List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV"), environment, arguments);
    }

    private static CatwalkProcess start(List<String> by, Map<String, String> environment, String... arguments) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("JAVA_HOME", System.getProperty("java.home"));
        // Short lives: less compiling.
        all.merge("JAVA_OPTS", "-XX:TieredStopAtLevel=1", (options, ours) -> options + " " + ours);
        List<String> command = new ArrayList<>(by);
        command.add(TrainedCheckout.current().resolve("deploy/catwalk").toString());
        command.addAll(List.of(arguments));
        return run(command, all);
    }

    /** The demo, once it is up. Those of two virtual machines would choose the same ports if they started at once. */
    static CatwalkProcess demo(Map<String, String> environment) {
        try (FileChannel file = FileChannel.open(
                        Path.of("src/lab/target/demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            return start(environment, "demo").awaitOutput("The demo is up.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With nothing of this environment but the path. */
    static CatwalkProcess run(List<String> command, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory(Path.of("src/lab/target").toAbsolutePath(), "process-");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv("PATH"));
            builder.environment().put("HOME", folder.toString());
            builder.environment().putAll(environment);
            Path out = folder.resolve("out.txt");
            Path err = folder.resolve("err.txt");
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            return new CatwalkProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that the process finds on its standard input. */
    CatwalkProcess feed(String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    String output() {
        return out() + err();
    }

    /** Fails when the process ends before. */
    CatwalkProcess awaitOutput(String fragment) {
        return await(fragment, () -> output().contains(fragment));
    }

    /** Fails when the process ends before. */
    CatwalkProcess await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(LIMIT).pollInterval(POLL).until(() -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + " before: " + what + "\n" + output());
            }
            return false;
        });
        return this;
    }

    int awaitExit() {
        return awaitExit(LIMIT);
    }

    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("does not end\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGTERM. */
    Ending terminate() {
        return ending(process::destroy);
    }

    /** Sends SIGINT, as Ctrl-C does. */
    Ending interrupt() {
        return ending(() -> signal("INT"));
    }

    private Ending ending(Runnable wish) {
        long askedAt = System.nanoTime();
        wish.run();
        int exitCode = awaitExit();
        return new Ending(exitCode, Duration.ofNanos(System.nanoTime() - askedAt));
    }

    /** Sends SIGSTOP: from now on it does nothing, and holds on to all it has. */
    void pause() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process sent = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
            if (sent.waitFor() != 0) {
                throw new AssertionError("no process to send " + name + " to");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** With what it has started: a daemon left behind would join the next one on its database's port. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    record Ending(int exitCode, Duration took) {}

    private static String read(Path file) {
        try {
            // Not by readString, which refuses the half of a character that a process has just begun to print.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
