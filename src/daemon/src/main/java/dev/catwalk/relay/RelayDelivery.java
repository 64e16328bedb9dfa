package dev.catwalk.relay;

import dev.catwalk.delivery.DeliveryLanes;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.delivery.SingleDelivery;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Hands on what the inbox holds for each relay. */
@Singleton
public class RelayDelivery {
    /** Pushes on their way to one relay at once. */
    private static final int LANES = 8;

    private final Relays relays;
    private final RelayedPushes pushes;
    private final RelayHttp http;
    private final SingleDelivery single;
    private final DeliveryLanes lanes;

    RelayDelivery(Relays relays, RelayedPushes pushes, RelayHttp http, SingleDelivery single, DeliveryLanes lanes) {
        this.relays = relays;
        this.pushes = pushes;
        this.http = http;
        this.single = single;
        this.lanes = lanes;
    }

    /** Starts to deliver, until the process ends. On any number of nodes. */
    public void begin() {
        relays.all().forEach(relay -> lanes.run(relay, LANES, () -> activateOnce(relay)));
    }

    boolean activateOnce(Relay relay) throws InterruptedException {
        return single.activate(relay, pushes::isOutdatedTicket, pushId -> send(relay, pushes.load(pushId)));
    }

    SendResult send(Relay relay, RelayedPush push) throws InterruptedException {
        try {
            return SendResult.of(http.post(relay, push, relay.timeout()));
        } catch (IOException e) {
            return new SendResult.Refused(e.getMessage());
        }
    }
}
