package dev.catwalk.reporting;

import static java.util.stream.Collectors.joining;

import dev.catwalk.encryption.Sha256;
import dev.catwalk.reporting.ReportingDatabase.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** One row of a table, with defaults for whatever the test at hand does not care about. */
final class Fixture {

    static final String COMPONENT = "wx5a5a5a5a5a5a5a5a";
    static final String MERCHANT = "wxaaaaaaaaaaaaaaaa";

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final Instant ONE = Instant.parse("2026-11-22T13:00:00Z");
    static final Instant TWO = Instant.parse("2026-11-22T14:00:00Z");
    static final Instant THREE = Instant.parse("2026-11-22T15:00:00Z");
    static final Instant FOUR = Instant.parse("2026-11-22T16:00:00Z");

    private final String table;
    private final Map<String, Object> columns = new LinkedHashMap<>();

    private Fixture(String table) {
        this.table = table;
    }

    /** A mini-program that granted permission set 30 and whose facts are known. */
    static Fixture aMerchant() {
        return new Fixture("app.merchant")
                .with("component_appid", COMPONENT)
                .with("merchant_appid", MERCHANT)
                .with("permission_sets", new int[] {3, 30})
                .with("facts_read_at", NOON)
                .with("merchant_name", "示例")
                .with("principal_name", "示例公司")
                .with("is_mini_program", true)
                .with("created_at", NOON);
    }

    /** A visit that found what the snapshot holds; without a snapshot, one that read nothing. */
    static Fixture aVisit(long merchant, Long snapshot) {
        return new Fixture("app.merchant_visit")
                .with("merchant_id", merchant)
                .with("walk_id", 1L)
                .with("outcome", snapshot == null ? "failed" : "unchanged")
                .with("visited_at", TWO)
                .with("succeeded_at", snapshot == null ? null : TWO)
                .with("confirmed_at", snapshot == null ? null : TWO)
                .with("snapshot_id", snapshot)
                .with("content_hash", snapshot == null ? null : new byte[] {1});
    }

    /** A link by which the merchant may authorize again. */
    static Fixture aLink(long merchant, Instant createdAt) {
        return new Fixture("app.authorize_link")
                .with("merchant_id", merchant)
                .with("id_sha256", Sha256.of(createdAt.toString()))
                .with("encrypted_id", new byte[] {1})
                .with("created_at", createdAt)
                .with("created_by", "ada")
                .with("expires_at", Instant.parse("9999-01-01T00:00:00Z"));
    }

    static Fixture anEvent(long merchant, String kind, Instant at, String detail) {
        return new Fixture("app.merchant_event")
                .with("merchant_id", merchant)
                .with("kind", kind)
                .with("at", at)
                .with("detail", new Json(detail));
    }

    static Fixture aSnapshot(long merchant) {
        return new Fixture("app.category_snapshot")
                .with("merchant_id", merchant)
                .with("walk_id", 1L)
                .with("first_seen_at", NOON)
                .with("content_hash", new byte[] {1})
                .with("category_count", 1)
                .with("rejected_count", 0)
                .with("document", new Json("{}"));
    }

    /** An approved category. */
    static Fixture aCategory(long merchant) {
        return new Fixture("app.category")
                .with("merchant_id", merchant)
                .with("first_id", 8)
                .with("second_id", 39)
                .with("first_name", "教育")
                .with("second_name", "出国移民")
                .with("audit_status", 3)
                .with("status_since", NOON);
    }

    private static Fixture aChange(long merchant, long snapshot, String change) {
        return new Fixture("app.audit_change")
                .with("merchant_id", merchant)
                .with("first_id", 8)
                .with("second_id", 39)
                .with("first_name", "教育")
                .with("second_name", "出国移民")
                .with("change", change)
                .with("first_sight", false)
                .with("snapshot_id", snapshot)
                .with("walk_id", 1L);
    }

    static Fixture anAddition(long merchant, long snapshot, int status, Instant at) {
        return aChange(merchant, snapshot, "added").with("audit_status", status).with("observed_at", at);
    }

    /** From under review to approved or rejected, it ends a review of an hour. */
    static Fixture aStatusChange(long merchant, long snapshot, int from, int to, Instant at) {
        return aChange(merchant, snapshot, "status_changed")
                .with("previous_status", from)
                .with("audit_status", to)
                .with("observed_at", at)
                .with("review_seconds", from == 1 && (to == 2 || to == 3) ? 3600 : null);
    }

    static Fixture aReasonChange(long merchant, long snapshot, int status, String reason, Instant at) {
        return aChange(merchant, snapshot, "reason_changed")
                .with("previous_status", status)
                .with("audit_status", status)
                .with("audit_reason", reason)
                .with("observed_at", at);
    }

    static Fixture aRemoval(long merchant, long snapshot, int from, Instant at) {
        return aChange(merchant, snapshot, "removed")
                .with("previous_status", from)
                .with("observed_at", at);
    }

    static Fixture aCompletedWalk() {
        return new Fixture("app.walk")
                .with("scope", "all")
                .with("planned_at", NOON)
                .with("started_at", NOON)
                .with("finished_at", ONE)
                .with("state", "completed")
                .with("merchants", 3);
    }

    static Fixture aRunningWalk() {
        return aCompletedWalk().with("finished_at", null).with("state", "running");
    }

    static Fixture aLedgerLine(long walk, String outcome, int merchants) {
        return new Fixture("app.walk_ledger")
                .with("walk_id", walk)
                .with("outcome", outcome)
                .with("merchants", merchants);
    }

    static Fixture aSlice(long walk, int sliceNo) {
        return new Fixture("app.walk_slice")
                .with("walk_id", walk)
                .with("slice_no", sliceNo)
                .with("component_appid", COMPONENT)
                .with("merchant_ids", new long[] {1, 2, 3})
                .with("merchants", 3);
    }

    static Fixture aSliceOutcome(long walk, int sliceNo, String outcome, int merchants) {
        return new Fixture("app.walk_slice_outcome")
                .with("walk_id", walk)
                .with("slice_no", sliceNo)
                .with("outcome", outcome)
                .with("merchants", merchants);
    }

    static Fixture anAlert() {
        return new Fixture("app.alert")
                .with("type", "category.audit.rejected")
                .with("component_appid", COMPONENT)
                .with("raised_at", NOON)
                .with("data", new Json("{}"));
    }

    /** That no channel was to be told of the alert. */
    static Fixture untold(long alert) {
        return new Fixture("app.alert_recorded").with("alert_id", alert);
    }

    static Fixture aPendingDelivery(long alert, String channel) {
        return new Fixture("app.alert_delivery")
                .with("alert_id", alert)
                .with("channel", channel)
                .with("next_attempt_at", ONE);
    }

    static Fixture aDelivery(long alert, String channel, Instant deliveredAt) {
        return aPendingDelivery(alert, channel)
                .with("state", "delivered")
                .with("attempts", 1)
                .with("next_attempt_at", null)
                .with("delivered_at", deliveredAt);
    }

    Fixture with(String column, Object value) {
        columns.put(column, value);
        return this;
    }

    /** Stores the row and answers its first column, which is its key or the key of the row it belongs to. */
    long insert() {
        var sql = "insert into %s (%s) values (%s) returning *"
                .formatted(
                        table,
                        String.join(", ", columns.keySet()),
                        columns.keySet().stream().map(column -> "?").collect(joining(", ")));
        return (long) ReportingDatabase.INSTANCE.value(sql, columns.values().toArray());
    }

    /** An expected row of a view: names and values in turn. */
    static Map<String, Object> row(Object... namesAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    /** A row with some values replaced. */
    static Map<String, Object> but(Map<String, Object> row, Object... namesAndValues) {
        var changed = new LinkedHashMap<>(row);
        row(namesAndValues).forEach((name, value) -> {
            if (!row.containsKey(name)) {
                throw new IllegalArgumentException("no such column: " + name);
            }
            changed.put(name, value);
        });
        return changed;
    }
}
