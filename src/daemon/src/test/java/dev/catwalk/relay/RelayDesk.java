package dev.catwalk.relay;

import jakarta.inject.Singleton;

/** Hands on what is due, when a test wants it. */
@Singleton
public class RelayDesk {
    private final Relays relays;
    private final RelayDelivery delivery;

    RelayDesk(Relays relays, RelayDelivery delivery) {
        this.relays = relays;
        this.delivery = delivery;
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

    /** One attempt for one relay, by a thread of its own. */
    public Thread deliverOne(String name) {
        Relay relay = relays.all().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Thread.ofVirtual().start(() -> {
            try {
                delivery.activateOnce(relay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
