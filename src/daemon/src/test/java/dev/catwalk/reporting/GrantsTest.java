package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.aCategory;
import static dev.catwalk.reporting.Fixture.aCompletedWalk;
import static dev.catwalk.reporting.Fixture.aDelivery;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.anAlert;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

    private static final String READER = "catwalk_reporter";
    private static final String DAEMON = "catwalk_daemon";

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    static Stream<String> views() {
        return ContractTest.VIEWS.stream().map(ContractTest.View::name);
    }

    @ParameterizedTest
    @MethodSource("views")
    void aReaderMaySelectEveryView(String view) throws SQLException {
        // given
        oneRowInEveryView();

        // when
        var rows = database.rowsAs(READER, "select * from reporting." + view);

        // then
        assertThat(rows).isNotEmpty();
    }

    @Test
    void aReaderMayCallTheFunctions() throws SQLException {
        // given
        oneRowInEveryView();

        // when
        var rows = database.rowsAs(
                READER,
                "select audit_status_name, reporting.audit_status_name(2) as two from reporting.category_audit_as_of(now())");

        // then
        assertThat(rows).containsExactly(row("audit_status_name", "rejected", "two", "rejected"));
    }

    @Test
    void aReaderMaySelectNoTable() {
        assertThat(tables()).hasSizeGreaterThan(20).allSatisfy(table -> assertDenied(READER, "select * from " + table));
    }

    /** Before PostgreSQL 15 a reader may plant one, and the daemon's user runs the triggers. */
    @Test
    void triggersRunNoFunctionThatSomebodyPlanted() {
        // given
        oneRowInEveryView();
        database.execute("""
                create function public.jsonb_build_object(text, text, text, integer, text, text, text, bigint) returns jsonb
                language plpgsql as $$ begin raise exception 'planted'; end $$""");

        // when
        try {
            database.execute(
                    "update app.merchant_visit set outcome = 'failed', errcode = 40066, visited_at = now() where outcome <> 'not_permitted'");
        } finally {
            database.execute(
                    "drop function public.jsonb_build_object(text, text, text, integer, text, text, text, bigint)");
        }

        // then
        assertThat(database.value("select count(*) from app.merchant_event where detail ->> 'errcode' = '40066'"))
                .isEqualTo(1L);
    }

    @Test
    void aReaderHasNoRightOnATableThatAnOpenedSchemaWouldUncover() {
        // when
        var granted = database.rows("""
                select pg_class.oid::regclass::text, privilege
                from pg_class, unnest(array['select', 'insert', 'update', 'references']) as privilege
                where relnamespace in ('app'::regnamespace, 'quartz'::regnamespace) and relkind in ('r', 'v')
                  and has_any_column_privilege('catwalk_reporter', pg_class.oid, privilege)
                union all
                select pg_class.oid::regclass::text, privilege
                from pg_class, unnest(array['delete', 'truncate', 'trigger']) as privilege
                where relnamespace in ('app'::regnamespace, 'quartz'::regnamespace) and relkind in ('r', 'v')
                  and has_table_privilege('catwalk_reporter', pg_class.oid, privilege)""");

        // then
        assertThat(granted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into reporting.walk (scope, planned_at, state) values ('all', now(), 'running')",
                "update reporting.walk set merchants = 0",
                "delete from reporting.walk",
                "create view reporting.mine as select 1 as one",
                "create table app.mine (one integer)",
                "drop view reporting.walk",
                "select app.grant_roles()",
            })
    void aReaderMayChangeNothing(String statement) {
        assertDenied(READER, statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from reporting.walk",
                "select * from reporting.category_audit_as_of(now())",
                "select reporting.audit_status_name(1)",
                "select * from app.merchant",
                "select * from quartz.qrtz_locks",
                "select app.grant_roles()",
            })
    void aStrangerMayDoNothing(String statement) {
        // pg_monitor stands for any role that was granted nothing of ours
        assertDenied("pg_monitor", statement);
    }

    @Test
    void aViewOrFunctionAddedLaterIsReadableAtOnce() throws SQLException {
        // given
        database.execute(
                "create view reporting.later as select 1 as one",
                "create function reporting.later_too() returns integer language sql return 1",
                "revoke execute on function reporting.later_too() from public");
        try {
            // when
            var read = database.rowsAs(READER, "select one, reporting.later_too() as two from reporting.later");
            var readByDaemon = database.rowsAs(DAEMON, "select one, reporting.later_too() as two from reporting.later");

            // then
            assertThat(read).isEqualTo(readByDaemon).containsExactly(row("one", 1, "two", 1));
        } finally {
            database.execute("drop view reporting.later", "drop function reporting.later_too()");
        }
    }

    @Test
    void grantingAgainTakesBackWhatIsNotListed() {
        // given
        database.execute(
                "grant select on app.merchant to catwalk_reporter",
                "grant select (refresh_token) on app.merchant_token to catwalk_reporter",
                "grant update on app.audit_change to catwalk_daemon",
                "grant execute on function reporting.audit_status_name(integer) to public");

        // when
        database.execute("select app.grant_roles()");

        // then
        assertThat(database.rows("""
                select
                  has_table_privilege('catwalk_reporter', 'app.merchant', 'select') as reads_table,
                  has_any_column_privilege('catwalk_reporter', 'app.merchant_token', 'select') as reads_column,
                  has_table_privilege('catwalk_daemon', 'app.audit_change', 'update') as rewrites_history,
                  has_function_privilege('pg_monitor', 'reporting.audit_status_name(integer)', 'execute') as anybody"""))
                .containsExactly(
                        row("reads_table", false, "reads_column", false, "rewrites_history", false, "anybody", false));
    }

    @Test
    void everyTableIsNamedInTheGrants() {
        // when
        var forgotten = tables().filter(
                        table -> database.value("select has_table_privilege('catwalk_daemon', ?, 'select')", table)
                                .equals(false));

        // then
        assertThat(forgotten)
                .as("tables R__90_grants.sql forgets to say of what catwalk_daemon may do with them")
                .isEmpty();
    }

    @Test
    void theDaemonMayDoItsWork() {
        assertThatCode(() -> database.executeAs(
                        DAEMON,
                        "select * from app.flyway_schema_history",
                        "update app.walk_setting set permission_sets = '{30}'",
                        "insert into app.component (component_appid, created_at) values ('wx7c7c7c7c7c7c7c7c', now()) "
                                + "on conflict (component_appid) do update set stopped_since = null",
                        "insert into app.component_token (component_appid) values ('wx7c7c7c7c7c7c7c7c') "
                                + "on conflict (component_appid) do update set generation = 1",
                        "insert into app.merchant (component_appid, merchant_appid, created_at) "
                                + "values ('wx7c7c7c7c7c7c7c7c', 'wxbbbbbbbbbbbbbbbb', now()) "
                                + "on conflict (component_appid, merchant_appid) do update set merchant_name = excluded.merchant_name",
                        "insert into app.merchant_token (merchant_id) select merchant_id from app.merchant",
                        "select * from app.merchant_token for update skip locked",
                        "insert into app.walk (scope, planned_at, state) values ('all', now(), 'running')",
                        "insert into app.walk_slice (walk_id, slice_no, component_appid, merchant_ids, merchants) "
                                + "values (1, 0, 'wx7c7c7c7c7c7c7c7c', '{1}', 1)",
                        "insert into app.walk_slice_outcome (walk_id, slice_no, outcome, merchants) "
                                + "values (1, 0, 'changed', 1) on conflict (walk_id, slice_no, outcome) "
                                + "do update set merchants = walk_slice_outcome.merchants + excluded.merchants",
                        "update app.walk_slice set position = 1",
                        "insert into app.category_snapshot (merchant_id, walk_id, first_seen_at, content_hash, "
                                + "category_count, rejected_count, document) values (1, 1, now(), '\\x01', 1, 1, '{}')",
                        "update app.category_snapshot set last_seen_at = now()",
                        "insert into app.category (merchant_id, first_id, second_id, audit_status, status_since) "
                                + "values (1, 8, 39, 2, now()) on conflict (merchant_id, first_id, second_id) "
                                + "do update set audit_status = excluded.audit_status",
                        "delete from app.category",
                        "insert into app.audit_change (merchant_id, first_id, second_id, change, audit_status, "
                                + "observed_at, first_sight, snapshot_id, walk_id) "
                                + "values (1, 8, 39, 'added', 2, now(), true, 1, 1)",
                        "insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at) "
                                + "values (1, 1, 'changed', now()) on conflict (merchant_id) do update set walk_id = 1",
                        "select * from app.merchant_visit for update",
                        "insert into app.alert (type, component_appid, change_id, raised_at, data) "
                                + "values ('category.audit.rejected', 'wx7c7c7c7c7c7c7c7c', 1, now(), '{}')",
                        "insert into app.alert_delivery (alert_id, channel, next_attempt_at) values (1, 'webhook', now())",
                        "insert into app.alert_recorded (alert_id) values (1)",
                        "update app.alert set ended_at = now()",
                        "select * from app.alert_delivery for update skip locked",
                        "update app.alert_delivery set claimed_until = now()",
                        "insert into app.walk_ledger (walk_id, outcome, merchants) select walk_id, outcome, sum(merchants) "
                                + "from app.walk_slice_outcome group by walk_id, outcome",
                        "delete from app.walk_slice",
                        "update app.walk set state = 'completed', finished_at = now()",
                        "insert into app.walk_failure (walk_id, outcome, merchants, merchant_id) "
                                + "select walk_id, 'failed', 1, merchant_id from app.walk, app.merchant limit 1",
                        "insert into app.walk_stop (walk_id, component_appid, stopped_at, reason) "
                                + "values (1, 'wx7c7c7c7c7c7c7c7c', now(), 'secret refused') on conflict do nothing",
                        "insert into app.push_event (component_appid, type, digest, body, issued_at, received_at) "
                                + "values ('wx7c7c7c7c7c7c7c7c', 'authorized', '\\x01', '\\x01', now(), now()) "
                                + "on conflict (component_appid, digest) do nothing",
                        "update app.push_event set processed_at = now()",
                        "delete from app.push_event",
                        "insert into quartz.qrtz_locks (sched_name, lock_name) values ('test', 'TRIGGER_ACCESS')",
                        "select * from quartz.qrtz_locks for update",
                        "update quartz.qrtz_locks set lock_name = 'STATE_ACCESS' where sched_name = 'test'",
                        "delete from quartz.qrtz_locks",
                        "update app.problem set closed_at = now(), closed_because = 'solved'",
                        "insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before) "
                                + "values (1, 8, 39, 'rejected', '', now(), 0)",
                        "insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version) "
                                + "select max(problem_id), 'note', 'li', now(), '{}', '{}', 1 from app.problem",
                        "delete from app.problem",
                        "update app.merchant set authorization_state = 'revoked', revoked_at = now()",
                        "update app.merchant set authorization_state = 'authorized', revoked_at = null",
                        "delete from app.alert_attempt",
                        "delete from app.alert_delivery",
                        "delete from app.alert",
                        "delete from app.audit_change",
                        "delete from app.category_snapshot",
                        "delete from app.walk",
                        "select * from reporting.rejection",
                        "select * from reporting.category_audit_as_of(now())"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table app.category",
                "alter table app.category add column more text",
                "truncate app.category",
                "create table app.more (one integer)",
                "create index more on app.category (first_id)",
                "create or replace view reporting.walk as select 1::bigint as walk_id",
                "create schema more",
                "create role more",
                "drop table quartz.qrtz_locks",
                "select app.grant_roles()",
                "update app.audit_change set audit_status = 3",
                "update app.category_snapshot set document = '{}'",
                "delete from app.merchant",
                "delete from app.merchant_visit",
                "delete from app.merchant_token",
                "update app.alert set data = '{}'",
                "update app.alert_attempt set error = null",
                "update app.problem_act set acted_by = 'wang'",
                "delete from app.problem_act",
                "update app.walk_ledger set merchants = 0",
                "delete from app.walk_ledger",
                "truncate app.audit_change",
                "delete from app.flyway_schema_history",
            })
    void theDaemonMayNeitherChangeTheSchemaNorRewriteHistory(String statement) {
        assertDenied(DAEMON, statement);
    }

    private static Stream<String> tables() {
        return database
                .rows("select format('%I.%I', schemaname, tablename) as name from pg_tables "
                        + "where schemaname in ('app', 'quartz') order by 1")
                .stream()
                .map(row -> (String) row.get("name"));
    }

    private static void assertDenied(String role, String statement) {
        assertThatThrownBy(() -> database.executeAs(role, statement))
                .isInstanceOfSatisfying(SQLException.class, denied -> assertThat(denied.getSQLState())
                        .as(denied.getMessage())
                        .isEqualTo("42501"));
    }

    private static void oneRowInEveryView() {
        var merchant = aMerchant().insert();
        var snapshot = aSnapshot(merchant).insert();
        aVisit(merchant, snapshot).insert();
        aCategory(merchant).with("audit_status", 2).insert();
        var change = anAddition(merchant, snapshot, 2, NOON).insert();
        aDelivery(anAlert().with("change_id", change).insert(), "webhook", NOON).insert();
        Fixture.aLedgerLine(aCompletedWalk().insert(), "changed", 1).insert();
        var notPermitted = aMerchant()
                .with("merchant_appid", "wxbbbbbbbbbbbbbbbb")
                .with("permission_sets", new int[0])
                .insert();
        aVisit(notPermitted, null).with("outcome", "not_permitted").insert();
        database.execute("""
                with problem as (
                  insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before)
                  select merchant_id, first_id, second_id, 'rejected', '', now(), 0 from app.category
                  on conflict do nothing
                  returning problem_id)
                insert into app.problem_act (problem_id, act, acted_by, acted_at, detail, before, version)
                select problem_id, 'note', 'li', now(), '{}', '{}', 1 from problem""");
        database.execute("""
                with key as (
                  insert into app.api_key (key_name, key_sha256, scopes, created_at)
                  values ('shop', sha256('a key'), '{token}', now())
                  on conflict (key_name) do update set scopes = excluded.scopes
                  returning api_key_id)
                insert into app.token_handout (api_key_id, component_appid, merchant_appid, generation, address, first_at,
                  last_at, times)
                select api_key_id, 'wxcomponent', 'wxmerchant', 1, '10.0.0.1', now(), now(), 1 from key""");
    }
}
