package dev.catwalk.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.DueAlert;
import dev.catwalk.alert.SingleReceiver;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.delivery.WebhookSignature;
import dev.catwalk.network.WebAddress;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A receiver after Standard Webhooks. */
@Singleton
class WebhookReceiver implements SingleReceiver {
    private final DeliveryHttp http;
    private final AlertConfig.Webhook config;
    private final WebhookSignature signature;
    private final ObjectMapper mapper;
    private final Clock clock;

    WebhookReceiver(DeliveryHttp http, AlertConfig config, ObjectMapper mapper, Clock clock) {
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
        byte[] body = body(alert);
        try {
            return SendResult.of(http.postToPublic(
                    WebAddress.parse(address()),
                    signature.headers(alert.id(), clock.instant(), body),
                    body,
                    config.timeout()));
        } catch (IOException e) {
            return new SendResult.Refused(e.getMessage());
        }
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
}
