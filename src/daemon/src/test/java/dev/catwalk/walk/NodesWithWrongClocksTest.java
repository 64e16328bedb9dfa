package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.category.UnknownFields;
import dev.catwalk.database.DatabaseClock;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.CategoryApi;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.DatabaseTime;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.visit.AuthorizationCheck;
import dev.catwalk.visit.OutcomeRules;
import dev.catwalk.visit.PageReading;
import dev.catwalk.visit.PageRecorder;
import dev.catwalk.visit.SliceRows;
import dev.catwalk.visit.SliceRows.SliceRef;
import dev.catwalk.visit.Visit;
import dev.catwalk.visit.VisitRows;
import dev.catwalk.visit.Visits;
import dev.catwalk.visit.WalkStops;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node's clock may be off by an hour: no read is lost by that, none claims the future, and each has one time everywhere. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class NodesWithWrongClocksTest {
    private static final List<Duration> OFF = Stream.of("PT0S", "PT11S", "PT-11S", "PT1M", "PT-1M", "PT1H", "PT-1H")
            .map(Duration::parse)
            .toList();

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    DatabaseTime database;

    @Inject
    Jdbi jdbi;

    @Inject
    WalkPlan plan;

    @Inject
    SliceRows slices;

    @Inject
    PageRecorder recorder;

    @Inject
    Merchants merchants;

    @Inject
    VisitRows visitRows;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    CategoryApi api;

    @Inject
    OutcomeRules rules;

    @Inject
    ConcurrentCalls calls;

    @Inject
    WalkStops stops;

    @Inject
    UnknownFields fields;

    /** A visit of one merchant, read by a node with this clock, and not recorded yet. */
    private record Read(SliceRef slice, List<Visit> visits) {}

    private Read read(SimulatedMerchant merchant, Clock clock) {
        PageReading reading = new PageReading(
                merchants, visitRows, tokens, authorization, new Visits(api, rules, fields, clock), calls, stops);
        long walk = plan.planWithoutJob(worker.ref(merchant));
        SliceRef slice = slices.find(walk, 1).orElseThrow();
        return new Read(slice, reading.read(slice, slices.nextPage(slice, 10).orElseThrow()));
    }

    private void record(Read read) {
        recorder.record(read.slice(), 0, read.visits());
    }

    /** What a daemon on a machine that is off by so much goes by. */
    private Clock clockOf(Duration off) {
        DatabaseClock clock = new DatabaseClock(jdbi, Clock.offset(SettableClock.INSTANCE, off));
        clock.follow();
        return clock.withZone(ZoneOffset.UTC);
    }

    @Test
    void whatEachNodeReadsIsRecordedAtOnceWhicheverReadBefore() {
        // given
        SimulatedMerchant merchant = beginKnowing(1).getFirst();
        List<Duration> nodes = new ArrayList<>(OFF);
        nodes.addAll(OFF.reversed().subList(1, OFF.size()));

        for (Duration off : nodes) {
            // when
            SettableClock.INSTANCE.advance(Duration.ofSeconds(2));
            merchant.put(SimulatedCategory.rejected(8, 39, "by a node that is off by " + off));
            record(read(merchant, clockOf(off)));

            // then
            assertThat(stored.outcome(merchant)).as("off by %s", off).isEqualTo("changed");
            assertThat(stored.categories(merchant)).isEqualTo(Stored.categoriesOf(merchant));
            assertThat(Duration.between((Instant) readAt(merchant), SettableClock.INSTANCE.instant()))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT11S", "PT1M", "PT1H"})
    void aReadThatClaimsTheFutureIsRecordedAsOfNowAndHidesNoOther(Duration ahead) {
        // given: a clock that is gone by as it is
        SimulatedMerchant merchant = beginKnowing(1).getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "first"));
        record(read(merchant, Clock.offset(SettableClock.INSTANCE, ahead)));
        Object readAt = readAt(merchant);
        SettableClock.INSTANCE.advance(Duration.ofMillis(1));
        merchant.put(SimulatedCategory.rejected(8, 39, "second"));

        // when
        record(read(merchant, SettableClock.INSTANCE));

        // then
        assertThat(readAt).isEqualTo(SettableClock.INSTANCE.instant().minusMillis(1));
        assertThat(stored.outcome(merchant)).isEqualTo("changed");
    }

    @Test
    void whatWasRecordedBeforeTheDatabasesClockWentBackHidesNothing() {
        // given
        SimulatedMerchant merchant = beginKnowing(1).getFirst();
        database.runAhead(Duration.ofHours(-1));
        merchant.put(SimulatedCategory.rejected(8, 39, "after a failover to a server that is an hour behind"));

        // when
        record(read(merchant, clockOf(Duration.ZERO)));

        // then
        assertThat(stored.outcome(merchant)).isEqualTo("changed");
        assertOneTimeEach(List.of(merchant));
    }

    @Test
    void aReadThatIsOlderThanWhatIsStoredIsNoSuccess() {
        // given
        SimulatedMerchant merchant = beginKnowing(1).getFirst();
        worker.jdbi().useHandle(handle -> handle.execute("update app.merchant_visit set consecutive_failures = 3"));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        Map<String, Object> content = stored.content(merchant);
        Map<String, Object> before = success(merchant);

        // when
        Read older = read(merchant, Clock.offset(SettableClock.INSTANCE, Duration.ofHours(-1)));
        record(older);

        // then
        assertThat(stored.outcome(merchant)).isEqualTo("deferred");
        assertThat(success(merchant)).isEqualTo(before);
        assertThat(stored.content(merchant)).isEqualTo(content);
        assertThat(worker.rows(
                        "select outcome, merchants from app.walk_slice_outcome where walk_id = ?",
                        older.slice().walkId()))
                .containsExactly(Map.of("outcome", "deferred", "merchants", 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachReadHasOneTimeEverywhereHoweverLateItIsRecorded(long seed) {
        // given
        Random random = new Random(seed);
        List<SimulatedMerchant> all = beginKnowing(4);
        List<Read> unrecorded = new ArrayList<>();

        // when
        for (int i = 0; i < 120; i++) {
            SettableClock.INSTANCE.advance(Duration.ofMillis(1_000 + random.nextInt(200_000)));
            SimulatedMerchant merchant = all.get(random.nextInt(all.size()));
            liveOn(merchant, random);
            unrecorded.add(read(merchant, clockOf(OFF.get(random.nextInt(OFF.size())))));
            SettableClock.INSTANCE.advance(Duration.ofMillis(1_000 + random.nextInt(9_000)));
            while (unrecorded.size() > random.nextInt(3)) {
                record(unrecorded.remove(random.nextInt(unrecorded.size())));
            }
        }

        // then
        assertThat(worker.value("select count(distinct change) from reporting.audit_change"))
                .isEqualTo(4L);
        assertThat(worker.value(
                        "select count(*) from app.walk_slice_outcome where outcome = 'deferred' and merchants > 0"))
                .as("some were overtaken")
                .isNotEqualTo(0L);
        assertOneTimeEach(all);
    }

    private static void liveOn(SimulatedMerchant merchant, Random random) {
        List<SimulatedCategory> categories = merchant.truth().categories();
        SimulatedCategory category = categories.isEmpty() ? null : categories.get(random.nextInt(categories.size()));
        switch (category == null ? 0 : random.nextInt(7)) {
            case 0 -> merchant.submit(8, 39 + random.nextInt(3));
            case 1 ->
                merchant.decide(
                        category.first(),
                        category.second(),
                        AuditDecision.approved().unannounced());
            case 2 ->
                merchant.decide(
                        category.first(),
                        category.second(),
                        AuditDecision.rejected("资质不符").unannounced());
            case 3 -> merchant.put(category.with(category.auditStatus(), "reason " + random.nextInt(100)));
            case 4 -> merchant.remove(category.first(), category.second());
            case 5 -> categories.forEach(each -> merchant.remove(each.first(), each.second()));
            default -> {}
        }
    }

    private static final String CHANGES_OF_ANOTHER_TIME = """
            select change_id, change, observed_at, first_seen_at, previously_read_at, before.last_seen_at
            from reporting.audit_change c join reporting.category_snapshot s using (snapshot_id)
            left join lateral (
              select last_seen_at from reporting.category_snapshot before
              where before.merchant_appid = c.merchant_appid and before.snapshot_id < c.snapshot_id
              order by snapshot_id desc limit 1) before on true
            where observed_at <> first_seen_at or previously_read_at is distinct from before.last_seen_at
              or observed_at < previously_read_at
            """;

    private static final String CATEGORIES_OF_ANOTHER_TIME = """
            select * from reporting.category_audit
            where status_since > confirmed_at or not exists (
              select from reporting.audit_change where audit_change.merchant_appid = category_audit.merchant_appid
                and (audit_change.first_id, audit_change.second_id) = (category_audit.first_id, category_audit.second_id)
                and observed_at = status_since)
            """;

    private static final String REJECTIONS_OF_ANOTHER_TIME = """
            select * from reporting.rejection where rejected_since <> status_since or rejected_since > confirmed_at
            """;

    private static final String VISITS_OF_ANOTHER_TIME = """
            select v.* from app.merchant_visit v join app.category_snapshot s using (snapshot_id)
            where s.first_seen_at > confirmed_at or confirmed_at > read_at or empty_read_at > read_at
            """;

    private static final String SNAPSHOTS_THAT_AS_OF_DISAGREES_WITH = """
            select * from reporting.category_snapshot s
            where (
                select coalesce(jsonb_agg(jsonb_build_array(first_id, second_id, audit_status, coalesce(audit_reason, ''))
                  order by first_id, second_id), '[]')
                from reporting.category_audit_as_of(s.first_seen_at) a where a.merchant_appid = s.merchant_appid)
              <> (
                select coalesce(jsonb_agg(jsonb_build_array(c -> 'first', c -> 'second', c -> 'audit_status',
                  coalesce(c ->> 'audit_reason', '')) order by (c -> 'first')::int, (c -> 'second')::int), '[]')
                from jsonb_array_elements(case jsonb_typeof(document -> 'categories')
                  when 'array' then document -> 'categories' else '[]' end) c)
            """;

    private void assertOneTimeEach(List<SimulatedMerchant> all) {
        assertThat(worker.rows(CHANGES_OF_ANOTHER_TIME)).isEmpty();
        assertThat(worker.rows(CATEGORIES_OF_ANOTHER_TIME)).isEmpty();
        assertThat(worker.rows(REJECTIONS_OF_ANOTHER_TIME)).isEmpty();
        assertThat(worker.rows(VISITS_OF_ANOTHER_TIME)).isEmpty();
        assertThat(worker.rows(SNAPSHOTS_THAT_AS_OF_DISAGREES_WITH)).isEmpty();
        assertThat(worker.value("select count(*) from app.category_snapshot")).isNotEqualTo((long) all.size());
    }

    private List<SimulatedMerchant> beginKnowing(int count) {
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        return platform.component().merchants(0, count);
    }

    private Object readAt(SimulatedMerchant merchant) {
        return ((java.sql.Timestamp) stored.content(merchant).get("read_at")).toInstant();
    }

    private Map<String, Object> success(SimulatedMerchant merchant) {
        return worker.rows(
                        "select last_succeeded_at, consecutive_failures from reporting.merchant_coverage where merchant_appid = ?",
                        merchant.appid())
                .getFirst();
    }
}
