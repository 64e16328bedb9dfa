package dev.catwalk.doctor;

import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.network.WebAddress;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether alerts reach people: the configured channels and what waits for them. Sends nothing by itself. */
@Singleton
class ChannelsExamination implements Examination {
    private final ChannelReports channels;
    private final TestMessage message;
    private final AlertConfig config;
    private final DeliveryHttp http;
    private final Clock clock;

    ChannelsExamination(
            ChannelReports channels, TestMessage message, AlertConfig config, DeliveryHttp http, Clock clock) {
        this.channels = channels;
        this.message = message;
        this.config = config;
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "alert channels";
    }

    @Override
    public List<Finding> findings() {
        if (channels.configured().isEmpty()) {
            return List.of(Finding.warn(
                    subject(),
                    "none is configured: alerts are not sent",
                    "set catwalk.alert.webhook.url, wecom.url, feishu.url, dingtalk.url or email.to"));
        }
        return channels.all().stream().map(this::finding).toList();
    }

    private Finding finding(Backlog backlog) {
        return BacklogTrouble.in(backlog, subject(), clock.instant())
                .orElseGet(() -> Finding.ok(
                        subject(),
                        backlog.receiver() + ": configured"
                                + Channel.named(backlog.receiver())
                                        .map(this::way)
                                        .orElse("")
                                + (backlog.pending() > 0 ? "; " + BacklogTrouble.waiting(backlog) : "")));
    }

    /** Mail has its own server. */
    private String way(Channel channel) {
        return Optional.ofNullable(
                        switch (channel) {
                            case WEBHOOK -> config.webhook().url().orElse(null);
                            case WECOM -> config.wecom().url().orElse(null);
                            case FEISHU -> config.feishu().url().orElse(null);
                            case DINGTALK -> config.dingtalk().url().orElse(null);
                            case EMAIL -> null;
                        })
                .flatMap(WebAddress::find)
                .map(address -> ", reached " + http.wayTo(address))
                .orElse("");
    }

    /** The same, and a test message by each. */
    Examination sending() {
        return new Examination() {
            @Override
            public String subject() {
                return ChannelsExamination.this.subject();
            }

            @Override
            public List<Finding> findings() throws InterruptedException {
                List<Finding> findings = new ArrayList<>(ChannelsExamination.this.findings());
                for (Channel channel : channels.configured()) {
                    findings.add(sent(channel, message.send(channel)));
                }
                return findings;
            }
        };
    }

    private Finding sent(Channel channel, SendResult result) {
        return switch (result) {
            case SendResult.Accepted() -> Finding.ok(subject(), channel + ": accepted the test message");
            case SendResult.Refused(var error, var _) ->
                Finding.fail(
                        subject(),
                        channel + ": did not accept the test message: " + error,
                        "repair the receiver, or correct the channel's address and secret");
            case SendResult.Gone(var error) ->
                Finding.fail(
                        subject(),
                        channel + ": did not accept the test message: " + error,
                        "the receiver refuses all further messages (410 Gone); give the channel another address");
        };
    }
}
