package dev.catwalk.alert.robot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.DueAlerts;
import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.alert.Notice;
import dev.catwalk.delivery.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeComRobotTest {
    private final FakeRobot group = new FakeRobot();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void aRejectionIsMarkdown() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(WeComRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
        assertThat(robot.channel()).isEqualTo(Channel.WECOM);
        assertThat(group.received()).singleElement().satisfies(message -> {
            assertThat(message.query()).isEqualTo("key=hush");
            assertThat(message.contentType()).isEqualTo("application/json; charset=utf-8");
            assertThat(message.body().propertyStream().map(Map.Entry::getKey)).containsExactly("msgtype", "markdown");
            assertThat(message.body().path("msgtype").asText()).isEqualTo("markdown");
            assertThat(message.body().path("markdown").path("content").asText()).isEqualTo("""
                    ### Catwalk：类目审核被驳回

                    > 商家：示例（wxaaaaaaaaaaaaaaaa）
                    > 类目：教育 / 出国移民
                    > 原因：资质不符
                    > 发现时间：2026-11-22 17:59:58 UTC+08:00

                    建议：请按驳回原因补正资质材料，或改选与实际业务相符的类目，再重新提交审核。""");
        });
    }

    @Test
    void aDigestSaysWhereTheRestIs() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(WeComRobot::new);

        // when
        robot.send(DueAlerts.aRejection().notice("zh", 1, 9));

        // then
        assertThat(group.received()
                        .getFirst()
                        .body()
                        .path("markdown")
                        .path("content")
                        .asText())
                .contains("\n\n另有 9 条未列出，见视图 reporting.alert\n\n建议：");
    }

    @ParameterizedTest
    @CsvSource({"教,3", "😀,4"})
    void contentMayHave4096BytesAndNotOneMore(String character, int bytes) {
        // given
        GroupReceiver robot = group.reachedBy(WeComRobot::new);
        int frame = "### t\n\n> r: \n\na: d".length();
        int free = 4096 - frame;
        String full = character.repeat(free / bytes) + "x".repeat(free % bytes);

        // when
        boolean fits = robot.fits(notice(full));
        boolean fitsOneMore = robot.fits(notice(full + "x"));

        // then
        assertThat(fits).isTrue();
        assertThat(fitsOneMore).isFalse();
    }

    @Test
    void aNameCannotPassForMarkupOrForALineOfOurs() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(WeComRobot::new);
        Notice notice = DueAlerts.aRejection()
                .with("merchant_name", "<@all> [点我](https://evil.example.com/x)\n\n### 假标题\u2028\u202e`*_~_")
                .with("audit_reason", "<font color=\"warning\">&lt;@a_b&gt;</font>\r\n> 时间: 假 👨‍👩‍👧")
                .notice();

        // when
        robot.send(notice);

        // then
        assertThat(group.received()
                        .getFirst()
                        .body()
                        .path("markdown")
                        .path("content")
                        .asText())
                .startsWith("""
                        ### Catwalk：类目审核被驳回

                        > 商家：＜＠all＞ ［点我］(https：／／evil．example．com/x)  ＃＃＃ 假标题 ｀＊＿～＿（wxaaaaaaaaaaaaaaaa）
                        > 类目：教育 / 出国移民
                        > 原因：＜font color="warning"＞＆lt;＠a_b＆gt;＜/font＞  ＞ 时间: 假 👨‍👩‍👧
                        > 发现时间：2026""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            93000 | errcode 93000: the robot's address is not valid | PT0S
            45009 | errcode 45009: too many messages in this minute, ours or of others who use this robot | PT1M
            45033 | errcode 45033: too many messages in this minute, ours or of others who use this robot | PT1M
            -1    | errcode -1: the robot is busy                   | PT0S
            1     | errcode 1                                       | PT0S
            """)
    void theCodeInTheBodyShowsWhatIsWrong(int errcode, String error, Duration pause) throws Exception {
        // given
        GroupReceiver robot = group.answering(
                        200, "{\"errcode\":" + errcode + ",\"errmsg\":\"from ip: 10.1.2.3, key=hush\"}")
                .reachedBy(WeComRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Refused(error, pause));
    }

    private static Notice notice(String value) {
        return new Notice("t", List.of(new Notice.Entry(List.of(new Notice.Field("r", value)))), 0, "", "a", "d", ": ");
    }
}
