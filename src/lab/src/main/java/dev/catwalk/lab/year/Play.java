package dev.catwalk.lab.year;

import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.push.PushRecord;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Plays the days of a year from event to event: what the daemon's triggers are due for, the platform's tickets, the weather. The
 * time is turned to each of them, and passes by itself until the daemon has done what it caused.
 */
final class Play {
    /** Nothing that the daemon counts is to see more than this pass at once: after ten minutes it takes itself for asleep. */
    private static final Duration STEP = Duration.ofMinutes(5);

    private static final Duration TICKET_INTERVAL = Duration.ofMinutes(10);
    private static final Duration REMINDERS = Duration.ofHours(1);

    /** It stays open for five seconds. */
    private static final Duration CIRCUIT = Duration.ofMillis(5_200);

    /** Of a walk, before it is struck. */
    private static final int LONGEST_DELAY_MILLIS = 150;

    private final Scene scene;
    private final Excuses excuses = new Excuses();
    private final Account account;
    private final PrintStream out;
    private final boolean shown;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparing(Turn::at));
    private final Map<Integer, Optional<SimulatedMerchant>> subjects = new HashMap<>();
    private final List<CompletableFuture<PushRecord>> pushes = new ArrayList<>();
    private Timetable timetable;
    private Instant silentUntil = Instant.MIN;
    private Instant ticketAt;
    private Instant remindersAt;
    private Runnable strike = () -> {};
    private boolean pushesHeld;
    private long playedSince = System.nanoTime();

    /** What happens at an instant. */
    private record Turn(Instant at, Runnable what) {}

    /** @param shown whether each weather is printed as it begins */
    Play(Scene scene, PrintStream out, boolean shown) {
        this.scene = scene;
        this.shown = shown;
        this.account = new Account(scene, excuses);
        this.out = out;
    }

    /** @throws WrongException when the account does not agree */
    void play(List<Weather> weather, Instant end) {
        timetable = new Timetable(scene.database(), now());
        ticketAt = now().truncatedTo(ChronoUnit.MINUTES);
        excuses.listensSince(now());
        remindersAt = ticketAt;
        tick();
        weather.forEach(one -> at(one.begins(), () -> begin(one)));
        weather.forEach(one -> at(one.ends(), () -> one.end(this)));
        YearMonth month = month();
        while (now().isBefore(end)) {
            step();
            if (!month().equals(month)) {
                report(month);
                month = month();
            }
        }
        report(month);
        out.println("judged hours: " + account.judged());
    }

    private void begin(Weather weather) {
        if (shown) {
            out.println(weather);
        }
        weather.begin(this);
    }

    private void step() {
        Instant next = Stream.of(
                        Optional.of(now().truncatedTo(ChronoUnit.MINUTES).plus(STEP)),
                        timetable.next().filter(_ -> scene.hasNode()),
                        Optional.ofNullable(turns.peek()).map(Turn::at))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .get();
        scene.turnTo(next);
        while (!turns.isEmpty() && !turns.peek().at().isAfter(next)) {
            turns.poll().what().run();
        }
        if (!ticketAt.isAfter(next)) {
            tick();
        }
        runCrons(next);
        rest();
    }

    private void runCrons(Instant now) {
        if (!scene.hasNode()) {
            return;
        }
        List<Timetable.Due> due = timetable.take(now);
        due.forEach(one -> scene.run(one.trigger(), one.at()));
        if (due.stream().anyMatch(one -> one.trigger().equals("walk-all"))) {
            Runnable struck = strike;
            strike = () -> {};
            struck.run();
            rest();
            if (scene.hasNode()) {
                account.judge();
            }
        }
    }

    private void tick() {
        ticketAt = after(ticketAt, TICKET_INTERVAL);
        if (!now().isBefore(silentUntil)) {
            pushed(platform().pushTicketNow());
        }
        if (scene.hasNode()) {
            List.of("push-inbox", "upkeep", "ticket-watch").forEach(job -> scene.run(job, now()));
            if (!remindersAt.isAfter(now())) {
                remindersAt = after(remindersAt, REMINDERS);
                scene.run("reminders", now());
            }
        }
    }

    /** The first of these times that is to come. */
    private Instant after(Instant before, Duration interval) {
        Instant next = before.plus(interval);
        while (!next.isAfter(now())) {
            next = next.plus(interval);
        }
        return next;
    }

    private void rest() {
        if (!pushesHeld) {
            pushes.stream().map(CompletableFuture::join).forEach(this::note);
            pushes.clear();
        }
        if (scene.hasNode()) {
            scene.awaitRest();
        }
    }

    private void note(PushRecord push) {
        if (push.type().equals("component_verify_ticket") && push.outcome() == PushRecord.Outcome.ACCEPTED) {
            excuses.ticketTaken(now());
        }
    }

    // What the weather does.

    Instant now() {
        return scene.now();
    }

    SimulatedComponent platform() {
        return scene.platform().component();
    }

    Faults faults() {
        return scene.platform().faults();
    }

    List<SimulatedMerchant> merchants() {
        return scene.merchants();
    }

    /** Of weather that has one, by its number. */
    Map<Integer, Optional<SimulatedMerchant>> subjects() {
        return subjects;
    }

    Excuses excuses() {
        return excuses;
    }

    AlertReceiver receiver() {
        return scene.receiver();
    }

    Node node() {
        return scene.node();
    }

    /** Before the next judgement its push has come, or was given up. */
    void pushed(CompletableFuture<PushRecord> push) {
        pushes.add(push);
    }

    /** Held pushes are sent in the end, the newest first. */
    void holdPushes(boolean held) {
        pushesHeld = held;
        if (held) {
            platform().pushes().pause();
        } else {
            platform().pushes().resumeReversed();
        }
    }

    void at(Instant instant, Runnable what) {
        turns.add(new Turn(instant, what));
    }

    /** The daemon's circuit breaker counts in real time; an hour that is turned over would not let it close. */
    void awaitCircuit() {
        pause(CIRCUIT);
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void silence(Instant until) {
        silentUntil = until;
    }

    /** In the middle of the next walk over all. */
    void strikeNextWalk(Dice dice, Consumer<Play> with) {
        strike = () -> {
            pause(Duration.ofMillis(dice.below(LONGEST_DELAY_MILLIS)));
            excuses.all(now());
            with.accept(this);
        };
    }

    void restartDatabase() {
        scene.restartDatabase();
    }

    void killNode(Instant until) {
        scene.killNode();
        excuses.all(until);
        at(until, this::startNode);
    }

    /** @param change of its configuration, before it starts */
    void restart(Consumer<Node> change) {
        if (!scene.hasNode()) {
            // It starts with it later.
            change.accept(scene.node());
            return;
        }
        scene.terminateNode();
        change.accept(scene.node());
        startNode();
        excuses.all(now());
    }

    private void startNode() {
        scene.startNode();
        excuses.listensSince(now());
    }

    /** As the operations manual says: rotate, and start again with the new keyset. */
    void rotateKey() {
        scene.node().command("keys", "rotate");
        restart(_ -> {});
    }

    // The report.

    private YearMonth month() {
        return YearMonth.from(now().atZone(ZoneOffset.UTC));
    }

    private static final String MONTH = """
            select (select max(walk_id) from app.walk), (select max(change_id) from app.audit_change), (select max(alert_id) from app.alert)
            """;

    private void report(YearMonth month) {
        long seconds = (System.nanoTime() - playedSince) / 1_000_000_000;
        playedSince = System.nanoTime();
        out.println(scene.database()
                .createQuery(MONTH)
                .map((row, _) ->
                        "%s  so far %d walks, %d changes, %d alerts, %d received; database %d MB, daemon %d MB; %d s"
                                .formatted(
                                        month,
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        scene.receiver().taken(),
                                        scene.databaseMegabytes(),
                                        scene.daemonMegabytes(),
                                        seconds))
                .one());
    }
}
