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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * A group robot of Feishu: cards, 100 messages a minute and 5 a second. Its page wants bodies of at most 20 KB, other pages
 * of 30: the smaller limit is used here, in thousands. Protected by a keyword, by the sender's address, or by a signature
 * in the body whose time may be an hour off.
 *
 * @see <a href="https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot">its page</a>
 */
@Singleton
class FeishuRobot extends Robot {
    private static final int MAX_BODY_BYTES = 20_000;

    private final AlertConfig config;
    private final ObjectMapper mapper;
    private final Clock clock;

    FeishuRobot(AlertConfig config, DeliveryHttp http, ObjectMapper mapper, Clock clock) {
        // Robots of the first generation name the code otherwise.
        super(
                http,
                RobotRate.hundredPerMinute(clock),
                new RobotAnswers(mapper, List.of("code", "StatusCode"), FeishuRobot::complaint));
        this.config = config;
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return Channel.FEISHU;
    }

    @Override
    public String address() {
        return config.feishu().url().orElseThrow();
    }

    @Override
    public boolean fits(Notice notice) {
        return body(notice).length <= MAX_BODY_BYTES;
    }

    @Override
    public SendResult send(Notice notice) throws InterruptedException {
        return post(address(), body(notice));
    }

    private byte[] body(Notice notice) {
        ObjectNode body = mapper.createObjectNode();
        config.feishu().secret().ifPresent(secret -> {
            String timestamp = Long.toString(clock.instant().getEpochSecond());
            // The key is timestamp + "\n" + secret, and the signed message is empty (Feishu's documentation).
            body.put("timestamp", timestamp).put("sign", Hmac.of(timestamp + "\n" + secret, ""));
        });
        body.put("msg_type", "interactive").set("card", new FeishuCard(mapper).of(notice));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Complaint complaint(int code) {
        return switch (code) {
            // Its page says bad request; it is also what comes as "too many request".
            case 9499 -> new Complaint("the robot could not read the message, or gets too many", Duration.ofMinutes(1));
            case 11232, 11233, 230020 ->
                new Complaint(
                        "too many messages in this minute, ours or of others who use this robot",
                        Duration.ofMinutes(1));
            case 19001 -> Complaint.of("the robot's address is not valid");
            case 19007 -> Complaint.of("the robot was switched off");
            case 19021 -> Complaint.of("the signature does not match, or our clock is an hour off");
            case 19022 -> Complaint.of("our address is not on the robot's list");
            case 19024 -> Complaint.of("the robot's keyword is not in the message");
            default -> Complaint.unknown();
        };
    }
}
