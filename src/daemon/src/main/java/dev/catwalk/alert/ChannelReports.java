package dev.catwalk.alert;

import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.Backlogs;
import dev.catwalk.delivery.DeliveryTable;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The state of each configured channel. */
@Singleton
public class ChannelReports {
    private final Backlogs backlogs;
    private final List<Channel> channels;
    private final List<Receiver> receivers;

    ChannelReports(Backlogs backlogs, @All List<Receiver> receivers, AlertConfig config) {
        this.backlogs = backlogs;
        this.channels = Channel.configured(config);
        this.receivers = receivers.stream()
                .filter(receiver -> channels.contains(receiver.channel()))
                .sorted(Comparator.comparing(Receiver::channel))
                .toList();
    }

    public List<Channel> configured() {
        return channels;
    }

    /** One for each configured channel. */
    public List<Backlog> all() {
        return backlogs.of(DeliveryTable.ALERTS, receivers);
    }

    /** The names of the configured channels that are off. */
    public Set<String> disabled() {
        return backlogs.disabled(receivers).keySet();
    }
}
