package dev.catwalk.lab.year;

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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Plays the days of a year from event to event: what the daemon's triggers are due for, the platform's tickets, the weather. The
 * time is turned to each of them, and passes by itself until the daemon has done what it caused.
 */
final class Play {
    private static final Duration TICKET_INTERVAL = Duration.ofMinutes(10);
    /** Since the last ticket, when the one after it did not come. */
    private static final Duration TICKET_MISSED = Duration.ofMinutes(15);

    private static final Duration HOUR = Duration.ofHours(1);

    /** An hour, and what the walk takes. */
    private static final Duration LONGEST_UNJUDGED = Duration.ofMinutes(61);

    /** A ticket lives for twelve hours, the component's token for two more. */
    private static final Duration CALLS_GO_ON = Duration.ofHours(11);

    /** Six pushes, and the ten minutes before the first. */
    private static final Duration MOST_TICKETS_LOST = Duration.ofMinutes(70);

    /** It stays open for half of the patience with an outage. */
    private static final Duration CIRCUIT = Duration.ofMillis(600);

    /** Of a walk, before it is struck. */
    private static final int LONGEST_DELAY_MILLIS = 150;

    private final Scene scene;
    private final Excuses excuses = new Excuses();
    private final Account account;
    private final PushAccount pushAccount;
    private final Operations operations;
    private final PrintStream out;
    private final boolean shown;
    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparing(Turn::at).thenComparing(Turn::number));
    private final Map<Integer, Optional<SimulatedMerchant>> subjects = new HashMap<>();
    private final List<CompletableFuture<PushRecord>> pushes = new ArrayList<>();
    private final Timetable timetable = new Timetable();
    private Instant silentUntil = Instant.MIN;
    private Instant ticketTakenAt;
    private Instant ticketTakenAtBackup;
    private Instant ticketAt;
    private Instant hourlyAt;

    /** When the last hour was judged, or for the last time none could be. */
    private Instant judgedAt;

    private Runnable beforeWalk = () -> {};
    private Runnable strike = () -> {};
    private boolean pushesHeld;
    private long playedSince = System.nanoTime();

    private List<Weather> weather = List.of();
    private long turnsAdded;

    /** What happens at an instant; of those at the same, first what was added first. */
    private record Turn(Instant at, long number, Runnable what) {}

    /** @param shown whether each weather is printed as it begins */
    Play(Scene scene, PrintStream out, boolean shown) {
        this.scene = scene;
        this.shown = shown;
        this.account = new Account(scene, excuses);
        this.pushAccount = new PushAccount(scene);
        this.operations = new Operations(this, scene, excuses, account);
        this.out = out;
    }

    /** @throws WrongException when the account does not agree */
    void play(List<Weather> weather, Instant end) {
        this.weather = weather;
        judgedAt = now();
        ticketTakenAt = now();
        readTimetable();
        ticketAt = now().truncatedTo(ChronoUnit.MINUTES);
        hourlyAt = ticketAt;
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
                        Optional.of(ticketAt),
                        timetable.next().filter(_ -> scene.works()),
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
        checkThatAllGoesOn();
    }

    private void checkThatAllGoesOn() {
        scene.checkDaemons();
        if (!scene.works()) {
            judgedAt = now();
        } else if (Duration.between(judgedAt, now()).compareTo(LONGEST_UNJUDGED) > 0) {
            throw new WrongException(now() + " no walk over all was due since " + judgedAt);
        }
    }

    void readTimetable() {
        timetable.read(scene.database().handle(), now());
        if (!timetable.expressions().equals(scene.schedules())) {
            throw new WrongException(now() + " the stored schedules are " + timetable.expressions() + " instead of "
                    + new TreeMap<>(scene.schedules()));
        }
    }

    private void runCrons(Instant now) {
        if (!scene.works()) {
            return;
        }
        List<Timetable.Due> due = timetable.take(now);
        boolean overAll = due.stream().anyMatch(one -> one.trigger().equals(Scene.WALK_ALL));
        if (overAll) {
            Runnable before = beforeWalk;
            beforeWalk = () -> {};
            before.run();
        }
        due.forEach(one -> scene.run(one.trigger(), one.at()));
        due.stream().filter(one -> one.trigger().equals(Scene.ROSTER)).forEach(one -> {
            account.rosterWasDue(one.at());
            retryRoster();
        });
        if (overAll) {
            Runnable struck = strike;
            strike = () -> {};
            struck.run();
            rest();
            if (scene.works()) {
                account.judge();
                judgedAt = now();
                readTimetable();
            }
        }
    }

    /** The daemon tries again what fails, minutes later by the machine's clock, which is none of the year's. */
    private void retryRoster() {
        if (excuses.covers(now())) {
            at(now().plus(HOUR), () -> {
                if (scene.works()) {
                    scene.run(Scene.ROSTER, now());
                }
                retryRoster();
            });
        }
    }

    /** What the daemon does every few seconds or minutes, as often as it can make a difference. */
    private void tick() {
        ticketAt = after(ticketAt, TICKET_INTERVAL);
        if (!now().isBefore(silentUntil)) {
            pushed(platform().pushTicketNow());
        }
        if (!scene.works()) {
            return;
        }
        boolean hourly = !hourlyAt.isAfter(now());
        if (hourly || scene.hasWaitingPushes()) {
            scene.run("push-inbox", now());
        }
        if (hourly || account.silences().silentSince().isBefore(now().minus(TICKET_MISSED))) {
            scene.run("ticket-watch", now());
        }
        if (hourly) {
            hourlyAt = after(hourlyAt, HOUR);
            scene.run("upkeep", now());
            scene.run("reminders", now());
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
        List<PushRecord> ended = new ArrayList<>();
        if (!pushesHeld) {
            pushes.stream().map(CompletableFuture::join).forEach(ended::add);
            pushes.clear();
        }
        ended.forEach(this::note);
        if (scene.works()) {
            scene.awaitRest();
        }
        ended.stream().filter(push -> push.merchantAppid() != null).forEach(this::judge);
    }

    private void note(PushRecord push) {
        if (push.type().equals("component_verify_ticket") && push.outcome() == PushRecord.Outcome.ACCEPTED) {
            account.silences().ticketTaken(now());
            ticketTakenAt = now();
        }
    }

    private void judge(PushRecord push) {
        boolean reached = push.outcome() == PushRecord.Outcome.ACCEPTED || push.outcome() == PushRecord.Outcome.REFUSED;
        boolean listens = scene.first().isRunning() && scene.database().hasRoom();
        if (reached && listens && !excuses.hinder(push.merchantAppid(), now())) {
            pushAccount.judge(push);
        } else if (push.type().equals("updateauthorized")
                || reached && push.type().equals("authorized")) {
            // Unheard of or given up, it is found when what was refused is tried again after a day, or by the roster.
            excuses.merchant(push.merchantAppid(), now().plus(Excuses.UNTIL_ROSTER));
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

    Operations operations() {
        return operations;
    }

    AlertReceiver receiver() {
        return scene.receiver();
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

    /** Whether another of its kind, which began before it ended, lasts longer. */
    boolean goesOn(Weather ended) {
        return weather.stream()
                .anyMatch(one -> one.kind() == ended.kind()
                        && !one.begins().isAfter(ended.ends())
                        && one.ends().isAfter(ended.ends()));
    }

    /** Whether weather of this kind began within this time; its end does not belong to it. */
    boolean began(WeatherKind kind, Instant from, Instant until) {
        return weather.stream()
                .anyMatch(one -> one.kind() == kind
                        && !one.begins().isBefore(from)
                        && one.begins().isBefore(until));
    }

    void at(Instant instant, Runnable what) {
        turns.add(new Turn(instant, turnsAdded++, what));
    }

    /** The daemon's circuit breaker counts in real time; an hour that is turned over would not let it close. */
    void awaitCircuit() {
        pause(CIRCUIT);
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void silence(Instant until) {
        silentUntil = until.isAfter(silentUntil) ? until : silentUntil;
        stopWithoutTicket(silentUntil);
    }

    /** Until then no ticket comes: the last one may have expired by then, or long before. */
    private void stopWithoutTicket(Instant until) {
        Instant refusedFrom = ticketTakenAt.plus(CALLS_GO_ON);
        if (refusedFrom.isBefore(until)) {
            Instant from = refusedFrom.isBefore(now()) ? now() : refusedFrom;
            excuses.stop(from, until, PlatformWeather.TOKENS_END);
        }
    }

    /** The next walk may be due almost two hours after the last. */
    void scheduleChanged() {
        judgedAt = now();
    }

    void ticketsBackedUp() {
        ticketTakenAtBackup = ticketTakenAt;
    }

    void ticketsRestored() {
        ticketTakenAt = ticketTakenAtBackup;
        Instant nextTicket = now().plus(MOST_TICKETS_LOST);
        stopWithoutTicket(silentUntil.isAfter(nextTicket) ? silentUntil : nextTicket);
    }

    /** At the beginning of the next walk over all. */
    void beforeNextWalk(Runnable what) {
        Runnable before = beforeWalk;
        beforeWalk = () -> {
            before.run();
            what.run();
        };
    }

    /** In the middle of the next walk over all. */
    void strikeNextWalk(Dice dice, Consumer<Operations> with) {
        Runnable before = strike;
        strike = () -> {
            before.run();
            pause(Duration.ofMillis(dice.below(LONGEST_DELAY_MILLIS)));
            operations.disturbed();
            with.accept(operations);
        };
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
                .handle()
                .createQuery(MONTH)
                .map((row, _) ->
                        "%s  so far %d walks, %d changes, %d alerts, %d received; database %d MB, daemon %d MB; %d s"
                                .formatted(
                                        month,
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        scene.receiver().taken(),
                                        scene.database().megabytes(),
                                        scene.daemonMegabytes(),
                                        seconds))
                .one());
    }
}
