package dev.catwalk.alert.robot;

import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.delivery.SendResult;
import java.time.Duration;

/** What the robots have in common: a line with a rate, and what a group reads at once. */
abstract class Robot implements GroupReceiver {
    private final RobotLine line;

    Robot(RobotLine line) {
        this.line = line;
    }

    SendResult post(String address, byte[] body) throws InterruptedException {
        return line.post(address, body);
    }

    @Override
    public Duration timeout() {
        return RobotLine.TIMEOUT;
    }

    @Override
    public int mostListed() {
        return RobotLine.MOST_LISTED;
    }

    @Override
    public Duration untilNext() {
        return line.rate().untilNext();
    }

    @Override
    public int mostPerMinute() {
        return line.rate().perMinute();
    }
}
