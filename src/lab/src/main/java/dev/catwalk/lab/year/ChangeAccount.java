package dev.catwalk.lab.year;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.CategoryChange;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Every change begins where the one before it ended, ends with what the platform showed at that time, and is there once in each
 * of its kinds; every rejection and every expiry has one alert.
 */
final class ChangeAccount {
    private final Scene scene;
    private Map<Key, SimulatedCategory> states = new HashMap<>();
    private Map<Key, SimulatedCategory> statesAtBackup = Map.of();
    private long lastChange;
    private long changeAtBackup;

    private record Key(String merchant, int first, int second) {}

    ChangeAccount(Scene scene) {
        this.scene = scene;
    }

    void backUp() {
        statesAtBackup = Map.copyOf(states);
        changeAtBackup = lastChange;
    }

    void restore() {
        states = new HashMap<>(statesAtBackup);
        lastChange = changeAtBackup;
    }

    /** What the changes so far leave a merchant with. */
    Set<SimulatedCategory> categories(String merchant) {
        Set<SimulatedCategory> categories = new HashSet<>();
        states.forEach((key, category) -> {
            if (key.merchant().equals(merchant)) {
                categories.add(category);
            }
        });
        return categories;
    }

    private static final String CHANGES = """
            select change_id, merchant_appid, first_id, first_name, second_id, second_name, change, previous_status, audit_status,
              coalesce(audit_reason, ''), coalesce(expired, false), observed_at,
              (select count(distinct alert_id) from reporting.alert a
               where a.change_id = c.change_id and type = 'category.audit.rejected' and not reminder),
              (select count(distinct alert_id) from reporting.alert a
               where a.change_id = c.change_id and type = 'category.expired' and not reminder)
            from reporting.audit_change c where change_id > ? order by change_id
            """;

    /** @param after null when the category was removed */
    private record Change(
            long id,
            Key key,
            String kind,
            Integer previousStatus,
            SimulatedCategory after,
            Instant observedAt,
            int ofRejection,
            int ofExpiry) {
        static Change of(ResultSet row) throws SQLException {
            Key key = new Key(row.getString(2), row.getInt(3), row.getInt(5));
            Integer status = row.getObject(9, Integer.class);
            return new Change(
                    row.getLong(1),
                    key,
                    row.getString(7),
                    row.getObject(8, Integer.class),
                    status == null
                            ? null
                            : new SimulatedCategory(
                                    key.first(),
                                    Objects.toString(row.getString(4), ""),
                                    key.second(),
                                    Objects.toString(row.getString(6), ""),
                                    status,
                                    row.getString(10),
                                    row.getBoolean(11)),
                    row.getTimestamp(12).toInstant(),
                    row.getInt(13),
                    row.getInt(14));
        }
    }

    /** What one read found of one category. */
    private record Found(Key key, Instant observedAt) {}

    void judge(Map<String, SimulatedMerchant> merchants, List<String> wrong) {
        Map<Found, List<Change>> found = new LinkedHashMap<>();
        scene.database()
                .handle()
                .select(CHANGES, lastChange)
                .map((row, _) -> Change.of(row))
                .forEach(change -> found.computeIfAbsent(
                                new Found(change.key(), change.observedAt()), _ -> new ArrayList<>())
                        .add(change));
        found.values()
                .forEach(changes ->
                        judge(changes, merchants.get(changes.getFirst().key().merchant()), wrong));
    }

    private void judge(List<Change> changes, SimulatedMerchant merchant, List<String> wrong) {
        Change last = changes.getLast();
        SimulatedCategory before = states.get(last.key());
        SimulatedCategory after = last.after();
        lastChange = Math.max(lastChange, last.id());
        states.compute(last.key(), (_, _) -> after);
        if (!changes.stream().map(Change::kind).sorted().toList().equals(kinds(before, after))) {
            wrong.add("from " + before + " to " + after + " are these changes: " + changes);
        }
        if (merchant == null || !wasSo(merchant, last)) {
            wrong.add("the platform never showed that: " + last);
        }
        for (Change change : changes) {
            if (!Objects.equals(change.previousStatus(), previousStatus(change, before))
                    || !Objects.equals(change.after(), after)) {
                wrong.add("it follows on " + before + ": " + change);
            }
            boolean opens = change.kind().equals("added") || change.kind().equals("status_changed");
            boolean expires = change.kind().equals("added") || change.kind().equals("expired");
            int ofRejection = opens && after.auditStatus() == SimulatedCategory.REJECTED ? 1 : 0;
            int ofExpiry = expires && after.expired() ? 1 : 0;
            if (change.ofRejection() != ofRejection || change.ofExpiry() != ofExpiry) {
                wrong.add("another number of alerts is due: " + change);
            }
        }
    }

    /** Only a change of the status comes from another one. */
    private static Integer previousStatus(Change change, SimulatedCategory before) {
        return switch (change.kind()) {
            case "added" -> null;
            case "status_changed", "removed" -> before == null ? null : (Integer) before.auditStatus();
            default -> change.after() == null ? null : (Integer) change.after().auditStatus();
        };
    }

    /** In their alphabetical order; null is a category that is not set. */
    private static List<String> kinds(SimulatedCategory before, SimulatedCategory after) {
        List<String> kinds = new ArrayList<>();
        if (before == null || after == null) {
            return before == after ? List.of() : List.of(before == null ? "added" : "removed");
        }
        if (before.expired() != after.expired()) {
            kinds.add(after.expired() ? "expired" : "renewed");
        }
        boolean otherStatus = before.auditStatus() != after.auditStatus();
        if (!otherStatus && !before.auditReason().equals(after.auditReason())) {
            kinds.add("reason_changed");
        }
        if (!before.firstName().equals(after.firstName())
                || !before.secondName().equals(after.secondName())) {
            kinds.add("renamed");
        }
        if (otherStatus) {
            kinds.add("status_changed");
        }
        return kinds.stream().sorted().toList();
    }

    /** Whether the platform had the category so when it was read. */
    private static boolean wasSo(SimulatedMerchant merchant, Change change) {
        Key key = change.key();
        List<CategoryChange> steps = merchant.history().stream()
                .filter(step -> (step.before() == null ? step.after() : step.before()).is(key.first(), key.second()))
                .toList();
        Instant earliest = change.observedAt().minus(Excuses.CLOCKS_DIFFER);
        Instant latest = change.observedAt().plus(Excuses.CLOCKS_DIFFER);
        SimulatedCategory held = steps.isEmpty()
                ? find(merchant.truth().categories(), key)
                : steps.getFirst().before();
        boolean wasSo = false;
        for (CategoryChange step : steps) {
            if (step.at().isAfter(latest)) {
                break;
            }
            wasSo |= !step.at().isBefore(earliest) && Objects.equals(held, change.after());
            held = step.after();
        }
        return wasSo || Objects.equals(held, change.after());
    }

    private static SimulatedCategory find(Collection<SimulatedCategory> categories, Key key) {
        return categories.stream()
                .filter(category -> category.is(key.first(), key.second()))
                .findFirst()
                .orElse(null);
    }
}
