package dev.catwalk.lab.year;

import dev.catwalk.delivery.CommitListener;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.lab.surroundings.CatwalkScript;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Where the year is played: database, simulated platform, a daemon and the receiver of its alerts, all on one time. */
final class Scene implements AutoCloseable {
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;

    // Triggers of the daemons.
    static final String WALK_ALL = "walk-all";
    static final String ROSTER = "roster-" + COMPONENT.appid();

    private static final String SHANGHAI = "Asia/Shanghai";

    private static final List<String> KEPT = List.of(
            "catwalk.walk.keep",
            "catwalk.alert.keep",
            "catwalk.merchant.keep-events",
            "catwalk.category.keep-snapshots",
            "catwalk.category.keep-changes");

    /** What a version from before had. */
    private static final Map<String, String> OLDER = Map.of(
            "catwalk.walk.page-size", "7",
            "catwalk.walk.concurrency", "64",
            "catwalk.token.refresh-margin", "20m",
            "catwalk.alert.webhook.timeout", "5s");

    /** Of waits for the database, which are real: an operator may set them the same way. */
    private static final String SHORT_LIMITS =
            "?socketTimeout=8&options=-c%20statement_timeout=6s%20-c%20lock_timeout=5s"
                    + "%20-c%20idle_in_transaction_session_timeout=7s";

    private static final String EVERY_HOUR = "0 0 * * * ?";

    /** Most of a year would be spent with the walks of every ten minutes. */
    private static final String UNDER_REVIEW = "0 30 0/6 * * ?";

    /** Without it, a call has ended before the next one is looked at. */
    private static final Duration REFRESH_TAKES = Duration.ofMillis(20);

    /** More than any work of one step takes, time-outs and retries included. */
    private static final Duration TO_FINISH = Duration.ofMinutes(3);

    /** A daemon that sees more than ten minutes pass at once takes itself for asleep. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    /** Without a check-in, a lease or a renewed claim. */
    private static final Duration UNTIL_DEAD = Duration.ofSeconds(15);

    private final Path folder;
    private final Ports ports = Ports.free();
    private final TurnedTime time;
    private final YearDatabase database;

    /** Gets the pushes. */
    private final Daemon first;

    /** Is there for a while now and then, with an older configuration, and perhaps of another version. */
    private final Daemon second;

    private final AlertReceiver receiver;
    private final SimulatedPlatform platform;
    /** Nothing that it started outlives this process, also when a signal ends it. */
    private final Thread atExit = Thread.ofPlatform().unstarted(this::breakOff);

    private final String zone;
    private String walkSchedule = EVERY_HOUR;
    private boolean hasChannel = true;
    private int jobs;

    /** @param secondScript the {@code deploy/catwalk} that the second daemon is started by */
    Scene(Path folder, long seed, int merchants, Instant start, Path secondScript) throws IOException {
        this.folder = folder;
        this.time = new TurnedTime(start);
        this.database = new YearDatabase(folder.resolve("postgresql"), ports.database(), time);
        this.zone = seed % 2 == 0 ? SHANGHAI : "Europe/Berlin";
        Map<String, String> configuration = configuration(writeKeyset(folder.resolve("keyset.json")));
        Path agent = Daemon.writeAgent(folder.resolve("agent.jar"));
        this.first = daemon(CatwalkScript.own(), "the first daemon", ports, configuration, agent);
        configuration.putAll(OLDER);
        this.second = daemon(secondScript, "the second daemon", ports.forAnotherDaemon(), configuration, agent);
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
        // No weather clears it.
        platform.faults().add(Fault.delay(REFRESH_TAKES).on(Api.AUTHORIZER_TOKEN));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Returns when the daemon is ready. */
    void open() {
        database.start();
        first.node().refusalToMigrate().ifPresent(refusal -> {
            throw new IllegalStateException(refusal);
        });
        database.takeAlong();
        start(first);
    }

    private Daemon daemon(Path script, String name, Ports itsPorts, Map<String, String> configuration, Path agent)
            throws IOException {
        Map<String, String> all = itsPorts.properties(COMPONENT);
        all.remove("catwalk.alert.wecom.url");
        all.putAll(configuration);
        Path its = Files.createDirectories(folder.resolve(name.replace(' ', '-')));
        return new Daemon(new Node(script, name, its, itsPorts, all), agent, TO_FINISH);
    }

    private Map<String, String> configuration(Path keyset) {
        Map<String, String> properties = new HashMap<>();
        properties.putAll(channel());
        properties.put("catwalk.alert.webhook.allow-private-addresses", "true");
        properties.put("catwalk.token.keyset-file", keyset.toString());
        properties.put("catwalk.schedule-zone", zone);
        KEPT.forEach(history -> properties.put(history, "45d"));
        properties.put("quarkus.log.level", "WARN");
        properties.put("quarkus.datasource.jdbc.url", EmbeddedDatabase.jdbcUrl(ports.database()) + SHORT_LIMITS);
        // What waits for the platform waits in real time.
        properties.put("catwalk.platform.outage-patience", "1s");
        // So do calls that are tried again, and a year has many: nearly all of a walk wait together.
        properties.put("catwalk.walk.concurrency", "256");
        properties.put("quarkus.quartz.unsupported-properties.\"org.quartz.scheduler.dbFailureRetryInterval\"", "500");
        properties.put("catwalk.walk.under-review-schedule", UNDER_REVIEW);
        properties.put("catwalk.walk.max-calls-per-second", "100000");
        return properties;
    }

    private Map<String, String> channel() {
        return Map.of(
                "catwalk.alert.webhook.url",
                "http://" + Ports.HOST + ":" + ports.group() + "/",
                "catwalk.alert.webhook.secret",
                AlertReceiver.SECRET);
    }

    private static Path writeKeyset(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, Keyset.generate());
    }

    // Database

    /** Returns when the daemon can work with it again. */
    void restartDatabase() {
        database.stop();
        database.start();
        running().forEach(Daemon::awaitReady);
    }

    YearDatabase database() {
        return database;
    }

    /** @param ahead negative when it is behind */
    void shiftDatabaseClock(Duration ahead) {
        database.shiftClock(ahead);
        running().forEach(Daemon::follow);
    }

    // Daemons

    /** Returns when it is ready. */
    void start(Daemon daemon) {
        daemon.start();
        database.handle().execute(PAUSE);
        // What the one before left: by itself it looks after that every five seconds.
        daemon.run("upkeep", now());
    }

    // By the machine's clock, which shows another time, nothing is to fire.
    private static final String PAUSE = """
            update quartz.qrtz_triggers set trigger_state = 'PAUSED' where trigger_group = 'schedule' and trigger_type = 'CRON'
            """;

    Daemon first() {
        return first;
    }

    Daemon second() {
        return second;
    }

    List<Daemon> running() {
        return Stream.of(first, second).filter(Daemon::isRunning).toList();
    }

    /** The triggers that the daemons have to install, each with its cron expression and zone. */
    Map<String, String> schedules() {
        // Where clocks are set back, what is due every hour has to go by a zone where they are not.
        String hourly = zone.equals(SHANGHAI) ? zone : "UTC";
        return Map.of(
                WALK_ALL,
                walkSchedule + " " + hourly,
                "walk-under_review",
                UNDER_REVIEW + " " + zone,
                ROSTER,
                "0 30 3 * * ? " + zone,
                "retention",
                "0 15 4 * * ? " + zone);
    }

    /** Takes effect when a daemon starts. */
    void scheduleWalks(String schedule) {
        walkSchedule = schedule;
        configure("catwalk.walk.schedule", schedule);
    }

    /** Takes effect when a daemon starts. */
    void configure(String property, String value) {
        first.node().configure(property, value);
        second.node().configure(property, value);
    }

    /** The only channel of alerts. Takes effect when a daemon starts. */
    void addChannel() {
        hasChannel = true;
        channel().forEach(this::configure);
    }

    /** The same. */
    void removeChannel() {
        hasChannel = false;
        channel().keySet().forEach(property -> {
            first.node().remove(property);
            second.node().remove(property);
        });
    }

    /** A daemon that ended by itself is no weather. */
    void checkDaemons() {
        Stream.of(first, second).forEach(Daemon::mustNotHaveEnded);
    }

    /** Of the larger one. */
    long daemonMegabytes() {
        return running().stream().mapToLong(Daemon::megabytes).max().orElse(0);
    }

    /** Runs the job of a trigger, each on the next node that runs, and returns when it has ended. */
    void run(String trigger, Instant dueAt) {
        List<Daemon> running = running();
        running.get(jobs++ % running.size()).run(trigger, dueAt);
    }

    // Time

    Instant now() {
        return time.instant();
    }

    /** Turns the time forward for all; nothing is turned when it is later already. */
    void turnTo(Instant instant) {
        while (Duration.between(now(), instant).compareTo(LONGEST_TURN) > 0) {
            turnOnceTo(now().plus(LONGEST_TURN));
            // What is due at that time would be in flight when the time is turned past its claim, and be sent again.
            if (works()) {
                awaitWhile(this::wakeDeliveries);
            }
        }
        turnOnceTo(instant);
    }

    /** Whether anything can be done: a daemon runs, and can store what it does. */
    boolean works() {
        return !running().isEmpty() && database.hasRoom();
    }

    // Else each would take the other for dead.
    private static final String CHECK_IN =
            "update quartz.qrtz_scheduler_state set last_checkin_time = last_checkin_time + ?";

    private void turnOnceTo(Instant instant) {
        Duration turned = Duration.between(now(), instant);
        database.turnTo(instant);
        if (running().size() > 1) {
            database.handle().execute(CHECK_IN, Math.max(0, turned.toMillis()));
        }
        running().forEach(Daemon::follow);
    }

    /** Some seconds, after which a node that was killed is dead to the others. */
    void turnPastTheDead() {
        database.turnTo(now().plus(UNTIL_DEAD));
        running().forEach(Daemon::follow);
    }

    /** Whether a push is to be acted on later. */
    boolean hasWaitingPushes() {
        return database.isTrue("select exists (select from app.push_event where processed_at is null)");
    }

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(25);

    // Those on their way as well, and those that are taken in the next moment: when the time is turned past the end of
    // their claims, they are sent again.
    private static final String DELIVERIES_DUE = """
            select exists (
              select from app.alert_delivery where state = 'pending' and next_attempt_at <= app.now() + interval '1 second')
            """;

    private static final String BUSY = """
            select exists (select from app.walk where state = 'running')
              or exists (select from quartz.qrtz_triggers where trigger_group <> 'schedule' or trigger_name like '%-now')
              or exists (select from app.push_event where processed_at is null and attempts < 10
            and (claimed_until is null or claimed_until <= app.now() or last_error is null))
            """;

    /** Returns when the daemon has nothing left to do at this time. */
    void awaitRest() {
        wakeDeliveries();
        // In this order: what is busy raises alerts.
        awaitWhile(() -> database.isTrue(BUSY) || wakeDeliveries());
    }

    private static void awaitWhile(BooleanSupplier busy) {
        long since = System.nanoTime();
        while (busy.getAsBoolean()) {
            long waited = System.nanoTime() - since;
            if (waited > TO_FINISH.toNanos()) {
                throw new WrongException("work does not end");
            }
            // Asking is work, too, on the machine that does what is waited for.
            LockSupport.parkNanos(Math.clamp(waited / 4, SHORTEST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos()));
        }
    }

    /** Whether alerts are due. Who delivers them is told to look: by himself he does so every few seconds. */
    private boolean wakeDeliveries() {
        boolean due = hasChannel && database.isTrue(DELIVERIES_DUE);
        if (due) {
            database.handle().execute(CommitListener.NOTIFY);
        }
        return due;
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

    /** A signal ended the play: what it left is of no use. */
    private void breakOff() {
        end();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void end() {
        running().forEach(Daemon::kill);
        platform.close();
        receiver.close();
        database.stop();
    }
}
