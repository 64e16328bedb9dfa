package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A merchant that cannot be read any more is reported once, for as long as that lasts. */
final class LossAccount {
    /** A token that it gave before lives for two hours; the walk after that meets its end. */
    private static final Duration UNTIL_TOKEN_LOST = Duration.ofHours(3);

    /** Who came back without a push that was heard counts as revoked until the roster is read, once a day, and walked. */
    private static final Duration UNTIL_FOUND_AGAIN = Excuses.UNTIL_ROSTER.plusHours(1);

    private final Scene scene;
    private final Excuses excuses;

    LossAccount(Scene scene, Excuses excuses) {
        this.scene = scene;
        this.excuses = excuses;
    }

    private record Known(boolean wasVisited, boolean wasRead) {}

    void judge(Instant now, Map<String, MerchantTruth> truths, List<String> wrong) {
        Map<String, Set<String>> open = open(wrong);
        if (excuses.covers(now)) {
            return;
        }
        Map<String, Known> known = known();
        for (MerchantTruth truth : truths.values()) {
            String appid = truth.appid();
            MerchantTruth before = excuses.anHourAgo(appid);
            if (before == null || !known.containsKey(appid) || excuses.cover(appid, now)) {
                continue;
            }
            Set<String> told = open.getOrDefault(appid, Set.of());
            if (CategoryAccount.isReadable(truth) && CategoryAccount.isReadable(before) && !told.isEmpty()) {
                wrong.add(appid + " can be read, and counts as lost: " + told);
            }
            boolean countsAsRevoked =
                    told.contains("merchant.revoked") && truth.authorizedAt().isAfter(now.minus(UNTIL_FOUND_AGAIN));
            expected(now, before, truth, known.get(appid))
                    .filter(loss -> !told.contains(loss) && !countsAsRevoked)
                    .ifPresent(loss -> wrong.add("no " + loss + " of " + truth));
        }
    }

    /** What was so an hour ago already, and is so now. */
    private static Optional<String> expected(Instant now, MerchantTruth before, MerchantTruth truth, Known known) {
        if (!truth.authorized()) {
            return before.authorized() ? Optional.empty() : Optional.of("merchant.revoked");
        }
        if (!truth.queried()) {
            boolean isLong = truth.authorizedAt().isBefore(now.minus(UNTIL_TOKEN_LOST));
            return isLong && known.wasVisited() ? Optional.of("merchant.token_lost") : Optional.empty();
        }
        boolean isForbidden = truth.getcategoryErrcode() == 61007 && before.getcategoryErrcode() == 61007;
        return isForbidden && known.wasRead() ? Optional.of("merchant.permission_lost") : Optional.empty();
    }

    private static final String OPEN = """
            select merchant_appid, type, count(distinct alert_id) from reporting.alert
            where type in ('merchant.revoked', 'merchant.permission_lost', 'merchant.token_lost') and ended_at is null
            group by merchant_appid, type
            """;

    private record Open(String merchant, String type, int alerts) {}

    /** By merchant, what it is reported lost for. */
    private Map<String, Set<String>> open(List<String> wrong) {
        Map<String, Set<String>> open = new HashMap<>();
        scene.database()
                .handle()
                .createQuery(OPEN)
                .map((row, _) -> new Open(row.getString(1), row.getString(2), row.getInt(3)))
                .forEach(one -> {
                    open.computeIfAbsent(one.merchant(), _ -> new HashSet<>()).add(one.type());
                    if (one.alerts() > 1) {
                        wrong.add("reported more than once: " + one);
                    }
                });
        return open;
    }

    private static final String KNOWN = """
            select merchant_appid, last_visited_at is not null, last_succeeded_at is not null from reporting.merchant_coverage
            """;

    private Map<String, Known> known() {
        return scene
                .database()
                .handle()
                .createQuery(KNOWN)
                .map((row, _) -> Map.entry(row.getString(1), new Known(row.getBoolean(2), row.getBoolean(3))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
