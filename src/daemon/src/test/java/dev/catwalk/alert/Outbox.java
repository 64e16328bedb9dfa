package dev.catwalk.alert;

import dev.catwalk.delivery.ChannelStates;
import dev.catwalk.testing.Worker;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Raises alerts and delivers what is due, in the words tests use. */
@Singleton
public class Outbox {
    private final AlertOutbox outbox;
    private final AlertDelivery delivery;
    private final ChannelStates channels;
    private final List<Receiver> receivers;
    private final Worker worker;

    Outbox(
            AlertOutbox outbox,
            AlertDelivery delivery,
            ChannelStates channels,
            @All List<Receiver> receivers,
            Worker worker) {
        this.outbox = outbox;
        this.delivery = delivery;
        this.channels = channels;
        this.receivers = receivers;
        this.worker = worker;
    }

    /** What a start of the daemon does. */
    public void register() {
        channels.register(receivers);
    }

    /** In a transaction of their own. */
    void raise(AlertType type, int alerts) {
        QuarkusTransaction.requiringNew().run(() -> IntStream.range(0, alerts)
                .forEach(i -> outbox.raise(alert(type, Map.of("merchant_name", "商家" + i, "reason", "reason " + i)))));
    }

    void raise(AlertType type, Map<String, Object> data) {
        QuarkusTransaction.requiringNew().run(() -> outbox.raise(alert(type, data)));
    }

    private static Alert alert(AlertType type, Map<String, Object> data) {
        return new Alert(type, Worker.COMPONENT, Optional.empty(), Optional.empty(), data);
    }

    /** Delivers what is due on a channel until nothing is. */
    public void deliver(Channel channel) {
        deliver(receiver(channel));
    }

    /** As if this were the one behind its channel. */
    void deliver(Receiver receiver) {
        try {
            while (delivery.activateOnce(receiver)) {
                // The next one.
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One look, as each lane does. */
    boolean activateOnce(Channel channel) throws InterruptedException {
        return delivery.activateOnce(receiver(channel));
    }

    private Receiver receiver(Channel channel) {
        return receivers.stream()
                .filter(receiver -> receiver.channel() == channel)
                .findFirst()
                .orElseThrow();
    }

    private static final String STATES = """
            select state, count(*) as alerts from reporting.alert where channel = ? group by state
            """;

    /** How many alerts of a channel are in which state. */
    Map<String, Long> states(Channel channel) {
        return worker.rows(STATES, channel.code()).stream()
                .collect(java.util.stream.Collectors.toMap(
                        row -> (String) row.get("state"), row -> (Long) row.get("alerts")));
    }

    /** The only alert's row of a channel. */
    Map<String, Object> row(Channel channel) {
        return worker.rows("select * from reporting.alert where channel = ?", channel.code())
                .getFirst();
    }
}
