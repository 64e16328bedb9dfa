package dev.catwalk.alert.robot;

import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.network.WebAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What the robots have in common. Each sends within its rate: a message without a permit is not sent, and does not wait for one. */
abstract class Robot implements GroupReceiver {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** More would take longer to read than the view. */
    private static final int MOST_LISTED = 20;

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json; charset=utf-8");

    private final DeliveryHttp http;
    private final RobotRate rate;
    private final RobotAnswers answers;

    Robot(DeliveryHttp http, RobotRate rate, RobotAnswers answers) {
        this.http = http;
        this.rate = rate;
        this.answers = answers;
    }

    SendResult post(String address, byte[] body) throws InterruptedException {
        Optional<WebAddress> uri = WebAddress.find(address);
        if (uri.isEmpty()) {
            return new SendResult.Refused("the robot's address is not a web address");
        }
        if (!rate.take()) {
            return new SendResult.Refused("the robot accepts no more messages now", rate.untilNext());
        }
        try {
            return answers.read(http.post(uri.get(), JSON, body, TIMEOUT));
        } catch (IOException e) {
            return new SendResult.Refused(e.getMessage());
        }
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public int mostListed() {
        return MOST_LISTED;
    }

    @Override
    public Duration untilNext() {
        return rate.untilNext();
    }

    @Override
    public int mostPerMinute() {
        return rate.perMinute();
    }
}
