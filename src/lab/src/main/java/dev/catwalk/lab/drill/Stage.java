package dev.catwalk.lab.drill;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.lab.surroundings.GroupChat;
import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.lab.wxjava.OldSystem;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a drill is played on: database, simulated platform, group chat and daemons, in one folder. Ends with all of it. */
final class Stage implements AutoCloseable {
    private static final ComponentCredentials COMPONENT = ComponentCredentials.DEFAULT;

    private final Path folder;
    private final Setting setting;
    private final Narration narration;
    private final Ports ports = Ports.free();
    private final Patience patience = new Patience(this::requireNodes);
    private final List<Node> nodes = new ArrayList<>();
    private EmbeddedDatabase database;
    private Reports reports;
    private GroupAlerts alerts;
    private SimulatedPlatform platform;
    private GroupChat group;
    private OldSystem oldSystem;

    Stage(Path folder, Setting setting, Narration narration) {
        this.folder = folder;
        this.setting = setting;
        this.narration = narration;
    }

    /** Returns when everything is up and a walk has read every merchant. */
    void open(Drill drill) throws IOException {
        startDatabase();
        reports = new Reports(database.dataSource());
        alerts = new GroupAlerts(patience, narration, reports);
        platform = SimulatedPlatform.start(SimulatorOptions.builder()
                .host(Ports.HOST)
                .port(ports.platform())
                .merchants(setting.merchants())
                .mix(MerchantMix.PLAIN)
                .components(COMPONENT)
                .pushTargets(ports.pushTargets(COMPONENT))
                // The drill says when: the first one would come before a daemon listens.
                .ticketInterval(Duration.ZERO)
                .build());
        group = GroupChat.open(ports.group(), alerts::add);
        addNodes();
        drill.prepare(this);
        nodes.forEach(Node::start);
        nodes.forEach(this::awaitReady);
        pushTicket();
        Walk walk = awaitGoodWalk(0);
        narration.well("a verify ticket arrived, every 2 s there is a walk: " + walk.words());
    }

    private void awaitReady(Node node) {
        patience.until(node.name() + " is ready", Patience.OF_STARTS, node::isReady);
        narration.well(
                node.name() + " (process " + node.pid() + ") is ready, beside PostgreSQL and the simulated platform");
    }

    private void addNodes() {
        String keyset = Keyset.generate();
        for (int number = 1; number <= setting.nodes(); number++) {
            String name = "node-" + number;
            // Pushes go to the first.
            Ports itsPorts = number == 1 ? ports : ports.forAnotherDaemon();
            Map<String, String> configuration = new TreeMap<>(itsPorts.properties(COMPONENT));
            configuration.put("catwalk.token.keyset", keyset);
            configuration.put("catwalk.alert.language", "en");
            // What merchants had rejected before is none of a drill's business.
            configuration.put(
                    "catwalk.alert.types",
                    "merchant.revoked,merchant.permission_lost,merchant.token_lost,platform.stopped,platform.ticket_overdue,"
                            + "platform.recovered");
            configuration.put("catwalk.walk.schedule", "0/2 * * * * ?");
            configuration.put("catwalk.walk.under-review-schedule", "off");
            configuration.put("catwalk.merchant.roster-schedule", "off");
            // It shows which of them runs a slice.
            configuration.put("quarkus.quartz.instance-id", name);
            configuration.putAll(setting.configuration());
            nodes.add(new Node(name, folder.resolve(name), itsPorts, configuration));
        }
    }

    Ports ports() {
        return ports;
    }

    /** Ended with the stage, after the daemons. */
    void add(OldSystem system) {
        oldSystem = system;
    }

    Narration narration() {
        return narration;
    }

    Patience patience() {
        return patience;
    }

    SimulatedPlatform platform() {
        return platform;
    }

    Reports reports() {
        return reports;
    }

    GroupAlerts alerts() {
        return alerts;
    }

    /** The one that takes in the pushes. */
    Node node() {
        return nodes.getFirst();
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    Setting setting() {
        return setting;
    }

    List<Path> logs() {
        return nodes.stream().map(Node::log).toList();
    }

    void startDatabase() {
        try {
            database = EmbeddedDatabase.start(folder.resolve("postgresql"), ports.database());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    void stopDatabase() {
        database.close();
    }

    /** Has the platform push a ticket, and returns when it was accepted. */
    void pushTicket() {
        patience.until(
                "a verify ticket is accepted",
                () -> platform.component().pushTicketNow().join().outcome() == PushRecord.Outcome.ACCEPTED);
    }

    /** The first walk after that one that is completed and has read every merchant. */
    Walk awaitGoodWalk(long after) {
        return patience.await("a completed walk that read every merchant", () -> reports.endedAfter(after).stream()
                .filter(walk ->
                        walk.state().equals("completed") && walk.isBalanced() && walk.read() == walk.merchants())
                .findFirst());
    }

    /** The first walk after that one that the platform stopped, for this reason. */
    Walk awaitStoppedWalk(long after, int errcode) {
        return patience.await("a walk that was stopped by " + errcode, () -> reports.endedAfter(after).stream()
                .filter(walk -> walk.state().equals("stopped")
                        && walk.isBalanced()
                        && reports.stopErrcode(walk.id()) == errcode)
                .findFirst());
    }

    /** What the node that takes in the pushes shows Prometheus now. */
    Metrics metrics() {
        return patience.await("metrics", node()::metrics);
    }

    /** Runs doctor, as a person would, and shows what it says; this subject must be among it. */
    void examine(String subject) {
        narration.act("catwalk doctor");
        List<String> complaints = node().doctorsComplaints();
        if (complaints.stream().noneMatch(line -> line.contains(subject))) {
            throw new DidNotAppearException("doctor's line about: " + subject + "; it said " + complaints);
        }
        narration.seen("doctor says:");
        narration.quote(complaints);
    }

    /** Runs doctor, as a person would, and shows its lines about these subjects; it must have some, and no complaint. */
    void examineWell(List<String> subjects) {
        narration.act("catwalk doctor");
        List<String> printed = node().doctor();
        List<String> lines = printed.stream()
                .filter(line -> subjects.stream().anyMatch(line::contains))
                .toList();
        boolean well = lines.stream().allMatch(line -> line.startsWith("ok"));
        if (!well || !subjects.stream().allMatch(subject -> lines.stream().anyMatch(line -> line.contains(subject)))) {
            throw new DidNotAppearException("doctor's ok about each of " + subjects + "; it said " + printed);
        }
        narration.seen("doctor says:");
        narration.quote(lines);
    }

    private void requireNodes() {
        for (Node node : nodes) {
            if (node.unwantedExit().isPresent()) {
                throw new DidNotAppearException(node.name() + " ended by itself, with "
                        + node.unwantedExit().getAsInt());
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::beginToEnd);
        nodes.forEach(Node::close);
        if (oldSystem != null) {
            oldSystem.close();
        }
        if (platform != null) {
            platform.close();
        }
        if (group != null) {
            group.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
