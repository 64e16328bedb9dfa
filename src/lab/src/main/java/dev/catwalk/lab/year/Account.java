package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges what the daemon's reports say by what is true on the simulated platform. It shares no code with the daemon: it reads the
 * reporting views as any user does, asks the platform itself, and counts what the receiver of alerts has got.
 */
final class Account {
    /** A merchant needs a token once in two hours, and the walk that meets a dead one asks again. */
    private static final int MOST_REFRESHES_AN_HOUR = 2;

    /** A few times what a month of a thousand merchants takes, histories of two months included. */
    private static final long MOST_MEGABYTES = 500;

    private static final Duration HOUR = Duration.ofHours(1);

    private final Scene scene;
    private final Excuses excuses;
    private final CategoryAccount categories;
    private final AlertAccount alerts;
    private final Map<String, Integer> refreshes = new HashMap<>();
    private long judged;
    private long lastWalk;
    private long walkAtBackup;
    /** Null before the first walk over all. */
    private Instant plannedBefore;

    Account(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
        this.categories = new CategoryAccount(scene, excuses);
        this.alerts = new AlertAccount(scene, excuses);
    }

    /**
     * To be called when a walk over all has ended and the daemon has nothing left to do.
     *
     * @throws WrongException when anything is not as it must be
     */
    void judge() {
        Instant now = scene.now();
        Map<String, MerchantTruth> truths = scene.merchants().stream()
                .map(SimulatedMerchant::truth)
                .collect(Collectors.toMap(MerchantTruth::appid, Function.identity()));
        List<String> wrong = new ArrayList<>();
        categories.judge(now, truths, wrong);
        alerts.judge(now, truths, wrong);
        judgeWalks(now, wrong);
        judgeRefreshes(now, wrong);
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
    }

    /** The copy has taken the database's place: what came after it has to be found again, or is forgotten. */
    void restore() {
        lastWalk = walkAtBackup;
        categories.restore();
        alerts.restore();
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
            if (walk.scope().equals("all")) {
                boolean late = plannedBefore != null
                        && Duration.between(plannedBefore, walk.plannedAt()).compareTo(HOUR) > 0;
                if (late && !excuses.covers(now)) {
                    wrong.add("no walk over all was due between " + plannedBefore + " and " + walk.plannedAt());
                }
                plannedBefore = walk.plannedAt();
            }
        }
    }

    private void judgeSize(List<String> wrong) {
        if (scene.database().megabytes() > MOST_MEGABYTES || scene.daemonMegabytes() > MOST_MEGABYTES) {
            wrong.add("the database takes %d MB, the daemon %d"
                    .formatted(scene.database().megabytes(), scene.daemonMegabytes()));
        }
    }

    /** One refresh at a time, and no more than a token's life needs. */
    private void judgeRefreshes(Instant now, List<String> wrong) {
        for (SimulatedMerchant merchant : scene.merchants()) {
            if (merchant.mostRefreshesInFlight() > 1) {
                wrong.add("two refreshes at once for " + merchant.appid());
            }
            int calls = merchant.calls(Api.AUTHORIZER_TOKEN);
            int inThisHour = calls - refreshes.getOrDefault(merchant.appid(), calls);
            refreshes.put(merchant.appid(), calls);
            if (inThisHour > MOST_REFRESHES_AN_HOUR && !excuses.cover(merchant.appid(), now)) {
                wrong.add(inThisHour + " refreshes within an hour for " + merchant.appid());
            }
        }
    }
}
