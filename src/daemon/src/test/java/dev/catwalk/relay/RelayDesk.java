package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import jakarta.inject.Singleton;
import java.util.Map;

/** Hands on what is due, when a test wants it. */
@Singleton
public class RelayDesk {
    private final Relays relays;
    private final RelayDelivery delivery;
    private final MissedMessages missed;

    RelayDesk(Relays relays, RelayDelivery delivery, MissedMessages missed) {
        this.relays = relays;
        this.delivery = delivery;
        this.missed = missed;
    }

    /** As if none were configured. */
    public Relays none() {
        return new Relays(null, Map::of);
    }

    /** A customer's message, where no relay is configured. */
    public void handOnWithoutRelay(ComponentAppId component) {
        new CustomerMessages(none(), null, missed, null, null)
                .handOn(component, new MerchantAppId("wxaaaaaaaaaaaaaaaa"), new byte[0]);
    }

    /** Until nothing is due any more, for any relay. */
    public void deliver() {
        relays.all().forEach(relay -> {
            try {
                while (delivery.activateOnce(relay)) {
                    // The next one.
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public Relay named(String name) {
        return relays.all().stream()
                .filter(relay -> relay.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** One attempt for one relay, by a thread of its own. */
    public Thread deliverOne(String name) {
        Relay relay = named(name);
        return Thread.ofVirtual().start(() -> {
            try {
                delivery.activateOnce(relay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
