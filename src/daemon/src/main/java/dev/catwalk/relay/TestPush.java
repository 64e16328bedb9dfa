package dev.catwalk.relay;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.SendResult;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A push that says nothing but that a relay works. It leaves no trace in the inbox. */
@Singleton
public class TestPush {
    private static final String EVENT = "catwalk_test";

    private final RelayDelivery delivery;
    private final Components components;
    private final Clock clock;

    TestPush(RelayDelivery delivery, Components components, Clock clock) {
        this.delivery = delivery;
        this.components = components;
        this.clock = clock;
    }

    /**
     * Sends it now, as an event of the first component that takes pushes and whose pushes the relay gets, and of a merchant
     * that does not exist where the address needs one.
     */
    public SendResult send(Relay relay) throws InterruptedException {
        Optional<Component> component = sender(relay, components.all());
        return component.isEmpty()
                ? new SendResult.Refused(
                        "none of its components takes pushes, which needs push-token and encoding-aes-key")
                : send(relay, component.get());
    }

    static Optional<Component> sender(Relay relay, List<Component> components) {
        return components.stream()
                .filter(component -> component.takesPushes() && relay.serves(component.appid()))
                .findFirst();
    }

    private SendResult send(Relay relay, Component component) throws InterruptedException {
        Optional<MerchantAppId> merchant = relay.needsMerchant() ? Optional.of(Relay.NO_MERCHANT) : Optional.empty();
        Instant now = clock.instant();
        String xml = merchant.isPresent()
                ? "<xml><ToUserName>gh_000000000000</ToUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType><Event>%s</Event></xml>"
                        .formatted(now.getEpochSecond(), EVENT)
                : "<xml><AppId>%s</AppId><CreateTime>%d</CreateTime><InfoType>%s</InfoType></xml>"
                        .formatted(component.appid().value(), now.getEpochSecond(), EVENT);
        return delivery.send(
                relay,
                new RelayedPush(
                        UUID.randomUUID().toString(),
                        component.appid(),
                        EVENT,
                        merchant,
                        Optional.empty(),
                        now,
                        xml.getBytes(StandardCharsets.UTF_8),
                        Optional.empty()));
    }
}
