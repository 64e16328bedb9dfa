package dev.catwalk.alert.robot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.DueAlerts;
import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.alert.Notice;
import dev.catwalk.delivery.SendResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DingTalkRobotTest {
    private final FakeRobot group = new FakeRobot();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void aRejectionIsMarkdownWithATitle() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(DingTalkRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
        assertThat(robot.channel()).isEqualTo(Channel.DINGTALK);
        assertThat(group.received()).singleElement().satisfies(message -> {
            assertThat(message.query()).isEqualTo("key=hush");
            assertThat(message.text()).isEqualTo("""
                    {"msgtype":"markdown","markdown":{"title":"Catwalk：类目审核被驳回",\
                    "text":"### Catwalk：类目审核被驳回\\n\\n\
                    > 商家：示例（wxaaaaaaaaaaaaaaaa）  \\n\
                    > 类目：教育 / 出国移民  \\n\
                    > 原因：资质不符  \\n\
                    > 发现时间：2026-11-22 17:59:58 UTC+08:00\\n\\n\
                    建议：请按驳回原因补正资质材料，或改选与实际业务相符的类目，再重新提交审核。"}}""");
        });
    }

    /**
     * The signature is {@code printf '%s\n%s' 1795341600000 SECexample | openssl dgst -sha256 -hmac SECexample -binary | base64}.
     */
    @Test
    void withASecretTheQueryIsSigned() throws Exception {
        // given
        GroupReceiver robot = group.with("dingtalk.secret", "SECexample").reachedBy(DingTalkRobot::new);

        // when
        robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(group.received().getFirst().query())
                .isEqualTo("key=hush&timestamp=1795341600000&sign=4QjGKGFDDZSNeyFh3AjqLBupyPzOYfYVyHChGzdRKxU%3D");
    }

    @ParameterizedTest
    @CsvSource({"教,3", "😀,4"})
    void aBodyMayHave20000BytesAndNotOneMore(String character, int bytes) throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(DingTalkRobot::new);
        robot.send(notice(""));
        int frame = group.received().getFirst().text().getBytes(StandardCharsets.UTF_8).length;
        int free = 20_000 - frame;
        String full = character.repeat(free / bytes) + "x".repeat(free % bytes);

        // when
        boolean fits = robot.fits(notice(full));
        boolean fitsOneMore = robot.fits(notice(full + "x"));

        // then
        assertThat(fits).isTrue();
        assertThat(fitsOneMore).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            310000 | errcode 310000: keyword, signature or sender's address does not match the robot's protection | PT0S
            300001 | errcode 300001: the access token in the robot's address is not valid                         | PT0S
            400013 | errcode 400013: the robot's group was dissolved; make a robot in another group               | PT0S
            400101 | errcode 400101: there is no such access token; copy the robot's address anew                 | PT0S
            400102 | errcode 400102: the robot was switched off; switch it on in its group                        | PT0S
            400106 | errcode 400106: the robot was removed from its group; make another one                       | PT0S
            130101 | errcode 130101: too many messages in this minute, ours or of others who use this robot       | PT10M
            410100 | errcode 410100: too many messages in this minute, ours or of others who use this robot       | PT10M
            1      | errcode 1                                                                                    | PT0S
            """)
    void theCodeInTheBodyShowsWhatIsWrong(int errcode, String error, Duration pause) throws Exception {
        // given
        GroupReceiver robot = group.answering(
                        200, "{\"errcode\":" + errcode + ",\"errmsg\":\"keywords not in content, token=hush\"}")
                .reachedBy(DingTalkRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Refused(error, pause));
    }

    private static Notice notice(String value) {
        return new Notice("t", List.of(new Notice.Entry(List.of(new Notice.Field("r", value)))), 0, "", "a", "d", ": ");
    }
}
