package dev.catwalk.alert.robot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Notice;
import dev.catwalk.alert.robot.RobotAnswers.Complaint;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.SendResult;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A group robot of WeCom: Markdown of at most 4,096 bytes, 20 messages a minute. Nothing to sign; its address is its key.
 *
 * @see <a href="https://developer.work.weixin.qq.com/document/path/91770">its page</a>, and the global error codes next to it
 */
@Singleton
class WeComRobot extends Robot {
    private static final int MAX_CONTENT_BYTES = 4096;

    private final AlertConfig config;
    private final ObjectMapper mapper;

    WeComRobot(AlertConfig config, DeliveryHttp http, ObjectMapper mapper, Clock clock) {
        super(
                http,
                RobotRate.twentyPerMinute(clock),
                new RobotAnswers(mapper, List.of("errcode"), WeComRobot::complaint));
        this.config = config;
        this.mapper = mapper;
    }

    @Override
    public Channel channel() {
        return Channel.WECOM;
    }

    @Override
    public String address() {
        return config.wecom().url().orElseThrow();
    }

    @Override
    public boolean fits(Notice notice) {
        return content(notice).getBytes(StandardCharsets.UTF_8).length <= MAX_CONTENT_BYTES;
    }

    @Override
    public SendResult send(Notice notice) throws InterruptedException {
        ObjectNode body = mapper.createObjectNode().put("msgtype", "markdown");
        body.putObject("markdown").put("content", content(notice));
        return post(address(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String content(Notice notice) {
        return MarkdownText.of(notice, "\n");
    }

    private static Complaint complaint(int errcode) {
        return switch (errcode) {
            case 93000 -> Complaint.of("the robot's address is not valid");
            case 93004 -> Complaint.of("the robot was switched off");
            case 93008 -> Complaint.of("the robot is not in its group any more; make another one");
            case -1 -> Complaint.of("the robot is busy");
            case 45009, 45033 ->
                new Complaint(
                        "too many messages in this minute, ours or of others who use this robot",
                        Duration.ofMinutes(1));
            default -> Complaint.unknown();
        };
    }
}
