package dev.catwalk.reporting;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The names users were promised, to the letter: contract §5. A failing line here breaks somebody's report. */
class ContractTest {

    private static final List<String> CATEGORY_AUDIT_COLUMNS = List.of(
            "component_appid text",
            "merchant_appid text",
            "merchant_name text",
            "principal_name text",
            "first_id integer",
            "first_name text",
            "second_id integer",
            "second_name text",
            "audit_status integer",
            "audit_status_name text",
            "audit_reason text",
            "status_since timestamp with time zone",
            "confirmed_at timestamp with time zone");

    private static final List<String> EXPIRY_COLUMNS =
            List.of("expired boolean", "expired_since timestamp with time zone");

    private static final List<String> ELIGIBILITY = List.of("eligible boolean", "ineligible_reason text");

    /** What was promised later, wherever it stands in its view. */
    static final List<View> ADDITIONS = List.of(
            new View("category_audit", ELIGIBILITY),
            new View("rejection", and(ELIGIBILITY, "first_sight boolean")),
            new View("category_quota", and(ELIGIBILITY, "principal_name text")),
            new View("audit_change", "audit_status_name text"),
            new View("walk", "component_appid text"),
            new View("walk_ledger", "component_appid text"),
            new View(
                    "merchant_coverage",
                    "first_seen_at timestamp with time zone",
                    "authorized_at timestamp with time zone",
                    "tags jsonb"),
            new View(
                    "alert",
                    "webhook_id text",
                    "merchant_name text",
                    "severity text",
                    "reason text",
                    "errcode integer",
                    "reminder boolean",
                    "principal_name text",
                    "ended_at timestamp with time zone"),
            new View("merchant_timeline", "merchant_name text", "principal_name text"),
            new View(
                    "push_relay",
                    "push_id bigint",
                    "relay text",
                    "component_appid text",
                    "merchant_appid text",
                    "event text",
                    "received_at timestamp with time zone",
                    "state text",
                    "attempts integer",
                    "next_attempt_at timestamp with time zone",
                    "delivered_at timestamp with time zone",
                    "last_error text"));

    static final List<View> VIEWS = List.of(
            new View("category_audit", and(CATEGORY_AUDIT_COLUMNS, EXPIRY_COLUMNS.toArray(String[]::new))),
            new View(
                    "audit_change",
                    "change_id bigint",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "first_id integer",
                    "first_name text",
                    "second_id integer",
                    "second_name text",
                    "change text",
                    "previous_status integer",
                    "audit_status integer",
                    "audit_reason text",
                    "observed_at timestamp with time zone",
                    "previously_read_at timestamp with time zone",
                    "first_sight boolean",
                    "snapshot_id bigint",
                    "walk_id bigint"),
            new View(
                    "category_period",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "principal_name text",
                    "first_id integer",
                    "first_name text",
                    "second_id integer",
                    "second_name text",
                    "audit_status integer",
                    "audit_status_name text",
                    "audit_reason text",
                    "status_since timestamp with time zone",
                    "observed_at timestamp with time zone",
                    "superseded_at timestamp with time zone"),
            new View(
                    "rejection",
                    and(
                            CATEGORY_AUDIT_COLUMNS,
                            "rejected_since timestamp with time zone",
                            "days_open integer",
                            "times_rejected integer",
                            "alerted_at timestamp with time zone")),
            new View(
                    "category_snapshot",
                    "snapshot_id bigint",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "first_seen_at timestamp with time zone",
                    "last_seen_at timestamp with time zone",
                    "category_count integer",
                    "rejected_count integer",
                    "additions_limit integer",
                    "additions_left integer",
                    "category_limit integer",
                    "document jsonb"),
            new View(
                    "merchant_coverage",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "principal_name text",
                    "authorization_state text",
                    "permission_sets integer[]",
                    "eligible boolean",
                    "ineligible_reason text",
                    "last_visited_at timestamp with time zone",
                    "last_succeeded_at timestamp with time zone",
                    "last_outcome text",
                    "last_errcode integer",
                    "last_rid text",
                    "consecutive_failures integer"),
            new View(
                    "category_quota",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "additions_limit integer",
                    "additions_left integer",
                    "category_limit integer",
                    "category_count integer",
                    "confirmed_at timestamp with time zone"),
            new View(
                    "walk",
                    "walk_id bigint",
                    "scope text",
                    "planned_at timestamp with time zone",
                    "started_at timestamp with time zone",
                    "finished_at timestamp with time zone",
                    "state text",
                    "stop_errcode integer",
                    "stop_reason text",
                    "merchants integer"),
            new View("walk_ledger", "walk_id bigint", "outcome text", "merchants integer"),
            new View(
                    "alert",
                    "alert_id bigint",
                    "type text",
                    "component_appid text",
                    "merchant_appid text",
                    "change_id bigint",
                    "channel text",
                    "raised_at timestamp with time zone",
                    "state text",
                    "attempts integer",
                    "next_attempt_at timestamp with time zone",
                    "delivered_at timestamp with time zone",
                    "last_error text"),
            new View(
                    "merchant_timeline",
                    "component_appid text",
                    "merchant_appid text",
                    "at timestamp with time zone",
                    "kind text",
                    "detail jsonb"),
            new View(
                    "problem",
                    "problem_id bigint",
                    "kind text",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "principal_name text",
                    "tags jsonb",
                    "first_id integer",
                    "first_name text",
                    "second_id integer",
                    "second_name text",
                    "reason text",
                    "reason_group text",
                    "opened_at timestamp with time zone",
                    "days_open integer",
                    "times_before integer",
                    "state text",
                    "owner text",
                    "note text",
                    "until timestamp with time zone",
                    "touched_by text",
                    "touched_at timestamp with time zone",
                    "alerted_at timestamp with time zone"),
            new View(
                    "problem_group",
                    "reason_group text",
                    "sample_reason text",
                    "problems integer",
                    "merchants integer",
                    "oldest_at timestamp with time zone",
                    "categories integer"),
            new View(
                    "token_handout",
                    "key_name text",
                    "component_appid text",
                    "merchant_appid text",
                    "generation bigint",
                    "first_at timestamp with time zone",
                    "last_at timestamp with time zone",
                    "times bigint",
                    "address text"),
            new View(
                    "audit_turnaround",
                    "first_id integer",
                    "first_name text",
                    "second_id integer",
                    "second_name text",
                    "reviews_decided integer",
                    "approved integer",
                    "rejected integer",
                    "rejection_rate numeric",
                    "median_hours numeric",
                    "p90_hours numeric"),
            new View(
                    "reauthorization",
                    "component_appid text",
                    "merchant_appid text",
                    "merchant_name text",
                    "why text",
                    "since timestamp with time zone",
                    "missing_sets integer[]",
                    "last_linked_at timestamp with time zone",
                    "last_link_state text"));

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @ParameterizedTest
    @FieldSource("VIEWS")
    void everyViewHasThePromisedColumnsInTheirOrder(View view) {
        // then
        assertThat(columns(view)).startsWith(view.columns().toArray());
    }

    @ParameterizedTest
    @FieldSource("ADDITIONS")
    void everyViewHasWhatWasPromisedLater(View view) {
        // then
        assertThat(columns(view)).containsAll(view.columns());
    }

    private static List<Object> columns(View view) {
        return values(database.rows("""
                select attname || ' ' || format_type(atttypid, atttypmod)
                from pg_attribute
                where attrelid = ('reporting.' || ?)::regclass and attnum > 0 and not attisdropped
                order by attnum""", view.name()));
    }

    @Test
    void theStateAtAnInstantHasTheColumnsOfThePresentOneWithoutItsConfirmation() {
        // when
        var signature = database.value("""
                select pg_get_function_arguments(oid) || ' -> ' || pg_get_function_result(oid)
                from pg_proc
                where pronamespace = 'reporting'::regnamespace and proname = 'category_audit_as_of'""");

        // then
        var columns = Stream.of(CATEGORY_AUDIT_COLUMNS, EXPIRY_COLUMNS, ELIGIBILITY)
                .flatMap(List::stream)
                .filter(column -> !column.startsWith("confirmed_at"))
                .collect(joining(", "));
        assertThat(signature).isEqualTo("at timestamp with time zone -> TABLE(" + columns + ")");
    }

    @Test
    void everyViewColumnAndFunctionHasAComment() {
        // when
        var gaps = database.rows("""
                select c.relname || '.' || a.attname
                from pg_class c
                join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'reporting'::regnamespace and c.relkind = 'v' and a.attnum > 0
                  and col_description(c.oid, a.attnum) is null
                union all
                select relname from pg_class
                where relnamespace = 'reporting'::regnamespace and relkind = 'v' and obj_description(oid, 'pg_class') is null
                union all
                select proname from pg_proc
                where pronamespace = 'reporting'::regnamespace and obj_description(oid, 'pg_proc') is null""");

        // then
        assertThat(gaps).isEmpty();
    }

    @Test
    void readersFindViewsOnly() {
        // when
        var others = database.rows("""
                select relname from pg_class
                where relnamespace = 'reporting'::regnamespace and relkind <> 'v'""");

        // then
        assertThat(others).isEmpty();
    }

    @Test
    void noViewKnowsASecret() {
        // when
        var columns = database.rows("""
                select distinct source.relname || '.' || attname
                from pg_depend
                join pg_rewrite on pg_rewrite.oid = pg_depend.objid and pg_depend.classid = 'pg_rewrite'::regclass
                join pg_class as view on view.oid = pg_rewrite.ev_class
                join pg_class as source on source.oid = pg_depend.refobjid
                join pg_attribute on attrelid = source.oid and attnum = pg_depend.refobjsubid
                where view.relnamespace = 'reporting'::regnamespace
                  and (atttypid = 'bytea'::regtype
                    or source.relname in ('component_token', 'merchant_token', 'push_event') and attname not in (
                      'merchant_id', 'component_appid', 'merchant_appid', 'generation', 'refresh_token_stored_at', 'refused_at',
                      'refused_errcode', 'access_token_issued_at', 'access_token_expires_at', 'verify_ticket_received_at',
                      'push_event_id', 'about_appid', 'type', 'received_at', 'processed_at', 'last_error'))""");

        // then
        assertThat(columns).isEmpty();
    }

    private static List<Object> values(List<Map<String, Object>> rowsOfOneColumn) {
        return rowsOfOneColumn.stream()
                .map(row -> row.values().iterator().next())
                .toList();
    }

    private static List<String> and(List<String> columns, String... more) {
        var all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return all;
    }

    record View(String name, List<String> columns) {

        View(String name, String... columns) {
            this(name, List.of(columns));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
