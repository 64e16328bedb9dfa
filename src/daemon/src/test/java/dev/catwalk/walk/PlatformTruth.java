package dev.catwalk.walk;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the views must show, worked out from the platform's truth alone: an own, naive account of the rules, kept apart from
 * the worker's code so that both would have to be wrong in the same way.
 */
final class PlatformTruth {
    private final Map<String, Known> known = new HashMap<>();

    /** The rows one walk must leave: outcomes, and a row for each change. */
    record WalkTruth(Map<String, Integer> ledger, List<List<Object>> changes) {}

    private static final class Known {
        private Content content;
        private Instant readAt;
        private Instant confirmedAt;
        private boolean doubted;
        private boolean unsupported;
        private final Map<List<Integer>, Instant> statusSince = new HashMap<>();
        private final Map<List<Integer>, Boolean> expired = new HashMap<>();
        private final Map<List<Integer>, Instant> expiredSince = new HashMap<>();
    }

    private record Content(List<SimulatedCategory> categories, CategoryQuota quota) {}

    WalkTruth walk(List<SimulatedMerchant> merchants, Instant now) {
        Map<String, Integer> ledger = new HashMap<>();
        List<List<Object>> changes = new ArrayList<>();
        for (SimulatedMerchant merchant : merchants) {
            MerchantTruth truth = merchant.truth();
            Known before = known.computeIfAbsent(truth.appid(), _ -> new Known());
            ledger.merge(visit(truth, before, now, changes), 1, Integer::sum);
        }
        return new WalkTruth(ledger, changes);
    }

    /** Every row of the view category_audit. */
    List<List<Object>> categoryAudit(List<SimulatedMerchant> merchants) {
        List<List<Object>> rows = new ArrayList<>();
        for (SimulatedMerchant merchant : merchants) {
            MerchantTruth truth = merchant.truth();
            Known state = known.get(truth.appid());
            if (state.content == null) {
                continue;
            }
            for (SimulatedCategory category : state.content.categories()) {
                rows.add(row(
                        truth.componentAppid(),
                        truth.appid(),
                        truth.name(),
                        truth.principal(),
                        category.first(),
                        category.firstName(),
                        category.second(),
                        category.secondName(),
                        category.auditStatus(),
                        category.auditReason(),
                        state.statusSince.get(key(category)),
                        state.confirmedAt,
                        state.expired.get(key(category)),
                        state.expiredSince.get(key(category))));
            }
        }
        return rows;
    }

    private static String visit(MerchantTruth truth, Known before, Instant now, List<List<Object>> changes) {
        if (truth.accountType() != AccountType.MINI_PROGRAM) {
            return "not_supported";
        }
        if (truth.permissionSets().stream().noneMatch(set -> set == 30 || set == 61)) {
            return "not_permitted";
        }
        if (before.unsupported) {
            return "not_supported";
        }
        if (!truth.queried()) {
            return "token_lost";
        }
        // Nobody told of it: it shows when the merchant is called for, so not with those above, who are left alone.
        if (!truth.authorized()) {
            return "revoked";
        }
        if (truth.getcategoryErrcode() != 0) {
            before.unsupported = true;
            return "not_supported";
        }
        return read(truth, before, now, changes);
    }

    private static String read(MerchantTruth truth, Known before, Instant now, List<List<Object>> changes) {
        Content content = new Content(sorted(truth.categories()), truth.quota());
        boolean hadSome = before.content != null && !before.content.categories().isEmpty();
        if (content.categories().isEmpty() && hadSome && !before.doubted) {
            before.doubted = true;
            return "unchanged";
        }
        before.doubted = false;
        boolean changed = !content.equals(before.content);
        if (changed) {
            changes.addAll(changes(truth, before, content, now));
        }
        before.content = content;
        before.readAt = now;
        before.confirmedAt = now;
        return changed ? "changed" : "unchanged";
    }

    private static List<List<Object>> changes(MerchantTruth truth, Known before, Content content, Instant now) {
        List<List<Object>> rows = new ArrayList<>();
        Map<List<Integer>, SimulatedCategory> gone = new HashMap<>();
        boolean firstSight = before.content == null;
        if (!firstSight) {
            before.content.categories().forEach(category -> gone.put(key(category), category));
        }
        for (SimulatedCategory category : content.categories()) {
            SimulatedCategory earlier = gone.remove(key(category));
            List<String> kinds = kinds(earlier, category);
            if (!kinds.isEmpty()) {
                // The platform says it of approved categories only.
                before.expired.put(
                        key(category),
                        category.auditStatus() == SimulatedCategory.APPROVED ? category.expired() : null);
            }
            if (!category.expired()) {
                before.expiredSince.remove(key(category));
            } else if (earlier == null || !earlier.expired()) {
                before.expiredSince.put(key(category), now);
            }
            for (String kind : kinds) {
                Integer previous = earlier == null
                        ? null
                        : (Integer) (kind.equals("status_changed") ? earlier : category).auditStatus();
                rows.add(changeRow(
                        truth,
                        category,
                        kind,
                        previous,
                        category.auditStatus(),
                        category.auditReason(),
                        now,
                        before,
                        firstSight));
            }
            if (earlier == null || earlier.auditStatus() != category.auditStatus()) {
                before.statusSince.put(key(category), now);
            }
        }
        gone.values().forEach(category -> {
            rows.add(
                    changeRow(truth, category, "removed", category.auditStatus(), null, null, now, before, firstSight));
            before.statusSince.remove(key(category));
            before.expired.remove(key(category));
            before.expiredSince.remove(key(category));
        });
        return rows;
    }

    private static List<String> kinds(SimulatedCategory earlier, SimulatedCategory now) {
        if (earlier == null) {
            return List.of("added");
        }
        List<String> kinds = new ArrayList<>();
        if (earlier.auditStatus() != now.auditStatus()) {
            kinds.add("status_changed");
        } else if (!earlier.auditReason().equals(now.auditReason())) {
            kinds.add("reason_changed");
        }
        if (earlier.expired() != now.expired()) {
            kinds.add(now.expired() ? "expired" : "renewed");
        }
        if (!List.of(earlier.firstName(), earlier.secondName()).equals(List.of(now.firstName(), now.secondName()))) {
            kinds.add("renamed");
        }
        return kinds;
    }

    private static List<Object> changeRow(
            MerchantTruth truth,
            SimulatedCategory category,
            String kind,
            Integer previousStatus,
            Integer status,
            String reason,
            Instant now,
            Known before,
            boolean firstSight) {
        return row(
                truth.appid(),
                category.first(),
                category.firstName(),
                category.second(),
                category.secondName(),
                kind,
                previousStatus,
                status,
                reason,
                now,
                before.readAt,
                firstSight);
    }

    private static List<SimulatedCategory> sorted(List<SimulatedCategory> categories) {
        return categories.stream()
                .sorted((a, b) -> a.first() != b.first() ? a.first() - b.first() : a.second() - b.second())
                .toList();
    }

    private static List<Integer> key(SimulatedCategory category) {
        return List.of(category.first(), category.second());
    }

    /** A row may hold nulls. */
    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }
}
