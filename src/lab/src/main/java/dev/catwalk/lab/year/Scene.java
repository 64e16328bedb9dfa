package dev.catwalk.lab.year;

import dev.catwalk.delivery.CommitListener;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.lab.surroundings.FreePort;
import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Where the year is played: database, simulated platform, a daemon and the receiver of its alerts, all on one time. */
final class Scene implements AutoCloseable {
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;
    private static final Duration TO_START = Duration.ofMinutes(5);

    private static final List<String> KEPT = List.of(
            "catwalk.walk.keep",
            "catwalk.alert.keep",
            "catwalk.merchant.keep-events",
            "catwalk.category.keep-snapshots",
            "catwalk.category.keep-changes");

    /** More than any work of one step takes, time-outs and retries included. */
    private static final Duration TO_FINISH = Duration.ofMinutes(2);

    private final Path folder;
    private final Ports ports = Ports.free();
    private final int agentPort = FreePort.any();
    private final TurnedTime time;
    private final Node node;
    private final Path agent;
    private final AlertReceiver receiver;
    private final SimulatedPlatform platform;
    /** Nothing that it started outlives this process, also when a signal ends it. */
    private final Thread atExit = Thread.ofPlatform().unstarted(this::end);

    /** Null while it is not running. */
    private EmbeddedDatabase database;

    private Handle handle;
    private Socket agentSocket;

    Scene(Path folder, long seed, int merchants, Instant start) throws IOException {
        this.folder = folder;
        this.time = new TurnedTime(start);
        this.agent = writeAgent(folder.resolve("agent.jar"));
        this.node = new Node(
                "the daemon",
                Files.createDirectories(folder.resolve("daemon")),
                ports,
                configuration(
                        writeKeyset(folder.resolve("keyset.json")), seed % 2 == 0 ? "Asia/Shanghai" : "Europe/Berlin"));
        this.receiver = new AlertReceiver(ports.group());
        this.platform = SimulatedPlatform.start(SimulatorOptions.builder()
                .host(Ports.HOST)
                .port(ports.platform())
                .clock(time)
                .seed(seed)
                .merchants(merchants)
                .mix(MerchantMix.MIXED)
                .rotateRefreshTokens(seed % 2 == 0)
                .components(COMPONENT)
                .pushTargets(ports.pushTargets(COMPONENT))
                // The year says when.
                .ticketInterval(Duration.ZERO)
                .build());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Returns when the daemon is ready. */
    void open() {
        startDatabase();
        node.refusalToMigrate().ifPresent(refusal -> {
            throw new IllegalStateException(refusal);
        });
        time.takeAlong(handle);
        startNode();
    }

    private Map<String, String> configuration(Path keyset, String zone) {
        Map<String, String> properties = ports.properties(COMPONENT);
        properties.remove("catwalk.alert.wecom.url");
        properties.put("catwalk.alert.webhook.url", "http://" + Ports.HOST + ":" + ports.group() + "/");
        properties.put("catwalk.alert.webhook.secret", AlertReceiver.SECRET);
        properties.put("catwalk.alert.webhook.allow-private-addresses", "true");
        properties.put("catwalk.token.keyset-file", keyset.toString());
        properties.put("catwalk.schedule-zone", zone);
        KEPT.forEach(history -> properties.put(history, "45d"));
        properties.put("quarkus.log.level", "WARN");
        // What waits for the platform waits in real time.
        properties.put("catwalk.platform.outage-patience", "1s");
        properties.put("catwalk.walk.max-calls-per-second", "100000");
        return properties;
    }

    private static Path writeKeyset(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, Keyset.generate());
    }

    /** A jar of one class; the daemon has all that the class needs. */
    private static Path writeAgent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", TimeAgent.class.getName());
        String entry = TimeAgent.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream compiled = TimeAgent.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            compiled.transferTo(out);
        }
        return jar;
    }

    // Database

    private void startDatabase() {
        try {
            database = EmbeddedDatabase.start(folder.resolve("postgresql"), ports.database());
            // A crash of PostgreSQL loses nothing without it, and the machine is not to crash.
            jdbi().useHandle(h -> h.execute("alter system set fsync = off"));
            jdbi().useHandle(h -> h.execute("select pg_reload_conf()"));
            handle = jdbi().open();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    /** At once, also with open connections. */
    private void stopDatabase() {
        handle.close();
        database.close();
        database = null;
    }

    /** Returns when the daemon can work with it again. */
    void restartDatabase() {
        stopDatabase();
        startDatabase();
        Awaitility.await("a daemon that is ready after its database is back")
                .atMost(TO_START)
                .pollInterval(Duration.ofMillis(100))
                .until(node::isReady);
    }

    /** The database as its owner. Of the year alone: one thread uses it. */
    Handle database() {
        return handle;
    }

    private Jdbi jdbi() {
        return Jdbi.create(database.dataSource());
    }

    long databaseMegabytes() {
        return handle.createQuery("select pg_database_size(current_database()) / 1000000")
                .mapTo(Long.class)
                .one();
    }

    // Daemon

    /** Returns when it is ready. */
    void startNode() {
        node.start("-javaagent:" + agent + "=" + agentPort);
        Awaitility.await("the daemon; its log is " + node.log())
                .atMost(TO_START)
                .pollInterval(Duration.ofMillis(100))
                .failFast("the daemon ended; its log is " + node.log(), () -> !node.isRunning())
                .until(node::isReady);
        pauseCronTriggers();
        request(TimeAgent.FOLLOW);
    }

    // By the machine's clock, which shows another time, nothing is to fire.
    private static final String PAUSE = """
            update quartz.qrtz_triggers set trigger_state = 'PAUSED' where trigger_group = 'schedule' and trigger_type = 'CRON'
            """;

    private void pauseCronTriggers() {
        handle.execute(PAUSE);
    }

    void terminateNode() {
        leaveAgent();
        node.terminate();
    }

    void killNode() {
        leaveAgent();
        node.kill();
    }

    boolean hasNode() {
        return node.isRunning();
    }

    Node node() {
        return node;
    }

    /** What it takes of the machine's memory; 0 while there is none. */
    long daemonMegabytes() {
        try (Stream<String> status = Files.lines(Path.of("/proc", Long.toString(node.pid()), "status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000)
                    .sum();
        } catch (IOException e) {
            // It has ended, or this is no Linux.
            return 0;
        }
    }

    /** Runs the job of a trigger of the daemon's, and returns when it has ended. */
    void run(String trigger, Instant dueAt) {
        request(TimeAgent.RUN + " " + trigger + " " + dueAt);
    }

    private void request(String line) {
        try {
            if (agentSocket == null) {
                agentSocket = new Socket(Ports.HOST, agentPort);
                agentSocket.setTcpNoDelay(true);
                agentSocket.setSoTimeout((int) TO_FINISH.toMillis());
            }
            new PrintWriter(agentSocket.getOutputStream(), true, StandardCharsets.UTF_8).println(line);
            String answer = new BufferedReader(
                            new InputStreamReader(agentSocket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (!TimeAgent.DONE.equals(answer)) {
                throw new WrongException("the daemon could not " + line + ": " + answer);
            }
        } catch (IOException e) {
            throw new WrongException("the daemon does not answer to " + line + ": " + e.getMessage());
        }
    }

    private void leaveAgent() {
        try {
            if (agentSocket != null) {
                agentSocket.close();
                agentSocket = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Time

    Instant now() {
        return time.instant();
    }

    /** Turns the time forward for all; nothing is turned when it is later already. */
    void turnTo(Instant instant) {
        time.turnTo(instant, handle);
        if (hasNode()) {
            request(TimeAgent.FOLLOW);
        }
    }

    private static final String BUSY = """
            select exists (select from app.walk where state = 'running')
              or exists (select from quartz.qrtz_triggers where trigger_group <> 'schedule' or trigger_name like '%-now')
              or exists (select from app.push_event where processed_at is null and attempts < 10
            and (claimed_until is null or claimed_until <= app.now() or last_error is null))
              or exists (select from app.alert_delivery where state = 'pending' and next_attempt_at <= app.now()
            and (claimed_until is null or claimed_until <= app.now()))
            """;

    /** Returns when the daemon has nothing left to do at this time. */
    void awaitRest() {
        handle.execute(CommitListener.NOTIFY);
        long deadline = System.nanoTime() + TO_FINISH.toNanos();
        while (handle.createQuery(BUSY).mapTo(Boolean.class).one()) {
            if (System.nanoTime() > deadline) {
                throw new WrongException("work does not end");
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    SimulatedPlatform platform() {
        return platform;
    }

    List<SimulatedMerchant> merchants() {
        return platform.component().merchants(0, platform.component().merchantCount());
    }

    AlertReceiver receiver() {
        return receiver;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // A signal ends this process: what is open ends there, and what breaks off by it is no finding.
            while (true) {
                LockSupport.park();
            }
        }
        end();
    }

    private void end() {
        if (hasNode()) {
            node.kill();
        }
        platform.close();
        receiver.close();
        if (database != null) {
            database.close();
        }
    }
}
