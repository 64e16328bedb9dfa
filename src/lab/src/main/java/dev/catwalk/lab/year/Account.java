package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges what the daemon's reports say by what is true on the simulated platform. It shares no code with the daemon: it reads the
 * reporting views as any user does, asks the platform itself, and counts what the receiver of alerts has got.
 */
final class Account {
    /** Of the database, with histories of 45 days: about twice what was seen. */
    private static final double MOST_MEGABYTES = 20;

    private static final double MOST_MEGABYTES_A_MERCHANT = 0.2;

    /** Of a daemon. Restarted every few days, it cannot show a slow leak. */
    private static final long MOST_MEMORY_MEGABYTES = 500;

    /** Kept for 45 days, deleted once a day. */
    private static final Duration OLDEST_WALK = Duration.ofDays(47);

    private static final Duration HOUR = Duration.ofHours(1);

    private final Scene scene;
    private final Excuses excuses;
    private final CategoryAccount categories;
    private final AlertAccount alerts;
    private final DeliveryAccount delivery;
    private final SilenceAccount silences;
    private final RefreshAccount refreshes;
    private long judged;
    private long lastWalk;
    private long walkAtBackup;
    /** Null before the first walk over all. */
    private Instant plannedBefore;

    /** Null while none has to be judged. */
    private Instant rosterDueAt;

    private Instant restoredAt = Instant.EPOCH;

    Account(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
        this.categories = new CategoryAccount(scene, excuses);
        this.alerts = new AlertAccount(scene, excuses);
        this.delivery = new DeliveryAccount(scene, excuses);
        this.silences = new SilenceAccount(scene, scene.now());
        this.refreshes = new RefreshAccount(excuses);
    }

    /** To be told of tickets, and of who listens for them. */
    SilenceAccount silences() {
        return silences;
    }

    /** The roster's schedule has come, and the daemon has done what it could. */
    void rosterWasDue(Instant at) {
        rosterDueAt = excuses.covers(scene.now()) ? null : at;
    }

    /**
     * To be called when a walk over all has ended and the daemon has nothing left to do.
     *
     * @throws WrongException when anything is not as it must be
     */
    void judge() {
        Instant now = scene.now();
        Map<String, SimulatedMerchant> merchants =
                scene.merchants().stream().collect(Collectors.toMap(SimulatedMerchant::appid, Function.identity()));
        Map<String, MerchantTruth> truths = merchants.values().stream()
                .map(SimulatedMerchant::truth)
                .collect(Collectors.toMap(MerchantTruth::appid, Function.identity()));
        List<String> wrong = new ArrayList<>();
        categories.judge(now, merchants, truths, wrong);
        alerts.judge(now, truths, silences.silentSince(), wrong);
        delivery.judge(now, wrong);
        judgeWalks(now, wrong);
        silences.judge(now, wrong);
        refreshes.judge(now, scene.merchants(), wrong);
        judgeHousekeeping(now, wrong);
        judgeSize(wrong);
        if (!wrong.isEmpty()) {
            throw new WrongException(now + "\n  " + String.join("\n  ", wrong));
        }
        judged++;
        excuses.nextHour(truths);
    }

    /** The database is copied now. */
    void backUp() {
        walkAtBackup = lastWalk;
        categories.backUp();
        alerts.backUp();
        delivery.backUp();
    }

    /** The copy has taken the database's place: what came after it has to be found again, or is forgotten. */
    void restore() {
        lastWalk = walkAtBackup;
        categories.restore();
        alerts.restore();
        delivery.restore();
        silences.restore();
        rosterDueAt = null;
        restoredAt = scene.now();
    }

    long judged() {
        return judged;
    }

    private static final String WALKS = """
            select walk_id, scope, planned_at, state, merchants,
              (select coalesce(sum(l.merchants), 0) from reporting.walk_ledger l where l.walk_id = w.walk_id)
            from reporting.walk w where walk_id > ? order by walk_id
            """;

    private record Walk(long id, String scope, Instant plannedAt, String state, long merchants, long visited) {
        /** By a push that the daemon took up since it was at rest; judged with the next hour. One that never ends is no rest. */
        boolean hasJustBegun() {
            return state.equals("running") && scope.equals("merchant");
        }
    }

    /** Ledgers are balanced, and each hour had its walk. */
    private void judgeWalks(Instant now, List<String> wrong) {
        List<Walk> walks = scene
                .database()
                .handle()
                .select(WALKS, lastWalk)
                .map((row, _) -> new Walk(
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6)))
                .stream()
                .takeWhile(walk -> !walk.hasJustBegun())
                .toList();
        for (Walk walk : walks) {
            lastWalk = walk.id();
            if (walk.state().equals("running") || walk.merchants() != walk.visited()) {
                wrong.add("unbalanced: " + walk);
            }
        }
        for (Walk walk : walks) {
            // One that a starting daemon plans by the machine's time, which is a year off, is none of the year's.
            if (walk.scope().equals("all")
                    && (plannedBefore == null || walk.plannedAt().isAfter(plannedBefore))) {
                boolean late = plannedBefore != null
                        && Duration.between(plannedBefore, walk.plannedAt()).compareTo(HOUR) > 0;
                if (late && !excuses.covers(now)) {
                    wrong.add("no walk over all was due between " + plannedBefore + " and " + walk.plannedAt());
                }
                plannedBefore = walk.plannedAt();
            }
        }
    }

    private static final String ROSTER = "select min(roster_read_at) from reporting.component";

    // The last completed one of each scope is kept however old it is.
    private static final String ENDED = """
            select min(finished_at) from reporting.walk
            where walk_id not in (select max(walk_id) from reporting.walk where state = 'completed' group by scope)
            """;

    /** What is due once a day is done. */
    private void judgeHousekeeping(Instant now, List<String> wrong) {
        Instant rosterReadAt = instant(ROSTER);
        boolean unread = rosterDueAt != null
                && (rosterReadAt == null || rosterReadAt.isBefore(rosterDueAt.minus(Excuses.CLOCKS_DIFFER)));
        if (unread && !excuses.covers(now)) {
            wrong.add("the roster was due at " + rosterDueAt + ", and was last read at " + rosterReadAt);
        }
        rosterDueAt = null;
        Instant oldest = instant(ENDED);
        // What a backup brought back goes with the next pruning.
        boolean isPruned = restoredAt.isBefore(now.minus(Duration.ofHours(25)));
        if (isPruned && oldest != null && oldest.isBefore(now.minus(OLDEST_WALK))) {
            wrong.add("a walk is kept that ended at " + oldest);
        }
    }

    /** Null when there is none. */
    private Instant instant(String question) {
        return scene.database()
                .handle()
                .createQuery(question)
                .mapTo(Instant.class)
                .findOne()
                .orElse(null);
    }

    private void judgeSize(List<String> wrong) {
        long database = scene.database().megabytes();
        long daemon = scene.daemonMegabytes();
        double mostOfDatabase =
                MOST_MEGABYTES + MOST_MEGABYTES_A_MERCHANT * scene.merchants().size();
        if (database > mostOfDatabase || daemon > MOST_MEMORY_MEGABYTES) {
            wrong.add("the database takes %d MB of at most %.0f, the daemon %d of at most %d"
                    .formatted(database, mostOfDatabase, daemon, MOST_MEMORY_MEGABYTES));
        }
    }
}
