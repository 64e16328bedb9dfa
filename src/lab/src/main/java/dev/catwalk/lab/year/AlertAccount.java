package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * No alert reports what is not so, none is missing where the platform refused everything, and each reaches its receiver. Silences
 * have their own {@link SilenceAccount}.
 */
final class AlertAccount {
    /** Longer than the pause between the last two attempts to deliver. */
    private static final Duration LONGEST_DELIVERY = Duration.ofHours(30);

    private static final Duration TO_DELIVER = Duration.ofMinutes(20);

    /** Of the receiver, and the pause after it. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(90);

    private final Scene scene;
    private final Excuses excuses;
    private long lastAlert;
    private long alertAtBackup;
    private Instant deliveredUntil = Instant.EPOCH;
    private final Set<Excuses.Stop> stopsJudged = new HashSet<>();
    /** Of the component, since it last recovered. */
    private int troubles;

    private int troublesAtBackup;

    /** Since the last judgement: what is reported again may be as old as the backup. */
    private boolean isRestored;

    AlertAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
    }

    void backUp() {
        alertAtBackup = lastAlert;
        troublesAtBackup = troubles;
    }

    /** Of what was reported since the backup nothing is known any more. */
    void restore() {
        lastAlert = alertAtBackup;
        troubles = troublesAtBackup;
        isRestored = true;
        stopsJudged.addAll(excuses.stops());
    }

    private static final String RAISED = """
            select distinct alert_id, type, merchant_appid, raised_at, reminder from reporting.alert
            where alert_id > ? order by alert_id
            """;

    private record Raised(long id, String type, String merchant, Instant at, boolean reminder) {}

    void judge(Instant now, Map<String, MerchantTruth> truths, List<String> wrong) {
        List<Raised> raised = scene.database()
                .handle()
                .select(RAISED, lastAlert)
                .map((row, _) -> new Raised(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant(),
                        row.getBoolean(5)))
                .list();
        for (Raised alert : raised) {
            lastAlert = alert.id();
            if (!isTrue(alert, truths.get(alert.merchant()))) {
                wrong.add("false: " + alert + "; the platform says " + truths.get(alert.merchant()));
            }
        }
        isRestored = false;
        judgeStops(now, wrong);
        judgeDelivery(now, wrong);
    }

    /** @param truth of its merchant; null for alerts about the component */
    private boolean isTrue(Raised alert, MerchantTruth truth) {
        return switch (alert.type()) {
            case "merchant.revoked" -> lately(truth, t -> !t.authorized());
            // A code that was not exchanged yet, or never will be: no call shows the refresh token.
            case "merchant.token_lost" -> lately(truth, t -> !t.queried());
            case "merchant.permission_lost" -> lately(truth, t -> t.getcategoryErrcode() == 61007);
            case "category.audit.rejected", "category.expired" ->
                // That there is one for each change is judged with the changes.
                !alert.reminder()
                        || isRestored
                        || lately(
                                truth, t -> t.categories().stream().anyMatch(c -> c.auditStatus() == 2 || c.expired()));
            case "platform.stopped" -> {
                troubles++;
                yield excuses.stops().stream().anyMatch(stop -> stop.covers(alert.at()));
            }
            case "platform.ticket_overdue" -> {
                troubles++;
                yield true;
            }
            case "platform.recovered" -> {
                boolean hadTrouble = troubles > 0;
                troubles = 0;
                yield hadTrouble;
            }
            case "merchant.recovered" -> truth != null;
            default -> false;
        };
    }

    /** Whether that was so at some time of this hour. */
    private boolean lately(MerchantTruth truth, Predicate<MerchantTruth> condition) {
        if (truth == null) {
            return false;
        }
        MerchantTruth before = excuses.anHourAgo(truth.appid());
        return condition.test(truth) || excuses.isTouched(truth.appid()) || before == null || condition.test(before);
    }

    private static final String STOPPED = """
            select count(*) from reporting.alert
            where type = 'platform.stopped' and raised_at <= :until and (ended_at is null or ended_at >= :from)
            """;

    private static final String STILL_STOPPED =
            "select count(*) from reporting.alert where type = 'platform.stopped' and ended_at is null";

    private void judgeStops(Instant now, List<String> wrong) {
        for (Excuses.Stop stop : excuses.stops()) {
            if (!stop.mustBeMet() || now.isBefore(stop.until()) || !stopsJudged.add(stop)) {
                continue;
            }
            long alerts = scene.database()
                    .handle()
                    .createQuery(STOPPED)
                    .bind("from", stop.from())
                    .bind("until", stop.until())
                    .mapTo(Long.class)
                    .one();
            if (alerts == 0) {
                wrong.add("no alert that every call is refused: " + stop);
            }
        }
        boolean stopped = scene.database()
                        .handle()
                        .createQuery(STILL_STOPPED)
                        .mapTo(Long.class)
                        .one()
                > 0;
        if (stopped && !excuses.covers(now)) {
            wrong.add("the component still counts as stopped");
        }
    }

    private static final String DELIVERED = """
            select alert_id, webhook_id, type from reporting.alert where state = 'delivered' and delivered_at > ?
            """;

    private static final String LATE = """
            select alert_id || ' ' || type || ' ' || state || ' after ' || attempts || ' attempts, raised at ' || raised_at
            from reporting.alert where state = 'dead' or state = 'pending' and raised_at < ?
            """;

    private void judgeDelivery(Instant now, List<String> wrong) {
        scene.database()
                .handle()
                .select(DELIVERED, deliveredUntil)
                .map((row, _) -> {
                    if (!scene.receiver().hasTaken(row.getString(2), row.getString(3))) {
                        wrong.add("alert " + row.getLong(1) + " counts as delivered and its receiver has not got it");
                    }
                    return row.getLong(1);
                })
                .list();
        // What is delivered while this runs is judged in the next hour.
        deliveredUntil = now;
        boolean longUp = scene.receiver()
                .upSince()
                .filter(since -> since.isBefore(now.minus(LONGEST_DELIVERY)))
                .isPresent();
        scene.database()
                .handle()
                .select(LATE, longUp ? now.minus(TO_DELIVER) : now.minus(LONGEST_OUTAGE))
                .mapTo(String.class)
                .forEach(late -> wrong.add("not delivered: " + late));
    }
}
