package dev.catwalk.alert.robot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.params.provider.ValueSource;

class FeishuRobotTest {
    private final FakeRobot group = new FakeRobot();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void aRejectionIsACard() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(FeishuRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
        assertThat(robot.channel()).isEqualTo(Channel.FEISHU);
        assertThat(group.received()).singleElement().satisfies(message -> assertThat(message.text())
                .isEqualTo("""
                        {"msg_type":"interactive","card":{"config":{"wide_screen_mode":true},\
                        "header":{"template":"orange","title":{"tag":"plain_text","content":"Catwalk：类目审核被驳回"}},\
                        "elements":[{"tag":"div","text":{"tag":"plain_text","content":"\
                        商家：示例（wxaaaaaaaaaaaaaaaa）\\n类目：教育 / 出国移民\\n原因：资质不符\\n\
                        发现时间：2026-11-22 17:59:58 UTC+08:00"}},\
                        {"tag":"div","text":{"tag":"plain_text","content":"\
                        建议：请按驳回原因补正资质材料，或改选与实际业务相符的类目，再重新提交审核。"}}]}}"""));
    }

    /**
     * The signature is {@code printf '' | openssl dgst -sha256 -hmac "$(printf '%s\n%s' 1795341600 SECexample)" -binary |
     * base64}.
     */
    @Test
    void withASecretTheBodyIsSigned() throws Exception {
        // given
        GroupReceiver robot = group.with("feishu.secret", "SECexample").reachedBy(FeishuRobot::new);

        // when
        robot.send(DueAlerts.aRejection().notice());

        // then
        JsonNode body = group.received().getFirst().body();
        assertThat(body.path("timestamp").isTextual()).isTrue();
        assertThat(body.path("timestamp").asText()).isEqualTo("1795341600");
        assertThat(body.path("sign").asText()).isEqualTo("4U4iDTt6siPjOOwhSugoWCScAXwGEZzPbyb9af3gJyo=");
    }

    @ParameterizedTest
    @CsvSource({"教,3", "😀,4"})
    void aSignedBodyMayHave20000BytesAndNotOneMore(String character, int bytes) throws Exception {
        // given
        GroupReceiver robot = group.with("feishu.secret", "SECexample").reachedBy(FeishuRobot::new);
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

    @Test
    void aNameStaysInItsLineOfPlainText() throws Exception {
        // given
        GroupReceiver robot = group.reachedBy(FeishuRobot::new);
        Notice notice = DueAlerts.aRejection()
                .with("merchant_name", "<at id=all></at>\n时间: 假\u202e")
                .notice("zh", 1, 2);

        // when
        robot.send(notice);

        // then
        JsonNode card = group.received().getFirst().body().path("card");
        assertThat(card.findValuesAsText("tag")).containsOnly("div", "plain_text");
        assertThat(card.path("elements").path(0).path("text").path("content").asText())
                .startsWith("商家：<at id=all></at> 时间: 假（wxaaaaaaaaaaaaaaaa）\n类目：");
        assertThat(card.path("elements").path(1).path("text").path("content").asText())
                .isEqualTo("另有 2 条未列出，见视图 reporting.alert");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            9499  | errcode 9499: the robot could not read the message, or gets too many    | PT1M
            11232 | errcode 11232: too many messages in this minute, ours or of others who use this robot | PT1M
            19021 | errcode 19021: the signature does not match, or our clock is an hour off | PT0S
            19022 | errcode 19022: our address is not on the robot's list                   | PT0S
            19024 | errcode 19024: the robot's keyword is not in the message                | PT0S
            19001 | errcode 19001: the robot's address is not valid                         | PT0S
            19000 | errcode 19000                                                           | PT0S
            """)
    void theCodeInTheBodyShowsWhatIsWrong(int code, String error, Duration pause) throws Exception {
        // given
        GroupReceiver robot = group.answering(400, "{\"code\":" + code + ",\"msg\":\"hush\",\"data\":{}}")
                .reachedBy(FeishuRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Refused(error, pause));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StatusCode\":0,\"StatusMessage\":\"success\"}",
                "{\"StatusCode\":0,\"StatusMessage\":\"success\",\"code\":0,\"data\":{},\"msg\":\"success\"}"
            })
    void robotsOfTheFirstGenerationAreUnderstood(String answer) throws Exception {
        // given
        GroupReceiver robot = group.answering(200, answer).reachedBy(FeishuRobot::new);

        // when
        SendResult result = robot.send(DueAlerts.aRejection().notice());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
    }

    private static Notice notice(String value) {
        return new Notice("t", List.of(new Notice.Entry(List.of(new Notice.Field("r", value)))), 0, "", "a", "d", ": ");
    }
}
