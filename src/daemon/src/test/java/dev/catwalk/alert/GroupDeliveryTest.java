package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.delivery.Deliveries;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.schedule.Upkeep;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.Receivers.Answer;
import dev.catwalk.testing.Receivers.Received;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What group robots are told, and when. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class GroupDeliveryTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;
    private static final int THRESHOLD = 5;

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    @Inject
    GroupDelivery group;

    @Inject
    Deliveries deliveries;

    @Inject
    Upkeep upkeep;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        receivers.reset();
        outbox.register();
        // The robots' rates begin anew, and no pause lasts.
        CLOCK.advance(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @EnumSource(names = {"WECOM", "FEISHU", "DINGTALK"})
    void fewAlertsAreReportedOneByOne(Channel channel) {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, THRESHOLD);

        // when: some robots take two a second
        for (int second = 0; second < 3; second++) {
            outbox.deliver(channel);
            CLOCK.advance(Duration.ofSeconds(1));
        }

        // then
        assertThat(receivers.received(channel)).hasSize(THRESHOLD);
        assertThat(outbox.states(channel)).isEqualTo(Map.of("delivered", (long) THRESHOLD));
    }

    @ParameterizedTest
    @EnumSource(names = {"WECOM", "FEISHU", "DINGTALK"})
    void thousandsOfAlertsAreAHandfulOfMessages(Channel channel) {
        // given
        int alerts = 1200;
        outbox.raise(AlertType.MERCHANT_REVOKED, alerts);

        // when
        outbox.deliver(channel);

        // then
        assertThat(receivers.received(channel)).hasSizeBetween(1, 5);
        assertThat(receivers.received(channel).getLast().body()).contains("1,180");
        assertThat(outbox.states(channel)).isEqualTo(Map.of("delivered", (long) alerts));
    }

    @Test
    void alertsThatKeepComingAreGatheredForAMinute() {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 20);
        outbox.deliver(Channel.FEISHU);
        int messages = receivers.received(Channel.FEISHU).size();

        // when: a walk goes on to find some every ten seconds
        for (int i = 0; i < 5; i++) {
            CLOCK.advance(Duration.ofSeconds(10));
            outbox.raise(AlertType.MERCHANT_REVOKED, 7);
            outbox.deliver(Channel.FEISHU);
        }

        // then
        assertThat(receivers.received(Channel.FEISHU)).hasSize(messages);

        // when
        CLOCK.advance(Duration.ofSeconds(11));
        outbox.deliver(Channel.FEISHU);

        // then
        assertThat(receivers.received(Channel.FEISHU)).hasSizeBetween(messages + 1, messages + 2);
        assertThat(outbox.states(Channel.FEISHU)).isEqualTo(Map.of("delivered", 55L));
    }

    @Test
    void theDigestAfterASmallOneComesAMinuteLater() {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, THRESHOLD);
        outbox.deliver(Channel.WECOM);
        CLOCK.advance(Duration.ofSeconds(50));
        outbox.raise(AlertType.MERCHANT_REVOKED, 3);
        outbox.deliver(Channel.WECOM);
        int messages = receivers.received(Channel.WECOM).size();

        // when
        CLOCK.advance(Duration.ofSeconds(11));
        outbox.raise(AlertType.MERCHANT_REVOKED, THRESHOLD - 1);
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(messages).isEqualTo(THRESHOLD + 1);
        assertThat(receivers.received(Channel.WECOM)).hasSize(messages);

        // when
        CLOCK.advance(Duration.ofSeconds(50));
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 2L * THRESHOLD + 2));
    }

    @Test
    void firstOnesAreReportedAtOnceAndTheFloodBehindThemInADigestAtOnce() {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 3);
        outbox.deliver(Channel.WECOM);

        // when
        outbox.raise(AlertType.MERCHANT_REVOKED, 50);
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 53L));
        assertThat(receivers.received(Channel.WECOM)).hasSizeBetween(4, 8);
        assertThat(receivers.received(Channel.WECOM).get(3).body()).contains("50");
    }

    @ParameterizedTest
    @EnumSource(names = {"WECOM", "FEISHU", "DINGTALK"})
    void aRobotIsNotSilentWhenTheClockIsSetBack(Channel channel) {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, THRESHOLD + 1);
        outbox.deliver(channel);

        // when
        CLOCK.setBack(Duration.ofHours(1), () -> {
            outbox.raise(AlertType.MERCHANT_REVOKED, 1);
            outbox.deliver(channel);
            CLOCK.advance(Duration.ofSeconds(1));
            outbox.deliver(channel);
        });

        // then
        assertThat(outbox.states(channel)).isEqualTo(Map.of("delivered", THRESHOLD + 2L));
    }

    @Test
    void alertOfAnotherTypeDoesNotWaitForTheDigest() {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 20);
        outbox.deliver(Channel.WECOM);
        outbox.raise(AlertType.MERCHANT_REVOKED, 20);
        int messages = receivers.received(Channel.WECOM).size();

        // when
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(receivers.received(Channel.WECOM)).hasSize(messages + 1);
    }

    @Test
    void whatIsBeingGatheredIsNotAskedAboutAtEachRing() throws Exception {
        // given
        AtomicInteger questions = new AtomicInteger();
        StubReceiver receiver = new StubReceiver() {
            @Override
            public int mostPerMinute() {
                questions.incrementAndGet();
                return super.mostPerMinute();
            }
        };
        outbox.raise(AlertType.MERCHANT_REVOKED, 20);
        group.activate(receiver);
        outbox.raise(AlertType.MERCHANT_REVOKED, 20);
        questions.set(0);

        // when
        for (int ring = 0; ring < 100; ring++) {
            CLOCK.advance(Duration.ofMillis(10));
            group.activate(receiver);
        }

        // then
        assertThat(questions).hasValueLessThanOrEqualTo(2);

        // when
        CLOCK.advance(Duration.ofMinutes(1));
        group.activate(receiver);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 40L));
    }

    @Test
    void troubleOfTheComponentIsReportedAlsoWhenItIsOver() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        worker.jdbi().useHandle(handle -> handle.execute("update app.alert set ended_at = app.now()"));
        outbox.raise(AlertType.PLATFORM_RECOVERED, 1);

        // when
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 2L));
    }

    @Test
    void troubleOfTheComponentIsNotReportedAfterItsRecovery() {
        // given: a robot that refused the trouble, and is well before it is tried again
        receivers.answer(Channel.WECOM, Answer.of(500, ""));
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        outbox.deliver(Channel.WECOM);
        receivers.reset();
        worker.jdbi().useHandle(handle -> handle.execute("update app.alert set ended_at = app.now()"));
        outbox.raise(AlertType.PLATFORM_RECOVERED, 1);
        outbox.deliver(Channel.WECOM);

        // when
        CLOCK.advance(Duration.ofSeconds(10));
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 1L, "withdrawn", 1L));
        assertThat(receivers.received(Channel.WECOM)).hasSize(1);
    }

    @Test
    void troubleThatEndedWhileAChannelWasAwayIsNotReportedWhenItComesBack() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        worker.jdbi().useHandle(handle -> handle.execute("update app.alert set ended_at = app.now()"));
        outbox.raise(AlertType.PLATFORM_RECOVERED, 1);
        worker.jdbi().useHandle(handle -> handle.execute("""
                        delete from app.alert_delivery using app.alert
                        where alert.alert_id = alert_delivery.alert_id and type = 'platform.recovered' and channel = 'wecom'
                        """));

        // when
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("withdrawn", 1L));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Channel.WECOM, Answer.of(200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}")),
                Arguments.of(Channel.WECOM, Answer.of(200, "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}")),
                Arguments.of(Channel.FEISHU, Answer.of(200, "{\"code\":19021,\"msg\":\"sign match fail\"}")),
                Arguments.of(Channel.FEISHU, Answer.of(200, "{\"code\":11232,\"msg\":\"frequency limited\"}")),
                Arguments.of(Channel.DINGTALK, Answer.of(200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}")),
                Arguments.of(Channel.DINGTALK, Answer.of(200, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}")),
                Arguments.of(Channel.WECOM, Answer.of(500, "")),
                Arguments.of(Channel.FEISHU, Answer.of(200, "<html>")),
                Arguments.of(Channel.DINGTALK, Answer.redirect("http://localhost/")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatARobotRefusesIsReportedLaterOnce(Channel channel, Answer answer) {
        // given
        receivers.answer(channel, answer);
        outbox.raise(AlertType.MERCHANT_REVOKED, 2);

        // when
        outbox.deliver(channel);

        // then
        assertThat(outbox.states(channel)).isEqualTo(Map.of("pending", 2L));
        // One that wants a pause is not sent the second.
        assertThat(receivers.received(channel)).hasSizeBetween(1, 2);
        assertThat((String) worker.value(
                        "select last_error from reporting.alert where channel = ? and attempts = 1", channel.code()))
                .isNotBlank()
                .doesNotContain("wecom-key", "dingtalk-token", "html");

        // when
        receivers.reset();
        CLOCK.advance(Duration.ofMinutes(11));
        outbox.deliver(channel);

        // then
        assertThat(outbox.states(channel)).isEqualTo(Map.of("delivered", 2L));
        assertThat(receivers.received(channel)).hasSize(2);
    }

    @Test
    void robotThatWantsAPauseGetsItForAllThatWaits() {
        // given
        receivers.answer(Channel.DINGTALK, Answer.of(200, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}"));
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.DINGTALK);
        receivers.reset();

        // when
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        outbox.deliver(Channel.DINGTALK);

        // then
        assertThat(receivers.received(Channel.DINGTALK)).isEmpty();

        // when
        CLOCK.advance(Duration.ofMinutes(10));
        outbox.deliver(Channel.DINGTALK);

        // then
        assertThat(outbox.states(Channel.DINGTALK)).isEqualTo(Map.of("delivered", 2L));
    }

    @Test
    void pauseThatARobotWantsHoldsOnEveryNodeAndAfterARestart() throws Exception {
        // given: a digest of ten messages, of which the robot refuses the first
        outbox.raise(AlertType.MERCHANT_REVOKED, 10);
        StubReceiver refusing = new StubReceiver() {
            @Override
            public int mostListed() {
                return 10;
            }

            @Override
            public boolean fits(Notice notice) {
                return notice.entries().size() == 1;
            }

            @Override
            SendResult answer() {
                return new SendResult.Refused("too many messages", Duration.ofMinutes(10));
            }
        };

        // when
        group.activate(refusing);

        // then
        assertThat(refusing.sent).hasSize(1);

        // when: its hold of the channel ends, and a node that did not hear of the pause looks every minute
        CLOCK.advance(Duration.ofSeconds(91));
        StubReceiver ofAnotherNode = new StubReceiver();
        for (int minute = 2; minute < 10; minute++) {
            group.activate(ofAnotherNode);
            CLOCK.advance(Duration.ofMinutes(1));
        }

        // then
        assertThat(ofAnotherNode.sent).isEmpty();

        // when
        CLOCK.advance(Duration.ofMinutes(1));
        group.activate(ofAnotherNode);

        // then
        assertThat(ofAnotherNode.sent).hasSize(1);
        assertThat(worker.rows("select attempts from reporting.alert where channel = 'wecom' order by alert_id"))
                .extracting(row -> row.get("attempts"))
                .containsExactly(2, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void noHoldOrPauseLastsLongerBecauseTheDatabasesClockWasSetBack() {
        // given: both were made an hour ahead of what is now
        worker.jdbi().useHandle(handle -> handle.execute("""
                update app.alert_channel
                set held_by = 'another', held_until = app.now() + interval '1 hour',
                  paused_until = app.now() + interval '1 hour'
                """));

        // when
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 1L));
    }

    @Test
    void nothingWaitsLongerBecauseTheDatabasesClockWasSetBack() {
        // given: an alert that failed, one that a sender has which died, and one that is new
        receivers.answer(Channel.WECOM, Answer.of(500, ""));
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WECOM);
        receivers.reset();
        outbox.raise(AlertType.MERCHANT_REVOKED, 2);
        deliveries.claimOne(new StubReceiver(), Duration.ofSeconds(90)).orElseThrow();

        // when
        CLOCK.setBack(Duration.ofHours(1), () -> {
            upkeep.activate();
            outbox.deliver(Channel.WECOM);
        });

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 3L));
    }

    @Test
    void robotIsNeverSentMoreThanItTakesAndNothingIsLost() {
        // given: five at once, five more a minute later, of each of five types
        List<AlertType> types = List.of(
                AlertType.MERCHANT_REVOKED,
                AlertType.MERCHANT_PERMISSION_LOST,
                AlertType.MERCHANT_TOKEN_LOST,
                AlertType.PLATFORM_STOPPED,
                AlertType.PLATFORM_RECOVERED);
        types.forEach(type -> outbox.raise(type, THRESHOLD));

        // when
        int[] perSecond = new int[240];
        for (int second = 0; second < perSecond.length; second++) {
            int before = receivers.received(Channel.DINGTALK).size();
            outbox.deliver(Channel.DINGTALK);
            perSecond[second] = receivers.received(Channel.DINGTALK).size() - before;
            CLOCK.advance(Duration.ofSeconds(1));
        }

        // then
        assertThat(outbox.states(Channel.DINGTALK)).isEqualTo(Map.of("delivered", 25L));
        assertThat(IntStream.range(0, perSecond.length - 60)
                        .map(from -> IntStream.range(from, from + 60)
                                .map(second -> perSecond[second])
                                .sum())
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(20);
    }

    @Test
    void alertThatCannotBeWrittenIsAFailedAttemptAndNotClaimedForEver() throws Exception {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        group.activate(new SpeechlessReceiver());

        // then
        assertThat(outbox.row(Channel.WECOM))
                .containsEntry("state", "pending")
                .containsEntry("attempts", 1)
                .containsEntry("last_error", "could not be sent: StackOverflowError");
    }

    @Test
    void noMinuteHasMoreMessagesThanTheRobotTakesHoweverOftenNodesRestart() throws Exception {
        // given: a robot whose node has always just started, and remembers nothing
        outbox.raise(AlertType.MERCHANT_REVOKED, 4);
        outbox.raise(AlertType.MERCHANT_PERMISSION_LOST, 4);
        outbox.raise(AlertType.MERCHANT_TOKEN_LOST, 4);
        StubReceiver forgetful = new StubReceiver() {
            @Override
            public int mostPerMinute() {
                return 5;
            }
        };

        // when
        for (int second = 0; second < 150; second++) {
            group.activate(forgetful);
            CLOCK.advance(Duration.ofSeconds(1));
        }

        // then
        List<Instant> sent = forgetful.sent;
        assertThat(sent).hasSize(12);
        for (int i = 0; i + 5 < sent.size(); i++) {
            assertThat(Duration.between(sent.get(i), sent.get(i + 5))).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
    }

    private static final class SpeechlessReceiver extends StubReceiver {
        @Override
        public boolean fits(Notice notice) {
            throw new StackOverflowError();
        }
    }

    /** A robot of a node that has just started: it remembers no rate. */
    private static class StubReceiver implements GroupReceiver {
        final List<Instant> sent = new ArrayList<>();

        @Override
        public Channel channel() {
            return Channel.WECOM;
        }

        @Override
        public String address() {
            return "";
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int mostListed() {
            return 1;
        }

        @Override
        public boolean fits(Notice notice) {
            return true;
        }

        @Override
        public Duration untilNext() {
            return Duration.ZERO;
        }

        @Override
        public SendResult send(Notice notice) {
            sent.add(CLOCK.instant());
            return answer();
        }

        SendResult answer() {
            return new SendResult.Accepted();
        }
    }

    @Test
    void channelThatHangsDelaysNoOther() throws Exception {
        // given
        receivers.hang(Channel.WEBHOOK);
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);

        // when
        Thread stuck = Thread.ofVirtual().start(() -> outbox.deliver(Channel.WEBHOOK));
        Awaitility.await().until(() -> !receivers.received(Channel.WEBHOOK).isEmpty());
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", 1L));
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("pending", 1L));
        stuck.join();
    }

    @Test
    void channelHeldByAnotherNodeIsLeftToIt() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 1);
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.alert_channel set held_by = 'another', held_until = ? where channel = 'wecom'",
                        java.sql.Timestamp.from(CLOCK.instant().plusSeconds(90))));

        // when
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(receivers.received(Channel.WECOM)).isEmpty();

        // when: the other one died
        CLOCK.advance(Duration.ofSeconds(91));
        outbox.deliver(Channel.WECOM);

        // then
        assertThat(receivers.received(Channel.WECOM)).hasSize(1);
    }

    @Test
    void sendersSideBySideReportEachAlertOnce() throws Exception {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 300);

        // when
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            senders.invokeAll(java.util.Collections.nCopies(8, (Callable<Void>) () -> {
                outbox.deliver(Channel.EMAIL);
                outbox.deliver(Channel.FEISHU);
                return null;
            }));
        }

        // Whoever found no turn gave back what it had claimed.
        CLOCK.advance(Duration.ofSeconds(61));
        outbox.deliver(Channel.FEISHU);

        // then
        // An attempt may come too late for the turn that another sender took: it sends nothing, and is made again.
        assertThat(worker.value(
                        "select count(*) from reporting.alert_attempt where channel = 'feishu' and error is null"))
                .isEqualTo(300L);
        assertThat(receivers.received(Channel.FEISHU).stream().map(Received::body))
                .doesNotHaveDuplicates();
    }
}
