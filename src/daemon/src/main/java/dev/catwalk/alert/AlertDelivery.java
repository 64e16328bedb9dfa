package dev.catwalk.alert;

import dev.catwalk.delivery.ChannelStates;
import dev.catwalk.delivery.DeliveryLanes;
import dev.catwalk.delivery.SingleDelivery;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Sends the alerts that the outbox holds, by each channel that is configured. */
@Singleton
public class AlertDelivery {
    private static final Logger LOG = Logger.getLogger(AlertDelivery.class);

    /** Alerts on their way to the webhook at once: an endpoint that takes a while for each still gets many a second. */
    private static final int WEBHOOK_LANES = 8;

    private final List<Receiver> receivers;
    private final SingleDelivery single;
    private final AlertClaims claims;
    private final GroupDelivery group;
    private final ChannelStates channels;
    private final DeliveryLanes lanes;

    AlertDelivery(
            @All List<Receiver> receivers,
            AlertConfig config,
            SingleDelivery single,
            AlertClaims claims,
            GroupDelivery group,
            ChannelStates channels,
            DeliveryLanes lanes) {
        this.receivers = receivers.stream()
                .filter(receiver -> receiver.channel().isConfigured(config))
                .toList();
        this.single = single;
        this.claims = claims;
        this.group = group;
        this.channels = channels;
        this.lanes = lanes;
    }

    /** Starts to deliver, until the process ends. On any number of nodes. */
    public void begin() {
        receivers.forEach(receiver -> lanes.run(receiver, lanes(receiver), () -> activateOnce(receiver)));
    }

    private static int lanes(Receiver receiver) {
        return switch (receiver) {
            case SingleReceiver _ -> WEBHOOK_LANES;
            case GroupReceiver _ -> 1;
        };
    }

    boolean activateOnce(Receiver receiver) throws InterruptedException {
        return switch (receiver) {
            case SingleReceiver one -> single.activate(one, alertId -> one.send(claims.dueAlert(alertId)));
            case GroupReceiver many -> group.activate(many);
        };
    }

    /** After the lanes have stopped. */
    void releaseChannels(@Observes @Priority(3) ShutdownEvent end) {
        try {
            receivers.forEach(channels::release);
        } catch (RuntimeException e) {
            LOG.debug("channels are still held; another node takes them over when the lease ends", e);
        }
    }
}
