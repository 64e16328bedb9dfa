package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.CommitListener;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;

/** The configured relays, and what each of them is to get. */
@Singleton
public class Relays {
    private final Jdbi jdbi;
    private final List<Relay> relays;

    Relays(Jdbi jdbi, RelayConfig config) {
        this.jdbi = jdbi;
        this.relays = new TreeMap<>(config.relay())
                .entrySet().stream()
                        .map(relay -> new Relay(relay.getKey(), relay.getValue()))
                        .toList();
    }

    /** In the order of their names. */
    public List<Relay> all() {
        return relays;
    }

    public List<String> names() {
        return relays.stream().map(Relay::name).toList();
    }

    /** The one that gets what customers of the component's merchants write. */
    public Optional<Relay> ofCustomerMessages(ComponentAppId component) {
        return relays.stream()
                .filter(relay -> relay.takesCustomerMessages() && relay.serves(component))
                .findFirst();
    }

    private static final String RECORD = """
            insert into app.push_delivery (push_event_id, channel, next_attempt_at)
            select :push, channel, :receivedAt from unnest(:channels) channel
            """;

    /**
     * Writes a delivery for each relay that takes the push, in the transaction that stores it: both exist, or neither.
     *
     * @param addressee the merchant in the address of the message URL
     * @param about the merchant that an authorization event names
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void record(
            long pushId,
            ComponentAppId component,
            String event,
            Optional<MerchantAppId> addressee,
            Optional<MerchantAppId> about,
            Instant receivedAt) {
        List<String> takers = takers(component, event, addressee, about);
        if (takers.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            handle.createUpdate(RECORD)
                    .bind("push", pushId)
                    .bindArray("channels", String.class, takers)
                    .bind("receivedAt", receivedAt)
                    .execute();
            handle.execute(CommitListener.NOTIFY);
        });
    }

    List<String> takers(
            ComponentAppId component, String event, Optional<MerchantAppId> addressee, Optional<MerchantAppId> about) {
        return relays.stream()
                .filter(relay -> relay.takes(component, event, addressee, about))
                .map(Relay::name)
                .toList();
    }
}
