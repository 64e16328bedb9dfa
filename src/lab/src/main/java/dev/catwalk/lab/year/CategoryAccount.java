package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every category is as the platform has it, since the last walk over all. Every change is there once and begins where the one before
 * it ended; every rejection and every expiry has one alert. The work list holds what is rejected or expired.
 */
final class CategoryAccount {
    private static final Duration ONE_WALK = Duration.ofMinutes(5);

    private final Scene scene;
    private final Excuses excuses;
    private Map<String, State> stateByCategory = new HashMap<>();
    private long lastChange;
    private Map<String, State> stateAtBackup = Map.of();
    private long changeAtBackup;

    /** @param status {@code none} while the category is not set */
    private record State(String status, boolean expired) {
        static final State NONE = new State("none", false);
    }

    CategoryAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
    }

    void backUp() {
        stateAtBackup = Map.copyOf(stateByCategory);
        changeAtBackup = lastChange;
    }

    void restore() {
        stateByCategory = new HashMap<>(stateAtBackup);
        lastChange = changeAtBackup;
    }

    void judge(Instant now, Map<String, MerchantTruth> truths, List<String> wrong) {
        judgeChanges(wrong);
        if (excuses.covers(now)) {
            return;
        }
        Map<String, Set<String>> stored = stored();
        Map<String, Instant> readAt = readAt();
        Map<String, Set<String>> problems = problems();
        for (MerchantTruth truth : truths.values()) {
            String appid = truth.appid();
            if (!isReadable(truth) || excuses.cover(appid, now)) {
                continue;
            }
            compare("categories of " + appid, stored.get(appid), lines(truth), wrong);
            compare("problems of " + appid, problems.get(appid), problemsOf(truth), wrong);
            if (readAt.getOrDefault(appid, Instant.EPOCH).isBefore(now.minus(ONE_WALK))) {
                wrong.add(appid + " was not read by the last walk; last read at " + readAt.get(appid));
            }
        }
        for (MerchantTruth truth : truths.values()) {
            MerchantTruth before = excuses.anHourAgo(truth.appid());
            boolean left = !truth.authorized() && before != null && !before.authorized();
            if (left && !excuses.cover(truth.appid(), now) && "authorized".equals(state(truth.appid()))) {
                wrong.add(truth.appid() + " withdrew its authorization more than an hour ago and counts as authorized");
            }
        }
    }

    /** Whether the daemon can read it: before its authorization code is exchanged, no call shows a refresh token. */
    static boolean isReadable(MerchantTruth truth) {
        return truth.authorized() && truth.queried() && truth.getcategoryErrcode() == 0;
    }

    private static void compare(String what, Set<String> found, Set<String> expected, List<String> wrong) {
        if (!expected.equals(found == null ? Set.of() : found)) {
            wrong.add(what + " are " + found + " instead of " + expected);
        }
    }

    private static Set<String> lines(MerchantTruth truth) {
        return truth.categories().stream()
                .map(c -> line(
                        c.first() + " " + c.firstName() + "/" + c.second() + " " + c.secondName(),
                        c.auditStatus(),
                        c.auditReason(),
                        c.expired()))
                .collect(Collectors.toSet());
    }

    private static String line(String category, int status, String reason, boolean expired) {
        return category + " " + status + " '" + (reason == null ? "" : reason) + "'" + (expired ? " expired" : "");
    }

    /** One under review may be on the list for what it was before, so it is not compared. */
    private static Set<String> problemsOf(MerchantTruth truth) {
        Set<String> problems = new HashSet<>();
        for (SimulatedCategory category : truth.categories()) {
            String of = category.first() + "/" + category.second();
            if (category.auditStatus() == SimulatedCategory.REJECTED) {
                problems.add("rejected " + of);
            }
            if (category.expired() && category.auditStatus() == SimulatedCategory.APPROVED) {
                problems.add("expired " + of);
            }
        }
        return problems;
    }

    private static final String CATEGORIES = """
            select merchant_appid, concat(first_id, ' ', first_name, '/', second_id, ' ', second_name), audit_status, audit_reason,
              coalesce(expired, false)
            from reporting.category_audit
            """;

    private Map<String, Set<String>> stored() {
        Map<String, Set<String>> stored = new HashMap<>();
        scene.database()
                .handle()
                .createQuery(CATEGORIES)
                .map((row, _) -> stored.computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(line(row.getString(2), row.getInt(3), row.getString(4), row.getBoolean(5))))
                .list();
        return stored;
    }

    private static final String READ_AT =
            "select merchant_appid, last_succeeded_at from reporting.merchant_coverage where last_succeeded_at is not"
                    + " null";

    private Map<String, Instant> readAt() {
        return scene
                .database()
                .handle()
                .createQuery(READ_AT)
                .map((row, _) -> Map.entry(row.getString(1), row.getTimestamp(2).toInstant()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static final String PROBLEMS = """
            select merchant_appid, kind || ' ' || first_id || '/' || second_id
            from reporting.problem join reporting.category_audit using (component_appid, merchant_appid, first_id, second_id)
            where audit_status <> 1
            """;

    private Map<String, Set<String>> problems() {
        return scene
                .database()
                .handle()
                .createQuery(PROBLEMS)
                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    }

    private static final String STATE =
            "select authorization_state from reporting.merchant_coverage where merchant_appid = ?";

    /** Null when the merchant is not known. */
    private String state(String appid) {
        return scene.database()
                .handle()
                .select(STATE, appid)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    private static final String CHANGES = """
            select change_id, merchant_appid || ' ' || first_id || '/' || second_id, change, coalesce(previous_status::text, 'none'),
              coalesce(audit_status::text, 'none'), coalesce(expired, false),
              (select count(distinct alert_id) from reporting.alert a
               where a.change_id = c.change_id and type = 'category.audit.rejected' and not reminder),
              (select count(distinct alert_id) from reporting.alert a
               where a.change_id = c.change_id and type = 'category.expired' and not reminder)
            from reporting.audit_change c where change_id > ? order by change_id
            """;

    private record Change(
            long id,
            String category,
            String kind,
            String previous,
            String status,
            boolean expired,
            int ofRejection,
            int ofExpiry) {}

    private void judgeChanges(List<String> wrong) {
        List<Change> changes = scene.database()
                .handle()
                .select(CHANGES, lastChange)
                .map((row, _) -> new Change(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6),
                        row.getInt(7),
                        row.getInt(8)))
                .list();
        for (Change change : changes) {
            lastChange = change.id();
            State before = stateByCategory.getOrDefault(change.category(), State.NONE);
            stateByCategory.put(change.category(), new State(change.status(), change.expired()));
            if (!change.previous().equals(before.status())) {
                wrong.add("it follows on " + before + ": " + change);
            }
            boolean rejected = change.status().equals("2") && !before.status().equals("2");
            boolean expired = change.expired() && !before.expired();
            if (change.ofRejection() != (rejected ? 1 : 0) || change.ofExpiry() != (expired ? 1 : 0)) {
                wrong.add("another number of alerts is due: " + change);
            }
        }
    }
}
