package dev.catwalk.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Outbox;
import dev.catwalk.schedule.Activities;
import dev.catwalk.schedule.ScheduledJob.Activity;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.TicketPushes;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People hear of missing tickets while there is time to act: of each stage once, and not because we were away. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class TicketWatchTest {
    private static final Duration TICKET_LIFE = Duration.ofHours(12);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    Outbox outbox;

    @Inject
    Receivers receivers;

    @Inject
    TicketWatch watch;

    @Inject
    TicketPushes pushes;

    private SimulatedPlatform platform;

    @BeforeEach
    void beginWithoutMerchants() {
        watch.listen();
        receivers.reset();
        platform = worker.begin(SimulatorOptions.builder().merchants(0).mix(MerchantMix.PLAIN));
    }

    @Test
    void eachStageOfASilenceIsReportedOnce() {
        // given
        worker.takeTicket();
        Instant received = now();

        // when
        watchFor(Duration.ofHours(14));

        // then
        assertThat(told())
                .extracting(alert -> alert.severity() + " after " + alert.silence(received))
                .containsExactly(
                        "warning after PT30M",
                        "critical after PT2H",
                        "critical after PT6H",
                        "critical after PT9H",
                        "critical after PT11H",
                        "critical after PT12H");
        assertThat(told()).allSatisfy(alert -> {
            assertThat(alert.data().path("silent_since").asText()).isEqualTo(received.toString());
            assertThat(alert.data().path("ticket_expires_at").asText())
                    .isEqualTo(received.plus(TICKET_LIFE).toString());
            assertThat(alert.data().has("errcode")).isTrue();
            assertThat(alert.data().path("errcode").isNull()).isTrue();
        });
        assertThat(told())
                .extracting(Told::reason)
                .containsExactly(
                        "已有 30 分钟未收到 component_verify_ticket；最近一个还有 11 小时 30 分钟失效",
                        "已有 2 小时 0 分钟未收到 component_verify_ticket；最近一个还有 10 小时 0 分钟失效；已请求平台重新推送",
                        "已有 6 小时 0 分钟未收到 component_verify_ticket；最近一个还有 6 小时 0 分钟失效；已请求平台重新推送",
                        "已有 9 小时 0 分钟未收到 component_verify_ticket；最近一个还有 3 小时 0 分钟失效；已请求平台重新推送",
                        "已有 11 小时 0 分钟未收到 component_verify_ticket；最近一个还有 1 小时 0 分钟失效；已请求平台重新推送",
                        "已有 12 小时 0 分钟未收到 component_verify_ticket；最近一个已失效；已请求平台重新推送");
        assertThat(stored.alerts("platform.recovered")).isZero();
    }

    @Test
    void ticketsThatComeAreNothingToReport() {
        for (int i = 0; i < 30; i++) {
            // when
            worker.takeTicket();
            watchFor(Duration.ofMinutes(10));
        }

        // then
        assertThat(told()).isEmpty();
        assertThat(stored.alerts("platform.recovered")).isZero();
        assertThat(platform.calls().count(Api.START_PUSH_TICKET)).isZero();
    }

    @Test
    void aSecondActivationAtTheSameTimeReportsNothingMore() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofHours(2));

        // when
        watch.activate();
        watch.activate();

        // then
        assertThat(told()).hasSize(2);
        assertThat(platform.calls().count(Api.START_PUSH_TICKET)).isEqualTo(1);
    }

    @Test
    void aTicketStartsTheCountAgain() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(29));
        worker.takeTicket();
        Instant received = now();

        // when
        watchFor(Duration.ofMinutes(29));
        int early = told().size();
        watchFor(Duration.ofMinutes(1));

        // then
        assertThat(early).isZero();
        assertThat(told()).singleElement().satisfies(alert -> assertThat(
                        alert.data().path("silent_since").asText())
                .isEqualTo(received.toString()));
        assertThat(stored.alerts("platform.recovered")).isZero();
    }

    @Test
    void theEndOfASilenceIsReportedOnceAndTheNextSilenceFromItsBeginning() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofHours(3));

        // when
        worker.takeTicket();
        watch.activate();
        watch.activate();
        List<String> recovered = recovered();
        watchFor(Duration.ofMinutes(31));

        // then
        assertThat(recovered).containsExactly("已重新收到 component_verify_ticket");
        assertThat(told()).extracting(Told::severity).containsExactly("warning", "critical", "warning");
        assertThat(stored.alerts("platform.recovered")).isEqualTo(1);
        outbox.deliver(Channel.WEBHOOK);
        WebhookSchema.assertHolds(receivers.received(Channel.WEBHOOK).stream()
                .map(Receivers.Received::body)
                .toList());
    }

    private void fallSilentAndStop(String reason) {
        worker.takeTicket();
        watchFor(Duration.ofHours(3));
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.component set stopped_since = ?, stopped_reason = ?", now(), reason));
    }

    @Test
    void theEndOfASilenceIsLeftToTheEndOfTheOutage() {
        // given
        fallSilentAndStop("secret refused");

        // when
        worker.takeTicket();
        watch.activate();
        worker.readRoster();
        watch.activate();

        // then
        assertThat(recovered()).containsExactly("接口调用已恢复正常");
    }

    @Test
    void theEndOfASilenceIsReportedThoughAnOutageEndedDuringIt() {
        // given
        fallSilentAndStop("address refused");
        worker.readRoster();
        List<String> during = recovered();

        // when
        watchFor(Duration.ofMinutes(40));
        worker.takeTicket();
        watch.activate();

        // then
        assertThat(during).containsExactly("接口调用已恢复正常");
        assertThat(recovered()).containsExactly("接口调用已恢复正常", "已重新收到 component_verify_ticket");
    }

    /** Found by the year with seed 7. */
    @Test
    void anOutageThatEndsWithTheFirstTicketIsReportedOnce() {
        // given
        fallSilentAndStop("ticket expired");

        // when
        worker.takeTicket();
        worker.readRoster();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(10));
        worker.takeTicket();
        watch.activate();

        // then
        assertThat(recovered()).containsExactly("接口调用已恢复正常");
    }

    /** Found by the year with seed 6613. */
    @Test
    void aTicketThatExpiredWhileNoDaemonListenedIsNoOutageBeforeTheNextIsOverdue() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        watch.activate();
        beAwayFor(Duration.ofHours(13));

        // when
        String beforeTheWatchLooks = worker.walk(WalkScope.ALL).state();
        watch.activate();
        worker.walk(WalkScope.ALL);

        // then
        assertThat(beforeTheWatchLooks).isEqualTo("stopped");
        assertThat(stored.alerts("platform.stopped")).isZero();

        // when
        watchFor(Duration.ofMinutes(30));
        worker.walk(WalkScope.ALL);

        // then
        assertThat(stored.alerts("platform.stopped")).isEqualTo(1);
    }

    private static final String NO_ROOM = """
            create function app.no_room() returns trigger language plpgsql as $$
            begin
              raise exception 'could not extend file: No space left on device' using errcode = '53100';
            end $$;
            create trigger no_room before update on app.component for each statement execute function app.no_room();
            """;

    @Test
    void silenceDoesNotCountWhileTheDatabaseHasNoRoomForATicket() {
        // given
        worker.takeTicket();
        worker.jdbi().useHandle(handle -> handle.createScript(NO_ROOM).execute());
        try {
            watchFor(Duration.ofHours(1));
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.no_room cascade"));
        }

        // when
        watchFor(Duration.ofMinutes(29));

        // then
        assertThat(told()).isEmpty();

        // when
        watchFor(Duration.ofMinutes(1));

        // then
        assertThat(told()).extracting(Told::severity).containsExactly("warning");
    }

    @Test
    void aDaemonThatWasAwayForHoursReportsNothingAtItsStart() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(5));
        beAwayFor(Duration.ofHours(5));

        // when
        watchFor(Duration.ofMinutes(9));
        worker.takeTicket();
        watchFor(Duration.ofMinutes(29));

        // then
        assertThat(told()).isEmpty();
        assertThat(stored.alerts("platform.recovered")).isZero();
    }

    @Test
    void silenceAfterAnAbsenceCountsFromItsEnd() {
        // given
        worker.takeTicket();
        Instant received = now();
        watchFor(Duration.ofMinutes(5));
        beAwayFor(Duration.ofHours(1));
        watch.activate();
        Instant back = now();

        // when
        watchFor(Duration.ofMinutes(29));
        int early = told().size();
        watchFor(Duration.ofMinutes(91));

        // then
        assertThat(early).isZero();
        assertThat(told()).extracting(alert -> alert.silence(back)).containsExactly("PT30M", "PT2H");
        assertThat(told()).allSatisfy(alert -> {
            assertThat(alert.data().path("silent_since").asText()).isEqualTo(back.toString());
            assertThat(alert.data().path("ticket_expires_at").asText())
                    .isEqualTo(received.plus(TICKET_LIFE).toString());
        });
    }

    @Test
    void aTicketThatIsAboutToDieAfterAnAbsenceIsReportedAsSoonAsPushesWereMissed() {
        // given
        worker.takeTicket();
        watch.activate();
        beAwayFor(Duration.ofHours(11));
        watch.activate();

        // when
        watchFor(Duration.ofMinutes(29));
        int early = told().size();
        watchFor(Duration.ofHours(2));

        // then
        assertThat(early).isZero();
        assertThat(told())
                .extracting(Told::reason)
                .containsExactly(
                        "已有 30 分钟未收到 component_verify_ticket；最近一个还有 30 分钟失效；已请求平台重新推送",
                        "已有 1 小时 0 分钟未收到 component_verify_ticket；最近一个已失效；已请求平台重新推送");
    }

    @Test
    void anAbsenceInTheMiddleOfASilenceRepeatsNothing() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofHours(3));
        beAwayFor(Duration.ofMinutes(30));

        // when
        watchFor(Duration.ofHours(2).plusMinutes(29));
        List<Told> before = told();
        watchFor(Duration.ofMinutes(1));
        worker.takeTicket();
        watch.activate();

        // then
        assertThat(before).extracting(Told::severity).containsExactly("warning", "critical");
        assertThat(told()).hasSize(3);
        assertThat(recovered()).containsExactly("已重新收到 component_verify_ticket");
    }

    @Test
    void silenceIsReportedThoughTheDatabasesClockWasAheadForAWhile() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(5));

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(20));
        watch.listen();
        watch.activate();
        SettableClock.INSTANCE.advance(Duration.ofHours(-20));
        watch.listen();
        worker.takeTicket();
        watchFor(Duration.ofMinutes(31));

        // then
        assertThat(told()).extracting(Told::severity).containsExactly("warning");
    }

    @Test
    void aSilenceThatWasReportedWhileTheDatabasesClockWasAheadEndsWithTheNextTicket() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(5));
        SettableClock.INSTANCE.advance(Duration.ofHours(20));
        watch.listen();
        watchFor(Duration.ofMinutes(30));

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(-20));
        watch.listen();
        watchFor(Duration.ofMinutes(1));
        worker.takeTicket();
        watch.activate();

        // then
        assertThat(told()).hasSize(1);
        assertThat(recovered()).containsExactly("已重新收到 component_verify_ticket");
    }

    @Test
    void aSilenceGoesOnWhenTheDatabasesClockIsSetBackToBeforeItsLastTicket() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(35));

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(-1));
        watch.listen();
        watchFor(Duration.ofMinutes(70));
        List<Told> anHourLater = told();
        watchFor(Duration.ofMinutes(60));

        // then
        assertThat(anHourLater).extracting(Told::severity).containsExactly("warning");
        assertThat(told()).extracting(Told::severity).containsExactly("warning", "critical");
        assertThat(recovered()).isEmpty();
    }

    @Test
    void aComponentThatNeverGotATicketCountsFromItsRegistration() {
        // given
        Instant registered = now();

        // when
        watchFor(Duration.ofHours(20));

        // then
        assertThat(told()).extracting(alert -> alert.silence(registered)).containsExactly("PT30M", "PT2H");
        assertThat(told()).extracting(Told::severity).containsExactly("warning", "critical");
        assertThat(told())
                .extracting(Told::reason)
                .containsExactly(
                        "已有 30 分钟未收到 component_verify_ticket；从未收到过",
                        "已有 2 小时 0 分钟未收到 component_verify_ticket；从未收到过；已请求平台重新推送");
        assertThat(told()).allSatisfy(alert -> {
            assertThat(alert.data().has("ticket_expires_at")).isTrue();
            assertThat(alert.data().path("ticket_expires_at").isNull()).isTrue();
        });
        assertThat(platform.calls().answered(Api.START_PUSH_TICKET, 0)).isEqualTo(1);
    }

    @Test
    void aComponentThatWasRegisteredLongAgoAndNeverWatchedCountsFromNow() {
        // given
        beAwayFor(Duration.ofDays(30));

        // when
        watchFor(Duration.ofMinutes(29));

        // then
        assertThat(told()).isEmpty();
    }

    @Test
    void aProcessThatTakesNoPushesDoesNotCountAsListening() {
        // given
        worker.takeTicket();
        watch.activate();
        Activity inTheForeground = new Activities().ticketWatch(watch, false);
        watch.listen();

        // when
        for (int minute = 0; minute < 60; minute++) {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            inTheForeground.run(null, null);
        }
        watch.listen();
        watch.activate();

        // then
        assertThat(told()).isEmpty();
    }

    @Test
    void aWatchThatIsHoursLateInAProcessThatLivesReportsTheWholeSilence() {
        // given
        worker.takeTicket();
        Instant received = now();
        watch.activate();

        // when
        for (int minute = 0; minute < 150; minute++) {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            watch.listen();
        }
        watch.activate();

        // then
        assertThat(told())
                .extracting(alert -> alert.severity() + " after " + alert.silence(received))
                .containsExactly("critical after PT2H30M");
    }

    @Test
    void pushesAreStartedAgainAndThePageSaysSo() {
        // given
        worker.takeTicket();
        platform.component().stopTicketPushes();

        // when
        watchFor(Duration.ofMinutes(119));
        long early = platform.calls().count(Api.START_PUSH_TICKET);
        watchFor(Duration.ofMinutes(1));

        // then
        assertThat(early).isZero();
        assertThat(platform.calls().answered(Api.START_PUSH_TICKET, 0)).isEqualTo(1);
        assertThat(platform.component().truth().ticketsPushed()).isTrue();
    }

    @Test
    void whyPushesCouldNotBeStartedIsSaid() {
        // given
        worker.takeTicket();
        platform.faults().add(Fault.errcode(61004).on(Api.START_PUSH_TICKET));

        // when
        watchFor(Duration.ofHours(2));

        // then
        assertThat(platform.calls().answered(Api.START_PUSH_TICKET, 61004)).isEqualTo(1);
        assertThat(told().getLast().reason())
                .isEqualTo("已有 2 小时 0 分钟未收到 component_verify_ticket；最近一个还有 10 小时 0 分钟失效；"
                        + "请求平台重新推送失败：出口 IP 不在白名单（61004）");
        assertThat(told().getLast().severity()).isEqualTo("critical");
    }

    @Test
    void aPlatformThatWasJustAskedIsNotAskedAgain() {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(115));
        pushes.restart(Worker.COMPONENT);

        // when
        watchFor(Duration.ofMinutes(5));

        // then
        assertThat(platform.calls().count(Api.START_PUSH_TICKET)).isEqualTo(1);
        assertThat(told().getLast().reason()).endsWith("；几分钟前已请求平台重新推送");
    }

    @Test
    void pushesThatStopAgainAreStartedAgainAtOnceWhenATicketCameInBetween() {
        // given
        worker.takeTicket();
        pushes.restart(Worker.COMPONENT);
        SettableClock.INSTANCE.advance(Duration.ofSeconds(30));
        worker.takeTicket();

        // when
        pushes.restart(Worker.COMPONENT);
        long tooSoon = platform.calls().count(Api.START_PUSH_TICKET);
        SettableClock.INSTANCE.advance(Duration.ofMinutes(2));
        pushes.restart(Worker.COMPONENT);
        pushes.restart(Worker.COMPONENT);

        // then
        assertThat(tooSoon).isEqualTo(1);
        assertThat(platform.calls().count(Api.START_PUSH_TICKET)).isEqualTo(2);
    }

    @Test
    void aTicketThatComesWhileThePlatformIsAskedSparesThePage() throws Exception {
        // given
        worker.takeTicket();
        watchFor(Duration.ofMinutes(119));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        Hold hold = new Hold();
        platform.faults().add(Fault.of(new FaultEffect.Held(hold)).on(Api.START_PUSH_TICKET));

        // when
        try (ExecutorService another = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> activation = another.submit(watch::activate);
            hold.awaitArrival(LIMIT);
            worker.takeTicket();
            hold.release();
            activation.get();
        }
        watch.activate();

        // then
        assertThat(told()).extracting(Told::severity).containsExactly("warning");
        assertThat(recovered()).containsExactly("已重新收到 component_verify_ticket");
    }

    @Test
    void twoNodesAtOnceReportOnce() throws Exception {
        // given
        worker.takeTicket();

        // when
        for (int minute = 0; minute <= 130; minute++) {
            inTwoThreads(watch::activate);
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        }
        worker.takeTicket();
        inTwoThreads(watch::activate);

        // then
        assertThat(told()).extracting(Told::severity).containsExactly("warning", "critical");
        assertThat(platform.calls().count(Api.START_PUSH_TICKET)).isEqualTo(1);
        assertThat(recovered()).containsExactly("已重新收到 component_verify_ticket");
    }

    /** No process listens meanwhile. */
    private void beAwayFor(Duration time) {
        watch.listen();
        SettableClock.INSTANCE.advance(time);
        watch.listen();
    }

    /** As the schedule does: every minute, and at both ends. */
    private void watchFor(Duration time) {
        watch.activate();
        for (int minute = 0; minute < time.toMinutes(); minute++) {
            SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
            watch.listen();
            watch.activate();
        }
    }

    private static void inTwoThreads(Runnable activation) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Void> atOnce = () -> {
            both.await();
            activation.run();
            return null;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> thread : threads.invokeAll(List.of(atOnce, atOnce))) {
                thread.get();
            }
        }
    }

    private record Told(Instant raisedAt, JsonNode data) {
        String severity() {
            return data.path("severity").asText();
        }

        String reason() {
            return data.path("reason").asText();
        }

        String silence(Instant since) {
            return Duration.between(since, raisedAt).toString();
        }
    }

    private List<Told> told() {
        return worker.jdbi().withHandle(handle -> handle.createQuery(
                        "select raised_at, data::text from app.alert where type = 'platform.ticket_overdue' order by alert_id")
                .map((row, context) -> new Told(row.getTimestamp(1).toInstant(), json(row.getString(2))))
                .list());
    }

    private List<String> recovered() {
        return worker.jdbi().withHandle(handle -> handle.createQuery(
                        "select data ->> 'reason' from app.alert where type = 'platform.recovered' order by alert_id")
                .mapTo(String.class)
                .list());
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant now() {
        return SettableClock.INSTANCE.instant();
    }
}
