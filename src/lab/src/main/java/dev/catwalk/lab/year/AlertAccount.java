package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** No alert reports what is not so, and none is missing. Silences have their own {@link SilenceAccount}. */
final class AlertAccount {
    private static final Duration LEAST_SILENCE = Duration.ofMinutes(30);

    private final Scene scene;
    private final Excuses excuses;
    private final LossAccount losses;
    private long lastAlert;
    private long alertAtBackup;
    private final Set<Excuses.Stop> stopsJudged = new HashSet<>();
    /** Of the component, by type, since it last recovered: one recovery may be of both. */
    private final Set<String> troubles = new HashSet<>();

    private Set<String> troublesAtBackup = Set.of();

    /** The last alert about the component, where it was of trouble that had ended when the last hour was judged; else 0. */
    private long endedTrouble;

    /** Since the last judgement: what is reported again may be as old as the backup. */
    private boolean isRestored;

    AlertAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
        this.losses = new LossAccount(scene, excuses);
    }

    void backUp() {
        alertAtBackup = lastAlert;
        troublesAtBackup = Set.copyOf(troubles);
    }

    /** Of what was reported since the backup nothing is known any more. */
    void restore() {
        lastAlert = alertAtBackup;
        troubles.clear();
        troubles.addAll(troublesAtBackup);
        isRestored = true;
        stopsJudged.addAll(excuses.stops());
    }

    private static final String RAISED = """
            select distinct alert_id, type, merchant_appid, raised_at, reminder from reporting.alert
            where alert_id > ? order by alert_id
            """;

    private record Raised(long id, String type, String merchant, Instant at, boolean reminder) {}

    /** @param silentSince since when a daemon has listened without getting a ticket */
    void judge(Instant now, Map<String, MerchantTruth> truths, Instant silentSince, List<String> wrong) {
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
        losses.judge(now, truths, wrong);
        judgeRecovery(now, silentSince, wrong);
        judgeStops(now, wrong);
    }

    /** The platform may name another reason first, as that the account is frozen. */
    private static boolean grantsNone(MerchantTruth truth) {
        return Collections.disjoint(truth.permissionSets(), Set.of(30, 61));
    }

    /** @param truth of its merchant; null for alerts about the component */
    private boolean isTrue(Raised alert, MerchantTruth truth) {
        return switch (alert.type()) {
            case "merchant.revoked" -> lately(truth, t -> !t.authorized());
            // A code that was not exchanged yet, or never will be: no call shows the refresh token.
            case "merchant.token_lost" -> lately(truth, t -> !t.queried());
            case "merchant.permission_lost" -> lately(truth, t -> t.getcategoryErrcode() == 61007 || grantsNone(t));
            case "category.audit.rejected", "category.expired" ->
                // That there is one for each change is judged with the changes.
                isTrue(DUE, alert)
                        && (!alert.reminder()
                                || isRestored
                                || lately(truth, t -> t.categories().stream()
                                        .anyMatch(c -> c.auditStatus() == 2 || c.expired())));
            case "platform.stopped" -> {
                troubles.add(alert.type());
                yield excuses.stops().stream().anyMatch(stop -> stop.covers(alert.at()));
            }
            case "platform.ticket_overdue" -> {
                troubles.add(alert.type());
                yield true;
            }
            case "platform.recovered" ->
                troubles.remove("platform.stopped") || troubles.remove("platform.ticket_overdue");
            case "merchant.recovered" -> isTrue(LOST_BEFORE, alert);
            default -> false;
        };
    }

    // The only one of its change; a reminder not before catwalk.alert.remind-after, by a clock that may have stepped.
    private static final String DUE = """
            select (reminder or change_id is not null) and not exists (
              select from reporting.alert earlier
              where earlier.change_id = a.change_id and earlier.type = a.type and earlier.alert_id < a.alert_id
                and (not a.reminder or earlier.raised_at > a.raised_at - interval '7 days' + interval '4 minutes'))
            from reporting.alert a where alert_id = :alert limit 1
            """;

    /** And not reported as recovered since. */
    private static final String LOST_BEFORE = """
            select exists (
              select from reporting.alert recovered join reporting.alert loss using (merchant_appid)
              where recovered.alert_id = :alert and loss.alert_id < :alert
                and loss.type in ('merchant.revoked', 'merchant.permission_lost', 'merchant.token_lost')
                and loss.alert_id > (
                  select coalesce(max(earlier.alert_id), 0) from reporting.alert earlier
                  where earlier.merchant_appid = recovered.merchant_appid and earlier.type = recovered.type
                    and earlier.alert_id < :alert))
            """;

    private boolean isTrue(String question, Raised alert) {
        return scene.database()
                .handle()
                .createQuery(question)
                .bind("alert", alert.id())
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether that was so at some time of this hour. */
    private boolean lately(MerchantTruth truth, Predicate<MerchantTruth> condition) {
        if (truth == null) {
            return false;
        }
        MerchantTruth before = excuses.anHourAgo(truth.appid());
        return condition.test(truth) || excuses.isTouched(truth.appid()) || before == null || condition.test(before);
    }

    private static final String LAST_TROUBLE = """
            select coalesce((
              select case when type = 'platform.recovered' then 0 else alert_id end from reporting.alert a
              where type like 'platform.%' order by a.alert_id desc limit 1), 0)
            """;

    /** Trouble that has ended is reported as over before the hour after that is judged. */
    private void judgeRecovery(Instant now, Instant silentSince, List<String> wrong) {
        boolean lasts = excuses.covers(now) || silentSince.isBefore(now.minus(LEAST_SILENCE));
        long trouble = lasts
                ? 0
                : scene.database()
                        .handle()
                        .createQuery(LAST_TROUBLE)
                        .mapTo(Long.class)
                        .one();
        if (trouble > 0 && trouble == endedTrouble) {
            wrong.add("the component's trouble has ended, and no alert says so; the last one is " + trouble);
        }
        endedTrouble = trouble;
    }

    private static final String STOPPED = """
            select count(*) from reporting.alert
            where type = 'platform.stopped' and raised_at <= :until and (ended_at is null or ended_at >= :from)
            """;

    private static final String STILL_STOPPED =
            "select count(distinct alert_id) from reporting.alert where type = 'platform.stopped' and ended_at is null";

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
        long stopped = scene.database()
                .handle()
                .createQuery(STILL_STOPPED)
                .mapTo(Long.class)
                .one();
        if (stopped > 1) {
            wrong.add("that every call is refused is reported " + stopped + " times");
        }
        if (stopped > 0 && !excuses.covers(now)) {
            wrong.add("the component still counts as stopped");
        }
    }
}
