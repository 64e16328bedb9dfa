package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every category is as the platform has it, since the last walk over all; the changes lead to it; the work list holds what is
 * rejected or expired.
 */
final class CategoryAccount {
    private static final Duration ONE_WALK = Duration.ofMinutes(5);

    private final Scene scene;
    private final Excuses excuses;
    private final ChangeAccount changes;

    CategoryAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
        this.changes = new ChangeAccount(scene);
    }

    void backUp() {
        changes.backUp();
    }

    void restore() {
        changes.restore();
    }

    void judge(
            Instant now,
            Map<String, SimulatedMerchant> merchants,
            Map<String, MerchantTruth> truths,
            List<String> wrong) {
        changes.judge(merchants, wrong);
        if (excuses.covers(now)) {
            return;
        }
        Map<String, Set<SimulatedCategory>> stored = stored();
        Map<String, Instant> readAt = readAt();
        Map<String, Set<String>> problems = problems();
        for (MerchantTruth truth : truths.values()) {
            String appid = truth.appid();
            if (!isReadable(truth) || excuses.cover(appid, now)) {
                continue;
            }
            Set<SimulatedCategory> expected = Set.copyOf(truth.categories());
            compare("categories of " + appid, stored.get(appid), expected, wrong);
            compare("what the changes lead to for " + appid, changes.categories(appid), expected, wrong);
            compare("problems of " + appid, compared(problems.get(appid), truth), problemsOf(truth), wrong);
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

    private static <T> void compare(String what, Set<T> found, Set<T> expected, List<String> wrong) {
        if (!expected.equals(found == null ? Set.of() : found)) {
            wrong.add(what + " are " + found + " instead of " + expected);
        }
    }

    private static Set<String> problemsOf(MerchantTruth truth) {
        Set<String> problems = new HashSet<>();
        for (SimulatedCategory category : truth.categories()) {
            if (category.auditStatus() == SimulatedCategory.REJECTED) {
                problems.add("rejected " + of(category));
            }
            if (category.expired() && category.auditStatus() == SimulatedCategory.APPROVED) {
                problems.add("expired " + of(category));
            }
        }
        return problems;
    }

    private static String of(SimulatedCategory category) {
        return category.first() + "/" + category.second();
    }

    /** One under review may be on the list for what it was before, so it is not compared. */
    private static Set<String> compared(Set<String> problems, MerchantTruth truth) {
        Set<String> compared = new HashSet<>(problems == null ? Set.of() : problems);
        truth.categories().stream()
                .filter(category -> category.auditStatus() == SimulatedCategory.UNDER_REVIEW)
                .forEach(category -> compared.removeIf(problem -> problem.endsWith(" " + of(category))));
        return compared;
    }

    private static final String CATEGORIES = """
            select merchant_appid, first_id, first_name, second_id, second_name, audit_status, coalesce(audit_reason, ''),
              coalesce(expired, false)
            from reporting.category_audit
            """;

    private Map<String, Set<SimulatedCategory>> stored() {
        Map<String, Set<SimulatedCategory>> stored = new HashMap<>();
        scene.database()
                .handle()
                .createQuery(CATEGORIES)
                .map((row, _) -> stored.computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(new SimulatedCategory(
                                row.getInt(2),
                                Objects.toString(row.getString(3), ""),
                                row.getInt(4),
                                Objects.toString(row.getString(5), ""),
                                row.getInt(6),
                                row.getString(7),
                                row.getBoolean(8))))
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
            select merchant_appid, kind || ' ' || first_id || '/' || second_id from reporting.problem
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
}
