package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.launch.ExitCode;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** Tries a channel. */
@Singleton
@Unremovable
class AlertTestRun {
    private final TestMessage message;
    private final ChannelReports channels;

    AlertTestRun(TestMessage message, ChannelReports channels) {
        this.message = message;
        this.channels = channels;
    }

    int run(Channel channel) throws InterruptedException {
        if (!channels.configured().contains(channel)) {
            System.err.println(
                    "catwalk: channel " + channel.code() + " is not configured; configured are: " + configured());
            return ExitCode.WRONG;
        }
        return switch (message.send(channel)) {
            case SendResult.Accepted() -> {
                System.out.println(channel.code() + " accepted the message");
                yield ExitCode.DONE;
            }
            case SendResult.Refused(var error, var pause) -> failed(channel, error);
            case SendResult.Gone(var error) -> failed(channel, error + ": the receiver wants no more");
        };
    }

    private static int failed(Channel channel, String error) {
        System.err.println("catwalk: " + channel.code() + " did not accept the message: " + error);
        return ExitCode.SOME_FAILED;
    }

    private String configured() {
        List<Channel> all = channels.configured();
        return all.isEmpty() ? "none" : all.stream().map(Channel::code).collect(Collectors.joining(", "));
    }
}
