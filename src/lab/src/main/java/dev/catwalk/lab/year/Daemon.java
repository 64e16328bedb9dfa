package dev.catwalk.lab.year;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.simulator.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A node of the year: a daemon with a {@link TimeAgent}, which is loaded once it is ready. */
final class Daemon {
    private static final Duration TO_START = Duration.ofMinutes(5);

    /**
     * It starts too often to gain by compiling well. With an agent from the start it would not use its cache of classes.
     */
    private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+EnableDynamicAgentLoading";

    private final Node node;
    private final Path agent;
    private final Duration longestWork;

    /** Null until it was ready for the first time. */
    private Socket socket;

    /**
     * @param agent a jar from {@link #writeAgent}
     * @param longestWork how long a job may take
     */
    Daemon(Node node, Path agent, Duration longestWork) {
        this.node = node;
        this.agent = agent;
        this.longestWork = longestWork;
    }

    /** A jar of one class; the daemon has all that the class needs. */
    static Path writeAgent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", TimeAgent.class.getName());
        String entry = TimeAgent.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream compiled = TimeAgent.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            compiled.transferTo(out);
        }
        return jar;
    }

    Node node() {
        return node;
    }

    boolean isRunning() {
        return node.isRunning();
    }

    /** Returns when it is ready and follows the time of the year. */
    void start() {
        node.start(JAVA_OPTIONS);
        awaitReady();
        int port = FreePort.any();
        loadAgent(port);
        try {
            socket = new Socket(Ports.HOST, port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) longestWork.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("the agent of " + node.name() + " does not listen", e);
        }
        follow();
    }

    void awaitReady() {
        Awaitility.await(node.name() + "; its log is " + node.log())
                .atMost(TO_START)
                .pollInterval(Duration.ofMillis(100))
                .failFast(node.name() + " ended; its log is " + node.log(), () -> !node.isRunning())
                .until(node::isReady);
    }

    private void loadAgent(int port) {
        try {
            VirtualMachine daemon = VirtualMachine.attach(Long.toString(node.pid()));
            try {
                daemon.loadAgent(agent.toString(), Integer.toString(port));
            } finally {
                daemon.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException | IOException e) {
            throw new IllegalStateException("no agent could be loaded into " + node.name(), e);
        }
    }

    /** As an operator ends it. */
    void terminate() {
        leaveAgent();
        int exitCode = node.terminate();
        if (exitCode != 0) {
            throw new WrongException("asked to end, " + node.name() + " ended with exit code " + exitCode
                    + ", or was killed after 20 s");
        }
    }

    /** Only this program ends it. */
    void mustNotHaveEnded() {
        node.unwantedExit().ifPresent(exitCode -> {
            throw new WrongException(node.name() + " ended by itself with exit code " + exitCode);
        });
    }

    void kill() {
        leaveAgent();
        node.kill();
    }

    private void leaveAgent() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it read the database's clock again. */
    void follow() {
        request(TimeAgent.FOLLOW);
    }

    /** Runs the job of one of its triggers, and returns when it has ended. */
    void run(String trigger, Instant dueAt) {
        request(TimeAgent.RUN + " " + trigger + " " + dueAt);
    }

    private void request(String line) {
        try {
            new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8).println(line);
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (!TimeAgent.DONE.equals(answer)) {
                throw new WrongException(node.name() + " could not " + line + ": " + answer);
            }
        } catch (IOException e) {
            throw new WrongException(node.name() + " does not answer to " + line + ": " + e.getMessage());
        }
    }

    /** What it takes of the machine's memory; 0 while there is none. */
    long megabytes() {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(node.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000)
                    .sum();
        } catch (IOException e) {
            // It has ended, or this is no Linux.
            return 0;
        }
    }
}
