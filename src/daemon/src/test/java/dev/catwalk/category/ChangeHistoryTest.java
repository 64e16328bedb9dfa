package dev.catwalk.category;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.retention.Keep;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which changes are given up when they are old, and what is told as before. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ChangeHistoryTest {
    private void close(String because) {
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.problem set closed_at = app.now(), closed_because = ?", because));
    }

    private static final String KEEP = "60d";
    private static final Duration KEPT = Duration.ofDays(60);

    @Inject
    Worker worker;

    @Inject
    RandomHistory life;

    @Inject
    Pruning pruning;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyTimeWithinTheLimitAndThePresentAreReportedAsBefore(long seed) {
        // given
        Random random = new Random(seed);
        life.live(random, 20, 50, Duration.ofHours(48));
        List<Instant> instants = RandomHistory.instantsWithin(KEPT, random);
        Map<Instant, List<Map<String, Object>>> asOf = asOf(instants);
        List<Map<String, Object>> present = present();
        List<Map<String, Object>> before = changes();

        // when
        Pruned preview = pruning.preview(keeping(KEEP));
        List<Map<String, Object>> afterPreview = changes();
        Pruned pruned = pruning.prune(keeping(KEEP));

        // then
        assertThat(afterPreview).isEqualTo(before);
        assertThat(pruned.rows()).isEqualTo(preview.rows()).isGreaterThan(50);
        assertThat(before).hasSize(changes().size() + (int) pruned.rows()).containsAll(changes());
        assertThat(asOf(instants)).isEqualTo(asOf);
        assertThat(asOf).allSatisfy((at, rows) -> assertThat(rows).isNotEmpty());
        assertThat(present()).isEqualTo(present);
        assertThat(pruning.prune(keeping(KEEP)).rows()).isZero();
    }

    @Test
    void atEveryMomentTheHistoryShowsWhatWasSetThenAndNowWhatIsSet() {
        // given
        Random random = new Random(6);
        Instant born = SettableClock.INSTANCE.instant();
        life.live(random, 20, 50, Duration.ofHours(48));
        Instant now = SettableClock.INSTANCE.instant();
        List<Instant> moments = random.longs(40, 0, Duration.between(born, now).toSeconds())
                .mapToObj(now::minusSeconds)
                .toList();

        // then
        assertThat(moments).allSatisfy(at -> assertThat(toldOf(at)).isEqualTo(life.setAt(at)));
        assertThat(worker.rows("select distinct change from reporting.audit_change"))
                .hasSize(7);
        assertThat(worker.rows("""
                (select to_jsonb(a) - 'confirmed_at' from reporting.category_audit a
                  except select to_jsonb(b) from reporting.category_audit_as_of(?) b)
                union all
                (select to_jsonb(b) from reporting.category_audit_as_of(?) b
                  except select to_jsonb(a) - 'confirmed_at' from reporting.category_audit a)
                """, now, now)).isEmpty();
    }

    private Set<List<Object>> toldOf(Instant at) {
        return asOf(at).stream()
                .map(row -> List.of(
                        row.get("merchant_appid"),
                        row.get("first_id"),
                        row.get("second_id"),
                        row.get("second_name"),
                        row.get("audit_status"),
                        row.get("audit_reason"),
                        Boolean.TRUE.equals(row.get("expired"))))
                .collect(Collectors.toSet());
    }

    @Test
    void ofTimesBeforeTheLimitNothingWrongIsReported() {
        // given
        Random random = new Random(4);
        life.live(random, 20, 50, Duration.ofHours(48));
        Instant limit = SettableClock.INSTANCE.instant().minus(KEPT);
        List<Instant> instants = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> limit.minus(Duration.ofDays(3L * i)))
                .toList();
        Map<Instant, List<Map<String, Object>>> asOf = asOf(instants);

        // when
        pruning.prune(keeping(KEEP));

        // then
        Map<Instant, List<Map<String, Object>>> now = asOf(instants);
        instants.forEach(at -> assertThat(asOf.get(at)).containsAll(now.get(at)));
        assertThat(now).isNotEqualTo(asOf);
    }

    @Test
    void whoeverIsCutOffBetweenTwoPagesLeavesTheSameAnswers() {
        // given
        Random random = new Random(5);
        life.live(random, 20, 50, Duration.ofHours(48));
        life.multiply(20);
        Duration kept = Duration.ofDays(20);
        List<Instant> instants = RandomHistory.instantsWithin(kept, random).subList(0, 5);
        Map<Instant, List<Map<String, Object>>> asOf = asOf(instants);
        List<Map<String, Object>> present = present();
        long expected = pruning.preview(keeping("20d")).rows();

        // when
        long gone = 0;
        Pruned activation;
        int activations = 0;
        do {
            activations++;
            activation = pruning.prunePages(keeping("20d"), activations);
            gone += activation.rows();

            // then
            assertThat(asOf(instants)).isEqualTo(asOf);
            assertThat(present()).isEqualTo(present);
        } while (!activation.complete());
        assertThat(activations).isGreaterThan(2);
        assertThat(gone).isEqualTo(expected);
    }

    /** Each change as kind and status, one every ten days, the last of them forty days ago; limits lie between or on them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            added 1, status_changed 3                                      | 45d  | added 1, status_changed 3
            added 1, status_changed 3                                      | 40d  | status_changed 3
            added 1, status_changed 3                                      | 39d  | status_changed 3
            added 1, status_changed 3                                      | off  | added 1, status_changed 3
            added 2, status_changed 1, reason_changed 1, reason_changed 1  | 30d  | status_changed 1, reason_changed 1, reason_changed 1
            added 2, reason_changed 2, status_changed 1                    | 45d  | added 2, reason_changed 2, status_changed 1
            added 2, reason_changed 2, status_changed 1                    | 30d  | status_changed 1
            added 3, removed, added 1, removed                             | 30d  | removed
            added 3, removed, added 1, removed                             | 55d  | removed, added 1, removed
            added 1, status_changed 2, status_changed 1, status_changed 2  | 30d  | added 1, status_changed 2, status_changed 1, status_changed 2
            added 1, status_changed 2, status_changed 1, status_changed 3  | 30d  | status_changed 3
            added 3, renamed 3, expired 3, renewed 3                       | 30d  | added 3, renamed 3, expired 3, renewed 3
            added 3, expired 3, renewed 3, status_changed 1                | 30d  | status_changed 1
            """)
    void ofEachCategoryTheNewestPartIsKept(String history, String keep, String kept) {
        // given
        insert(history.split(", "));

        // when
        pruning.prune(keeping(keep));

        // then
        assertThat(
                        worker.rows(
                                "select concat_ws(' ', change, audit_status) as change from app.audit_change order by change_id"))
                .extracting(row -> row.get("change"))
                .containsExactly((Object[]) kept.split(", "));
    }

    @Test
    void whatAResubmittedProblemRestsOnStaysUntilItIsSolvedAlsoWhileItsMerchantIsAway() {
        // given
        insert("added 2", "reason_changed 2", "status_changed 1");
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before, state)
                select merchant_id, 8, 39, 'rejected', '', now(), 0, 'resubmitted' from app.merchant"""));

        // when
        long whileOpen = pruning.prune(keeping("30d")).rows();
        close("revoked");
        long whileAway = pruning.prune(keeping("30d")).rows();
        close("solved");

        // then
        assertThat(whileOpen).isZero();
        assertThat(whileAway).isZero();
        assertThat(pruning.prune(keeping("30d")).rows()).isEqualTo(2);
    }

    @Test
    void oneCategoryIsNotTheOther() {
        // given
        insert("added 1", "status_changed 3");
        worker.jdbi()
                .useHandle(
                        handle -> handle.execute("update app.audit_change set second_id = 40 where change = 'added'"));

        // then
        assertThat(pruning.prune(keeping("30d")).rows()).isZero();
    }

    private void insert(String... history) {
        Instant last = SettableClock.INSTANCE.instant().minus(Duration.ofDays(40));
        worker.jdbi().useHandle(handle -> {
            handle.execute(
                    "insert into app.merchant (component_appid, merchant_appid, created_at) values (?, 'wx', now())",
                    Worker.COMPONENT.value());
            for (int i = 0; i < history.length; i++) {
                String[] change = history[i].split(" ");
                Integer status = change.length > 1 ? Integer.valueOf(change[1]) : null;
                handle.execute("""
                        insert into app.audit_change (merchant_id, first_id, second_id, change, audit_status, observed_at,
                          first_sight, snapshot_id, walk_id)
                        select merchant_id, 8, 39, ?, ?, ?, false, 1, 1 from app.merchant
                        """, change[0], status, last.minus(Duration.ofDays(10L * (history.length - 1 - i))));
            }
            handle.execute("""
                    insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                    select merchant_id, first_id, second_id, audit_status, observed_at from app.audit_change
                    where audit_status is not null order by change_id desc limit 1
                    """);
        });
    }

    static ChangeHistory keeping(String keep) {
        return new ChangeHistory(new Kept(new Keep("off"), new Keep(keep)));
    }

    record Kept(Keep keepSnapshots, Keep keepChanges) implements CategoryConfig {}

    private Map<Instant, List<Map<String, Object>>> asOf(List<Instant> instants) {
        return instants.stream().distinct().collect(Collectors.toMap(Function.identity(), this::asOf));
    }

    private List<Map<String, Object>> asOf(Instant at) {
        return worker.rows("""
                select * from reporting.category_audit_as_of(?)
                order by component_appid, merchant_appid, first_id, second_id
                """, at);
    }

    /** What is true now; days_open, which the database's own clock moves, left out. */
    private List<Map<String, Object>> present() {
        return worker.rows("""
                select 'category_audit' as view, merchant_appid, first_id, second_id, to_jsonb(category_audit)::text as what
                from reporting.category_audit
                union all
                select 'rejection', merchant_appid, first_id, second_id, (to_jsonb(rejection) - 'days_open')::text
                from reporting.rejection
                union all
                select 'category_quota', merchant_appid, null, null, to_jsonb(category_quota)::text
                from reporting.category_quota
                order by 1, 2, 3, 4
                """);
    }

    private List<Map<String, Object>> changes() {
        return worker.rows("select * from app.audit_change order by change_id");
    }
}
