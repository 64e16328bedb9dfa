package dev.catwalk.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.AlertHttp;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.DueAlert;
import dev.catwalk.alert.SendResult;
import dev.catwalk.alert.SingleReceiver;
import dev.catwalk.platform.WebAddress;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A receiver after Standard Webhooks. 2xx is success, 410 the wish to be left alone, anything else a failure, redirects
 * included. Where its name leads is looked up for each attempt, and the address found is the one connected to: a name that
 * changes its mind between check and connection gains nothing. A proxy looks names up by itself: then only what is private by
 * the way it is written is refused, and the rest is for the proxy to refuse.
 */
@Singleton
class WebhookReceiver implements SingleReceiver {
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int GONE = 410;

    private final AlertHttp http;
    private final AlertConfig.Webhook config;
    private final WebhookSignature signature;
    private final ObjectMapper mapper;
    private final Clock clock;

    WebhookReceiver(AlertHttp http, AlertConfig config, ObjectMapper mapper, Clock clock) {
        this.http = http;
        this.config = config.webhook();
        this.signature = new WebhookSignature(this.config.secret().orElse(List.of()));
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return Channel.WEBHOOK;
    }

    @Override
    public String address() {
        return config.url().orElseThrow();
    }

    @Override
    public Duration timeout() {
        return config.timeout();
    }

    @Override
    public SendResult send(DueAlert alert) throws InterruptedException {
        WebAddress address = WebAddress.parse(address());
        long begunAt = System.nanoTime();
        try {
            boolean direct = http.reachesDirectly(address);
            Optional<InetAddress> ip = direct ? lookUp(address.host()) : Optional.empty();
            if (direct ? ip.isEmpty() : !config.allowPrivateAddresses() && PublicAddresses.excludes(address.host())) {
                return new SendResult.Refused("the receiver's name leads to a private address, see"
                        + " catwalk.alert.webhook.allow-private-addresses");
            }
            // A name server may take longer than the claim lasts; nothing is sent then that another may be sending
            // already.
            Duration left = config.timeout().minusNanos(System.nanoTime() - begunAt);
            if (left.toMillis() <= 0) {
                return new SendResult.Refused("the receiver's name was not found in time");
            }
            byte[] body = body(alert);
            return result(http.post(address, ip, headers(alert, body), body, left));
        } catch (UnknownHostException e) {
            return new SendResult.Refused("the receiver's name leads nowhere");
        } catch (IOException e) {
            return new SendResult.Refused(e.getMessage());
        }
    }

    /** Empty when there are addresses, and none of them may be used. */
    private Optional<InetAddress> lookUp(String host) throws UnknownHostException {
        return Stream.of(InetAddress.getAllByName(host))
                .filter(ip -> config.allowPrivateAddresses() || PublicAddresses.contains(ip))
                .findFirst();
    }

    private Map<String, String> headers(DueAlert alert, byte[] body) {
        Instant now = clock.instant();
        return Map.of(
                "content-type",
                "application/json",
                "user-agent",
                "catwalk",
                "webhook-id",
                alert.id(),
                "webhook-timestamp",
                Long.toString(now.getEpochSecond()),
                "webhook-signature",
                signature.of(alert.id(), now, body));
    }

    /** The same bytes at every attempt. */
    private byte[] body(DueAlert alert) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", alert.type());
        message.put("timestamp", alert.raisedAt().toString());
        message.put("data", data(alert));
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("alert " + alert.id() + " could not be written as JSON", e);
        }
    }

    private ObjectNode data(DueAlert alert) {
        ObjectNode data = mapper.createObjectNode().put("alert_id", alert.id());
        alert.data().properties().forEach(property -> data.set(property.getKey(), property.getValue()));
        return data;
    }

    private static SendResult result(AlertHttp.Answer answer) {
        if (answer.status() / 100 == 2) {
            return new SendResult.Accepted();
        }
        return answer.status() == GONE
                ? new SendResult.Gone("status 410")
                : new SendResult.Refused("status " + answer.status(), pause(answer.retryAfter()));
    }

    /** Retry-After in seconds; its other form, a date, is rare and the schedule will do. */
    private static Duration pause(String retryAfter) {
        if (retryAfter == null || !retryAfter.matches("\\d{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        return asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
    }
}
