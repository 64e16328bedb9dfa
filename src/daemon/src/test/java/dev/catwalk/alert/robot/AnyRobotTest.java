package dev.catwalk.alert.robot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.DueAlerts;
import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.alert.Notice;
import dev.catwalk.alert.NoticeSplit;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all robots have in common. */
class AnyRobotTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeRobot group = new FakeRobot();
    private final Notice notice = DueAlerts.aRejection().notice();

    @AfterEach
    void close() {
        group.close();
    }

    static Stream<Named<FakeRobot.Kind>> kinds() {
        return Stream.of(
                Named.of("wecom", WeComRobot::new),
                Named.of("feishu", FeishuRobot::new),
                Named.of("dingtalk", DingTalkRobot::new));
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(Named.<FakeRobot.Kind>of("wecom", WeComRobot::new), 20, MINUTE),
                Arguments.of(Named.<FakeRobot.Kind>of("feishu", FeishuRobot::new), 100, MINUTE),
                Arguments.of(Named.<FakeRobot.Kind>of("feishu", FeishuRobot::new), 5, Duration.ofSeconds(1)),
                Arguments.of(Named.<FakeRobot.Kind>of("dingtalk", DingTalkRobot::new), 20, MINUTE));
    }

    static Stream<Arguments> badAnswers() {
        return kinds().flatMap(kind -> Stream.of(
                Arguments.of(kind, 500, "", "the robot answered with status 500"),
                Arguments.of(kind, 302, "{\"errcode\":0,\"code\":0}", "the robot answered with status 302"),
                Arguments.of(kind, 200, "", "the robot's answer is not JSON with an error code"),
                Arguments.of(kind, 200, "<html>ok</html>", "the robot's answer is not JSON with an error code"),
                Arguments.of(kind, 200, "[0]", "the robot's answer is not JSON with an error code"),
                Arguments.of(kind, 200, "{\"errmsg\":\"ok\"}", "the robot's answer is not JSON with an error code"),
                Arguments.of(
                        kind,
                        200,
                        "{\"errcode\":\"0\",\"code\":0.5}",
                        "the robot's answer is not JSON with an error code")));
    }

    @ParameterizedTest
    @MethodSource("badAnswers")
    void onlyACodeOfZeroMeansThatTheGroupSawIt(FakeRobot.Kind kind, int status, String body, String error)
            throws Exception {
        // given
        GroupReceiver robot = group.answering(status, body).reachedBy(kind);

        // when
        SendResult result = robot.send(notice);

        // then
        assertThat(result).isEqualTo(new SendResult.Refused(error));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRobotOutOfReachIsRefusedWithoutItsAddress(FakeRobot.Kind kind) throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(kind);
        group.leave();

        // when
        SendResult result = robot.send(notice);

        // then
        assertThat(result).isInstanceOfSatisfying(SendResult.Refused.class, refused -> assertThat(refused.error())
                .isEqualTo("no connection")
                .doesNotContain("hush", "127.0.0.1"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAddressThatIsNoneIsNotQuoted(FakeRobot.Kind kind) throws Exception {
        for (String address : List.of("https://host/send?key=hush and more", "hush", "hush://host/", "https:///hush")) {
            // given
            GroupReceiver robot = group.with("wecom.url", address)
                    .with("feishu.url", address)
                    .with("dingtalk.url", address)
                    .reachedBy(kind);

            // when
            SendResult result = robot.send(notice);

            // then
            assertThat(result).isEqualTo(new SendResult.Refused("the robot's address is not a web address"));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRobotWithoutAnAddressCanBeMade(FakeRobot.Kind kind) {
        // when
        GroupReceiver robot = group.with("wecom.url", "")
                .with("feishu.url", "")
                .with("dingtalk.url", "")
                .reachedBy(kind);

        // then
        assertThat(robot.untilNext()).isZero();
        assertThat(robot.fits(notice)).isTrue();
        assertThat(robot.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(robot.mostListed()).isEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theAddressOfOurPageIsSentAsItIs(FakeRobot.Kind kind) throws Exception {
        // given
        String address = "https://c.example/catwalk_2/problems/42";

        // when
        group.reachedBy(kind)
                .send(DueAlerts.aRejection().with("problem_url", address).notice());

        // then
        assertThat(group.received().getFirst().text()).contains(address);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void noWindowHasMoreMessagesThanTheLimit(FakeRobot.Kind kind, int limit, Duration window) throws Exception {
        // given
        SettableClock clock = SettableClock.INSTANCE;
        GroupReceiver robot = group.reachedBy(kind, clock);
        Random random = new Random(20261122);
        List<Instant> sent = new ArrayList<>();

        // when
        for (int round = 0; round < 1_200; round++) {
            // Quiet minutes fill the bucket, and the hurry after them empties it.
            clock.advance(
                    switch (random.nextInt(300)) {
                        case 0 -> Duration.ofMillis(random.nextInt(120_000));
                        case 1, 2, 3 -> Duration.ofNanos(random.nextInt(1_000_000_000));
                        default -> robot.untilNext();
                    });
            boolean turn = robot.untilNext().isZero();
            SendResult result = robot.send(notice);
            assertThat(result instanceof SendResult.Accepted).isEqualTo(turn);
            if (turn) {
                sent.add(clock.instant());
            }
        }

        // then
        assertThat(group.received()).hasSameSizeAs(sent).hasSizeGreaterThan(limit);
        for (int first = 0; first + limit < sent.size(); first++) {
            assertThat(Duration.between(sent.get(first), sent.get(first + limit)))
                    .isGreaterThan(window);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void withoutATurnNothingIsSent(FakeRobot.Kind kind) throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(kind);
        while (robot.untilNext().isZero()) {
            robot.send(notice);
        }
        int before = group.received().size();

        // when
        SendResult result = robot.send(notice);

        // then
        assertThat(result)
                .isEqualTo(new SendResult.Refused("the robot accepts no more messages now", robot.untilNext()));
        assertThat(group.received()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void turnsComeAlsoWhenTheClockWasSetBack(FakeRobot.Kind kind) throws Exception {
        // given
        SettableClock clock = SettableClock.INSTANCE;
        GroupReceiver robot = group.reachedBy(kind, clock);
        while (robot.untilNext().isZero()) {
            robot.send(notice);
        }

        // when
        clock.advance(Duration.ofHours(-1));
        Duration pause = robot.untilNext();
        clock.advance(pause);
        SendResult result = robot.send(notice);
        clock.advance(Duration.ofHours(1));

        // then
        assertThat(pause).isLessThan(MINUTE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void threeThousandRejectionsAreTwoMessagesAtMost(FakeRobot.Kind kind) {
        // given
        GroupReceiver robot = group.reachedBy(kind);
        Notice digest = DueAlerts.aRejection()
                .with("merchant_name", "某某市某某区教育咨询有限公司")
                .with("first_name", "商家自营")
                .with("second_name", "预包装食品经营")
                .with("audit_reason", "你提交的资质材料不符合该类目的要求，请上传清晰的原件扫描件，".repeat(10))
                .with("first_sight", true)
                .notice("zh", robot.mostListed(), 3_000 - robot.mostListed());

        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(digest, robot::fits);

        // then
        assertThat(parts).hasSizeLessThanOrEqualTo(2).allMatch(part -> robot.fits(part.notice()));
        assertThat(parts.getLast().to()).isEqualTo(20);
        assertThat(parts.getLast().notice().unlisted()).isEqualTo(2_980);
    }
}
