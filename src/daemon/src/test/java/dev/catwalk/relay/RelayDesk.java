package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.testing.RelaySink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Hands on what is due, when a test wants it. */
@Singleton
public class RelayDesk {
    private final Relays relays;
    private final RelayDelivery delivery;
    private final MissedMessages missed;

    private final RelayHttp http;
    private final Clock clock;

    RelayDesk(Relays relays, RelayDelivery delivery, MissedMessages missed, RelayHttp http, Clock clock) {
        this.relays = relays;
        this.delivery = delivery;
        this.missed = missed;
        this.http = http;
        this.clock = clock;
    }

    /** One that is configured with these properties alone. */
    public static Relay relay(String name, Map<String, String> properties) {
        return relays(Map.of(name, properties)).all().getFirst();
    }

    /** Configured with the properties of each name. */
    static Relays relays(Map<String, Map<String, String>> properties) {
        Map<String, String> config = new HashMap<>();
        properties.forEach((relay, its) ->
                its.forEach((name, value) -> config.put("catwalk.push.relay." + relay + "." + name, value)));
        return new Relays(
                null,
                new SmallRyeConfigBuilder()
                        .withMapping(RelayConfig.class)
                        .withSources(new PropertiesConfigSource(config, "test", 100))
                        .build()
                        .getConfigMapping(RelayConfig.class));
    }

    /** Each component's go to an address of the sink that begins with its appid. */
    public CustomerMessages customersOf(ComponentAppId... components) {
        String sink = named("plain").address().replaceFirst("/plain$", "/");
        Map<String, Map<String, String>> properties = new HashMap<>();
        for (ComponentAppId component : components) {
            properties.put(
                    component.value(),
                    Map.of(
                            "url",
                            sink + component.value(),
                            "component",
                            component.value(),
                            "customer-messages",
                            "through",
                            "form",
                            "plain",
                            "secret",
                            RelaySink.SECRET));
        }
        return new CustomerMessages(relays(properties), http, missed, new SimpleMeterRegistry(), clock);
    }

    /** As if none were configured. */
    public Relays none() {
        return new Relays(null, Map::of);
    }

    /** A customer's message, where no relay is configured. */
    public void handOnWithoutRelay(ComponentAppId component) {
        new CustomerMessages(none(), null, missed, null, null)
                .handOn(component, new MerchantAppId("wxaaaaaaaaaaaaaaaa"), new byte[0], null);
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
