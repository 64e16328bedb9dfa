package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.platform.EnvelopeKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Hands on what a merchant's customer wrote while the platform waits, and returns the answer. Nothing of it is stored.
 *
 * <p>The platform waits for five seconds. A receiver that hangs blocks {@value #MOST_AT_ONCE} messages of its own at most, on
 * threads and connections of their own: any further message for it is answered with {@code success} at once.
 */
@Singleton
public class CustomerMessages {
    private static final Logger LOG = Logger.getLogger(CustomerMessages.class);
    private static final Duration LIMIT = Duration.ofMillis(4_500);
    private static final int MOST_AT_ONCE = 64;

    /**
     * What customers do (page "接收事件推送", read 2026-11): subscribing, scanning, their position, menus, service sessions,
     * payments, cards. Lower case.
     */
    private static final Pattern EVENTS = Pattern.compile(
            "(un)?subscribe|subscribe_msg_.*|scan|scancode_.*|location|location_select|pic_.*"
                    + "|click|view|view_miniprogram|enter|enter_.*|user_.*|kf_.*|templatesend.*|masssend.*|guide_.*|.*_card|card_.*"
                    + "|giftcard_.*|shakearound.*|wificonnected|merchant_order|.*_pay|pay_.*|minishop_.*|trade_manage_.*");

    private final Relays relays;
    private final RelayHttp http;
    private final MissedMessages missed;
    private final MeterRegistry meters;
    private final Clock clock;
    /** Of each receiver, by its relay's name: one that hangs takes none from another component's. */
    private final Map<String, Semaphore> places;

    CustomerMessages(Relays relays, RelayHttp http, MissedMessages missed, MeterRegistry meters, Clock clock) {
        this.relays = relays;
        this.http = http;
        this.missed = missed;
        this.meters = meters;
        this.clock = clock;
        this.places = relays.all().stream().collect(Collectors.toMap(Relay::name, _ -> new Semaphore(MOST_AT_ONCE)));
        // A counter that is missing until the first failure shows no increase when that comes.
        relays.all().stream().filter(Relay::takesCustomerMessages).forEach(receiver -> List.of(
                        "answered", "failed", "overload")
                .forEach(result -> counter(receiver, result)));
    }

    /** Whether an event of the message URL is what a customer did: handed on as a message is, and never stored. */
    public static boolean include(String event) {
        return EVENTS.matcher(event.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * @param content decrypted
     * @param key that opened it: the platform takes an answer encrypted with the same one
     * @return what the receiver answered, byte for byte; empty when there is no receiver, or none that answered in time
     */
    public Optional<byte[]> handOn(ComponentAppId component, MerchantAppId merchant, byte[] content, EnvelopeKey key) {
        Optional<Relay> relay = relays.ofCustomerMessages(component);
        if (relay.isEmpty()) {
            missed.missed(component);
            return Optional.empty();
        }
        return handOn(
                relay.get(),
                new RelayedPush(
                        "",
                        component,
                        "",
                        Optional.of(merchant),
                        Optional.empty(),
                        clock.instant(),
                        content,
                        Optional.of(key)));
    }

    private Optional<byte[]> handOn(Relay receiver, RelayedPush message) {
        Semaphore itsPlaces = places.get(receiver.name());
        if (!itsPlaces.tryAcquire()) {
            count(receiver, "overload");
            return Optional.empty();
        }
        CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("customer-message").start(() -> {
            try {
                answer.complete(post(receiver, message));
            } finally {
                itsPlaces.release();
            }
        });
        // Of its own, since a name server has no time limit.
        Optional<byte[]> given = answer.completeOnTimeout(Optional.empty(), LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        count(receiver, given.isPresent() ? "answered" : "failed");
        return given;
    }

    private Optional<byte[]> post(Relay receiver, RelayedPush message) {
        try {
            DeliveryHttp.Answer answer = http.post(receiver, message, LIMIT);
            return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            LOG.debugf("a customer's message was not handed on; relay=%s, failure=%s", receiver.name(), e.getMessage());
            return Optional.empty();
        } catch (InterruptedException | RuntimeException e) {
            LOG.debugf(e, "a customer's message was not handed on; relay=%s", receiver.name());
            return Optional.empty();
        }
    }

    private void count(Relay receiver, String result) {
        counter(receiver, result).increment();
    }

    private Counter counter(Relay receiver, String result) {
        return Counter.builder("catwalk.relay.messages")
                .description("customers' messages, by what became of them at the relay")
                .tags("relay", receiver.name(), "result", result)
                .register(meters);
    }
}
