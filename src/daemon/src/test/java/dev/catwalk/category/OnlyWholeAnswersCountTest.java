package dev.catwalk.category;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.category.CategorySnapshot.MalformedAnswerException;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.WalkReport;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Promise 6: no answer that failed, is malformed or partial changes categories; what is only odd is accepted. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class OnlyWholeAnswersCountTest {
    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    CategorySnapshots snapshots;

    private static final List<List<FaultEffect>> WRONG = List.of(
            shapes(AnswerShape.CATEGORIES_STRING),
            shapes(AnswerShape.CATEGORY_WITHOUT_FIRST),
            shapes(AnswerShape.CATEGORY_ID_NOT_NUMERIC),
            shapes(AnswerShape.CATEGORIES_MISSING, AnswerShape.QUOTA_MISSING),
            shapes(AnswerShape.CATEGORIES_NULL, AnswerShape.QUOTA_MISSING),
            List.of(new FaultEffect.EmptyBody()),
            List.of(new FaultEffect.TruncatedBody()),
            List.of(new FaultEffect.HtmlBody()),
            List.of(new FaultEffect.Reset()),
            List.of(new FaultEffect.HttpStatus(500)),
            List.of(new FaultEffect.HttpStatus(503)),
            List.of(new FaultEffect.Delay(Duration.ofSeconds(8))),
            List.of(new FaultEffect.Refuse(-1, "system error")),
            List.of(new FaultEffect.Refuse(99_999, "a code nobody documented")));

    @Test
    void everyWrongAnswerFailsItsVisitAndTouchesNothingThatIsKnown() {
        // given
        SimulatedPlatform platform = beginKnowing(WRONG.size() + 10);
        List<SimulatedMerchant> struck = platform.component().merchants(0, WRONG.size());
        // News in each answer: were any of it believed, it would show.
        struck.forEach(merchant -> merchant.submit(8, 39));
        for (int i = 0; i < WRONG.size(); i++) {
            strike(struck.get(i), WRONG.get(i));
        }
        List<Map<String, Object>> before = struck.stream().map(stored::content).toList();

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("failed", WRONG.size(), "unchanged", 10));
        assertThat(struck).allMatch(merchant -> stored.outcome(merchant).equals("failed"));
        assertThat(struck.stream().map(stored::content)).isEqualTo(before);
        platform.faults().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("changed", WRONG.size(), "unchanged", 10));
    }

    @Test
    void whatIsOnlyOddIsAccepted() {
        // given
        SimulatedPlatform platform = beginKnowing(6);
        List<SimulatedMerchant> six = platform.component().merchants(0, 6);
        strike(six.get(0), shapes(AnswerShape.NUMERIC_STRINGS));
        strike(six.get(1), List.of(new FaultEffect.ContentType("text/plain; charset=utf-8")));
        strike(six.get(2), shapes(AnswerShape.UNKNOWN_FIELDS));
        strike(six.get(3), shapes(AnswerShape.AUDIT_STATUS_UNKNOWN));
        strike(six.get(4), shapes(AnswerShape.QUOTA_MISSING));
        strike(six.get(5), shapes(AnswerShape.UNKNOWN_FIELDS));
        six.get(5).submit(8, 39);

        // when
        WalkReport report = worker.walk(WalkScope.ALL);

        // then
        assertThat(report.ledger()).isEqualTo(Map.of("unchanged", 3, "changed", 3));
        assertThat(six.subList(0, 3))
                .allMatch(merchant -> stored.outcome(merchant).equals("unchanged"));
        assertThat(stored.categories(six.get(3))).isNotEmpty().allMatch(category -> category.endsWith(" 7"));
        assertThat(worker.rows(
                        "select distinct audit_status_name from reporting.category_audit where merchant_appid = ?",
                        six.get(3).appid()))
                .containsExactly(Map.of("audit_status_name", "unknown"));
        assertThat(worker.rows(
                        "select additions_limit from reporting.category_quota where merchant_appid = ? and additions_limit is null",
                        six.get(4).appid()))
                .hasSize(1);
        assertThat(worker.value(
                        "select (document -> 'ext_info' ->> 'trace') from reporting.category_snapshot where merchant_appid = ? order by snapshot_id desc",
                        six.get(5).appid()))
                .isEqualTo("simulated");
    }

    @Test
    void aNameThatTheAnswerDoesNotHoldIsNull() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        merchant.put(SimulatedCategory.rejected(98, 99, "资质不符").renamed("", ""));

        // when
        worker.walk(WalkScope.ALL);

        // then
        String nameless = "select first_name is null and second_name is null from ";
        assertThat(worker.value(nameless + "reporting.category_audit where second_id = 99"))
                .isEqualTo(true);
        assertThat(worker.value(nameless + "reporting.audit_change where second_id = 99"))
                .isEqualTo(true);
        assertThat(worker.value(
                        "select data -> 'second_name' = 'null' from app.alert where data ->> 'second_id' = '99'"))
                .isEqualTo(true);
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void anEmptyListIsBelievedWhenAnotherWalkReadsTheSameFiveMinutesLater() {
        // given
        SimulatedPlatform platform = beginKnowing(4);
        List<SimulatedMerchant> four = platform.component().merchants(0, 4);
        List<List<FaultEffect>> empty = List.of(
                shapes(AnswerShape.CATEGORIES_EMPTY),
                shapes(AnswerShape.CATEGORIES_NULL),
                shapes(AnswerShape.CATEGORIES_MISSING));
        for (int i = 0; i < 3; i++) {
            strike(four.get(i), empty.get(i));
        }
        List<List<String>> before = four.stream().map(stored::categories).toList();

        // when
        WalkReport first = worker.walk(WalkScope.ALL);
        List<List<String>> afterFirst = four.stream().map(stored::categories).toList();
        WalkReport atOnce = worker.walk(WalkScope.ALL);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(5).minusMillis(1));
        WalkReport tooSoon = worker.walk(WalkScope.ALL);
        List<List<String>> afterThird = four.stream().map(stored::categories).toList();
        SettableClock.INSTANCE.advance(Duration.ofMillis(1));
        WalkReport second = worker.walk(WalkScope.ALL);

        // then
        assertThat(List.of(atOnce.ledger(), tooSoon.ledger())).containsOnly(Map.of("unchanged", 4));
        assertThat(afterThird).isEqualTo(before);
        assertThat(first.ledger()).isEqualTo(Map.of("unchanged", 4));
        assertThat(afterFirst).isEqualTo(before);
        assertThat(second.ledger()).isEqualTo(Map.of("unchanged", 1, "changed", 3));
        assertThat(four.subList(0, 3)).allSatisfy(merchant -> {
            assertThat(stored.categories(merchant)).isEmpty();
            assertThat(removals(merchant))
                    .isEqualTo((long) Stored.categoriesOf(merchant).size());
            assertThat(worker.value(
                            "select bool_and(previously_read_at = last_seen_at) from reporting.audit_change"
                                    + " join reporting.category_snapshot using (merchant_appid)"
                                    + " where change = 'removed' and category_count > 0 and merchant_appid = ?",
                            merchant.appid()))
                    .as("the last read that still found them")
                    .isEqualTo(true);
        });
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 4));
    }

    @Test
    void aListThatIsThereAgainOrAReadThatFailsDoesNotConfirmAnEmptyOne() {
        // given
        SimulatedPlatform platform = beginKnowing(2);
        SimulatedMerchant back = platform.component().merchants(0, 1).getFirst();
        SimulatedMerchant failing = platform.component().merchants(1, 1).getFirst();
        strike(back, shapes(AnswerShape.CATEGORIES_EMPTY));
        strike(failing, shapes(AnswerShape.CATEGORIES_EMPTY));
        worker.walk(WalkScope.ALL);
        platform.faults().clear();
        strike(failing, shapes(AnswerShape.CATEGORIES_STRING));
        worker.walk(WalkScope.ALL);
        platform.faults().clear();
        strike(back, shapes(AnswerShape.CATEGORIES_EMPTY));
        SettableClock.INSTANCE.advance(Duration.ofHours(1));

        // when
        WalkReport third = worker.walk(WalkScope.ALL);

        // then
        assertThat(third.ledger()).isEqualTo(Map.of("unchanged", 2));
        assertThat(stored.categories(back)).isEqualTo(Stored.categoriesOf(back));
        assertThat(stored.categories(failing)).isEqualTo(Stored.categoriesOf(failing));
    }

    @Test
    void anEmptyListReadAgainByTheSameWalkDoesNotConfirmItself() throws Exception {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        strike(merchant, shapes(AnswerShape.CATEGORIES_EMPTY));
        long walk = worker.walk(merchant).walkId();
        KnownContent known = known(merchant);
        Reading empty = new Reading(
                worker.ref(merchant), emptySnapshot(), known.readAt().plus(Duration.ofHours(1)));

        // when
        Map<Long, Recorded> again = QuarkusTransaction.requiringNew()
                .call(() ->
                        snapshots.record(List.of(empty), Map.of(empty.merchant().id(), known), walk));

        // then
        assertThat(known.emptyWalkId()).isEqualTo(walk);
        assertThat(again).containsOnly(Map.entry(empty.merchant().id(), new Recorded.DoubtfullyEmpty()));
        assertThat(stored.categories(merchant)).isEqualTo(Stored.categoriesOf(merchant));
    }

    @Test
    void aMerchantWithoutCategoriesStaysUnchanged() {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(0).mix(MerchantMix.PLAIN));
        SimulatedMerchant bare = platform.component()
                .authorize(MerchantProfile.miniProgram("wx1111111111111111").alreadyQueried(), Announcement.LOST);
        worker.takeTicket();
        worker.readRoster();
        worker.awaitWalks();

        // when
        List<Map<String, Integer>> ledgers = Stream.generate(() -> worker.walk(WalkScope.ALL))
                .limit(3)
                .map(WalkReport::ledger)
                .toList();

        // then
        assertThat(ledgers).containsOnly(Map.of("unchanged", 1));
        assertThat(worker.value("select count(*) from app.category_snapshot")).isEqualTo(1L);
        assertThat(stored.changes(bare)).isZero();
    }

    private SimulatedPlatform beginKnowing(int count) {
        return worker.beginKnowing(SimulatorOptions.builder().merchants(count).mix(MerchantMix.PLAIN));
    }

    private void strike(SimulatedMerchant merchant, List<FaultEffect> effects) {
        effects.forEach(effect -> worker.platform()
                .faults()
                .add(Fault.of(effect).on(Api.GET_CATEGORY).forMerchant(merchant.appid())));
    }

    private static List<FaultEffect> shapes(AnswerShape... shapes) {
        return Stream.of(shapes)
                .map(shape -> (FaultEffect) new FaultEffect.Shape(shape))
                .toList();
    }

    private long removals(SimulatedMerchant merchant) {
        return (Long) worker.value(
                "select count(*) from reporting.audit_change where merchant_appid = ? and change = 'removed'",
                merchant.appid());
    }

    private static CategorySnapshot emptySnapshot() throws MalformedAnswerException {
        var answer = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
        answer.putArray("categories");
        return CategorySnapshot.of(answer);
    }

    private KnownContent known(SimulatedMerchant merchant) {
        Map<String, Object> row = worker.rows(
                        "select * from app.merchant_visit where merchant_id = ?",
                        worker.ref(merchant).id())
                .getFirst();
        return new KnownContent(
                (Long) row.get("snapshot_id"),
                (byte[]) row.get("content_hash"),
                ((Timestamp) row.get("read_at")).toInstant(),
                ((Timestamp) row.get("confirmed_at")).toInstant(),
                (Long) row.get("empty_walk_id"),
                ((Timestamp) row.get("empty_read_at")).toInstant());
    }
}
