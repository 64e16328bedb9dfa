package dev.catwalk.reporting;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A question about one merchant, or about the newest rows, must not cost more as the tables grow. */
class OneMerchantPlanTest {

    private static final Pattern WHOLE_TABLE = Pattern.compile(
            "Seq Scan on (merchant|merchant_visit|category|category_snapshot|audit_change|alert|alert_delivery)\\b");

    private static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    /** Filled once for all tests of this class: they only read. */
    @BeforeAll
    static void fillTables() {
        database.empty();
        database.execute("""
                insert into app.merchant (component_appid, merchant_appid, merchant_name, created_at)
                select 'wx5a5a5a5a5a5a5a5a', 'wx' || i, 'merchant ' || i, now() from generate_series(1, 5000) as i""", """
                insert into app.category_snapshot (merchant_id, walk_id, first_seen_at, content_hash, category_count,
                  rejected_count, document)
                select merchant_id, 1, now(), '\\x01', 3, 0, '{}' from app.merchant""", """
                insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at, snapshot_id, content_hash)
                select merchant_id, 1, 'changed', now(), snapshot_id, content_hash from app.category_snapshot""", """
                insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                select merchant_id, merchant_id % 30, second_id, case when merchant_id % 100 = 0 then 2 else 3 end, now()
                from app.merchant, generate_series(1, 3) as second_id""", """
                insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change,
                  previous_status, audit_status, observed_at, first_sight, snapshot_id, walk_id)
                select merchant_id, merchant_id % 30, second_id, '教育', '出国移民', change, case change when 'added' then null else 1 end,
                  case when change = 'added' then 1 when merchant_id % 100 = 0 then 2 else 3 end,
                  now() - interval '1 hour' * merchant_id, false, merchant_id, 1
                from app.merchant, generate_series(1, 3) as second_id, unnest(array['added', 'status_changed']) as change""", """
                insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
                select 'category.audit.rejected', 'wx5a5a5a5a5a5a5a5a', merchant_id, change_id, observed_at, '{}'
                from app.audit_change""", """
                insert into app.alert_delivery (alert_id, channel, next_attempt_at)
                select alert_id, 'webhook', now() from app.alert""", "analyze");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "category_audit",
                "audit_change",
                "rejection",
                "category_snapshot",
                "merchant_coverage",
                "category_quota",
                "alert",
                "category_audit_as_of(now())"
            })
    void oneMerchantIsFoundByItsAppid(String view) throws SQLException {
        // when
        var plan = plan("select * from reporting." + view + " where merchant_appid = 'wx77'");

        // then
        assertThat(plan).doesNotContainPattern(WHOLE_TABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"category_audit", "category_snapshot", "merchant_coverage", "category_audit_as_of(now())"})
    void oneMerchantIsFoundByItsName(String view) throws SQLException {
        // when
        var plan = plan("select * from reporting." + view + " where merchant_name = 'merchant 77'");

        // then
        assertThat(plan).doesNotContainPattern(WHOLE_TABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from reporting.audit_change order by observed_at desc limit 20",
                "select * from reporting.audit_change where audit_status = 2 and observed_at > now() - interval '1 day'",
                "select * from reporting.category_snapshot order by first_seen_at desc limit 20",
                "select * from reporting.alert order by raised_at desc limit 20",
                "select count(*) from reporting.rejection",
                "select audit_status, count(*) from reporting.category_audit where audit_status = 2 group by 1",
                "select * from reporting.audit_turnaround where first_id = 8 and second_id = 2",
            })
    void recentAndRareRowsAreFoundByIndex(String question) throws SQLException {
        // when
        var plan = plan(question);

        // then
        assertThat(plan).doesNotContainPattern("Seq Scan on (category|category_snapshot|audit_change|alert)\\b");
    }

    @Test
    void theNameOfAStatusIsAsFastAsItsNumber() throws SQLException {
        // when
        var plan = plan("select second_id from reporting.category_audit where audit_status_name = 'rejected'");

        // then
        assertThat(plan).contains("category_not_approved_by_name");
    }

    /** The plan as a reader gets it: rights decide, among other things, whether a function is inlined. */
    private static String plan(String question) throws SQLException {
        return database.rowsAs("catwalk_reporter", "explain " + question).stream()
                .map(line -> (String) line.get("QUERY PLAN"))
                .collect(joining("\n"));
    }
}
