package dev.catwalk.alert.robot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Notice;
import dev.catwalk.alert.robot.RobotAnswers.Complaint;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.Hmac;
import dev.catwalk.delivery.SendResult;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A group robot of DingTalk: Markdown, at most 20,000 bytes a message and 20 messages a minute, after which it is silent for
 * ten. Protected by a keyword, by the sender's address, or by a signature in the query whose time may be an hour off.
 *
 * @see <a href="https://open.dingtalk.com/document/robots/custom-robot-access">its page</a>
 */
@Singleton
class DingTalkRobot extends Robot {
    private static final int MAX_BODY_BYTES = 20_000;

    private final AlertConfig config;
    private final ObjectMapper mapper;
    private final Clock clock;

    DingTalkRobot(AlertConfig config, DeliveryHttp http, ObjectMapper mapper, Clock clock) {
        super(
                http,
                RobotRate.twentyPerMinute(clock),
                new RobotAnswers(mapper, List.of("errcode"), DingTalkRobot::complaint));
        this.config = config;
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return Channel.DINGTALK;
    }

    @Override
    public String address() {
        return config.dingtalk().url().orElseThrow();
    }

    @Override
    public boolean fits(Notice notice) {
        return body(notice).length <= MAX_BODY_BYTES;
    }

    @Override
    public SendResult send(Notice notice) throws InterruptedException {
        return post(signed(address()), body(notice));
    }

    /** The title shows in the list of conversations, and in the group only what the text says. */
    private byte[] body(Notice notice) {
        ObjectNode body = mapper.createObjectNode().put("msgtype", "markdown");
        body.putObject("markdown")
                .put("title", PlainText.inMarkup(notice.title()))
                .put("text", MarkdownText.of(notice, "  \n"));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String signed(String address) {
        return config.dingtalk()
                .secret()
                .map(secret -> {
                    String timestamp = Long.toString(clock.millis());
                    String sign = Hmac.of(secret, timestamp + "\n" + secret);
                    return address + (address.contains("?") ? "&" : "?") + "timestamp=" + timestamp + "&sign="
                            + URLEncoder.encode(sign, StandardCharsets.UTF_8);
                })
                .orElse(address);
    }

    private static Complaint complaint(int errcode) {
        return switch (errcode) {
            case 310000 -> Complaint.of("keyword, signature or sender's address does not match the robot's protection");
            case 300001 -> Complaint.of("the access token in the robot's address is not valid");
            case 400013 -> Complaint.of("the robot's group was dissolved; make a robot in another group");
            case 400101 -> Complaint.of("there is no such access token; copy the robot's address anew");
            case 400102 -> Complaint.of("the robot was switched off; switch it on in its group");
            case 400106 -> Complaint.of("the robot was removed from its group; make another one");
            case -1 -> Complaint.of("the robot is busy");
            case 130101, 410100 ->
                new Complaint(
                        "too many messages in this minute, ours or of others who use this robot",
                        Duration.ofMinutes(10));
            default -> Complaint.unknown();
        };
    }
}
