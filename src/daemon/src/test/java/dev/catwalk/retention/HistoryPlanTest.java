package dev.catwalk.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page of a history must not cost more as the tables grow, whatever the statistics say. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class HistoryPlanTest {
    private static final int MERCHANTS = 10_000;

    @Inject
    Worker worker;

    @Inject
    @All
    List<History> histories;

    @Test
    void noPageReadsAWholeTable() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        fillTables();

        // when
        List<String> plans = histories.stream().map(this::plan).toList();

        // then
        assertThat(histories)
                .extracting(History::name)
                .containsExactlyInAnyOrder(
                        "category_snapshot",
                        "audit_change",
                        "merchant_event",
                        "problem",
                        "walk",
                        "alert",
                        "token_handout");
        assertThat(plans).allSatisfy(plan -> assertThat(plan).contains("Index").doesNotContain("Seq Scan", "Sort Key"));
    }

    @Test
    void whatPointsAtWhatGoesIsFoundByIndex() {
        assertThat(worker.rows("""
                        select conrelid::regclass::text || ' ' || conname as constraint
                        from pg_constraint
                        where contype = 'f' and confrelid in ('app.category_snapshot'::regclass, 'app.audit_change'::regclass,
                            'app.alert'::regclass, 'app.alert_delivery'::regclass, 'app.problem'::regclass, 'app.walk'::regclass, 'app.walk_slice'::regclass)
                          and not exists (
                            select from pg_index where indrelid = conrelid and indpred is null and indkey[0] = any(conkey))
                        """)).isEmpty();
    }

    /** Large enough that a third of what is guessed of a table, for want of statistics, is several pages. */
    private void fillTables() {
        worker.jdbi().useHandle(handle -> {
            // Other tests left statistics of small tables.
            handle.execute("truncate app.merchant, app.walk, app.token_handout cascade");
            handle.execute("""
                    insert into app.merchant (component_appid, merchant_appid, created_at)
                    select ?, 'wx' || i, now() from generate_series(1, ?) i
                    """, Worker.COMPONENT.value(), MERCHANTS);
            handle.createScript("""
                            insert into app.category_snapshot (merchant_id, walk_id, first_seen_at, last_seen_at, content_hash,
                              category_count, rejected_count, document)
                            select merchant_id, 1, now() - age * interval '1 d',
                              case when age > 0 then now() - (age - 10) * interval '1 d' end, '\\\\x01', 3, 0, '{}'
                            from unnest(array[40, 30, 20, 10, 0]) age, app.merchant;
                            insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at, snapshot_id, content_hash)
                            select merchant_id, 1, 'changed', now(), snapshot_id, content_hash from app.category_snapshot
                            where last_seen_at is null;
                            insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                            select merchant_id, 8, second_id, case when merchant_id % 50 = 0 then 2 else 3 end, now()
                            from app.merchant, generate_series(1, 2) second_id;
                            insert into app.audit_change (merchant_id, first_id, second_id, change, previous_status,
                              audit_status, observed_at, first_sight, snapshot_id, walk_id)
                            select merchant_id, 8, second_id, 'status_changed', 1, 2, now() - age * interval '1 d', false, 1, 1
                            from unnest(array[40, 30, 20, 10, 0]) age, app.merchant, generate_series(1, 2) second_id;
                            insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
                            select 'category.audit.rejected', component_appid, merchant_id, change_id, observed_at, '{}'
                            from app.audit_change join app.merchant using (merchant_id);
                            insert into app.alert (type, component_appid, merchant_id, raised_at, data)
                            select 'merchant.token_lost', component_appid, merchant_id, now(), '{}' from app.merchant;
                            insert into app.alert_delivery (alert_id, channel, state, delivered_at)
                            select alert_id, 'webhook', 'delivered', raised_at from app.alert;
                            insert into app.merchant_event (merchant_id, at, kind, detail)
                            select merchant_id, now() - age * interval '1 d', 'visit_turned', '{}'
                            from unnest(array[60, 50, 40, 30, 20, 0]) age, app.merchant;
                            insert into app.problem (merchant_id, first_id, second_id, kind, opened_at, times_before, closed_at,
                              closed_because)
                            select merchant_id, 8, 1, 'expired', now() - age * interval '1 d', 0, now() - age * interval '1 d',
                              'solved'
                            from generate_series(1, 18) age, app.merchant;
                            insert into app.walk (scope, state, planned_at, finished_at)
                            select case when i % 1000 = 0 then 'all' else 'merchant' end, 'completed', now() - i * interval '1 s',
                              now() - i * interval '1 s'
                            from generate_series(60000, 1, -1) i;
                            insert into app.token_handout (api_key_id, component_appid, merchant_appid, generation, address,
                              first_at, last_at, times)
                            select 1, component_appid, merchant_appid, age, '10.0.0.1', now() - age * interval '1 d',
                              now() - age * interval '1 d', 1
                            from generate_series(1, 5) age, app.merchant
                            """).execute();
        });
    }

    /** As it was before anybody analyzed the tables: whether a test that ran earlier brought that about must not matter. */
    private static final String NEVER_ANALYZED = """
            delete from pg_statistic
            where starelid in (select oid from pg_class where relnamespace = 'app'::regnamespace)
            """;

    /** As it is before and after the tables were analyzed. */
    private String plan(History history) {
        String question = history.page()
                .replace(":after", "1000")
                .replace(":limit", Integer.toString(Retention.PAGE))
                .replace(":before", "timestamptz '" + SettableClock.INSTANCE.instant() + "'");
        return Stream.of(NEVER_ANALYZED, "analyze")
                .map(statement -> worker.jdbi().withHandle(handle -> {
                    handle.execute(statement);
                    return handle.createQuery("explain " + question).mapTo(String.class).stream()
                            .collect(Collectors.joining("\n"));
                }))
                .collect(Collectors.joining("\n\n"));
    }
}
