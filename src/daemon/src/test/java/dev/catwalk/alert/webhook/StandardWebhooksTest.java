package dev.catwalk.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import dev.catwalk.alert.AlertSettings;
import dev.catwalk.alert.DueAlert;
import dev.catwalk.delivery.OpenHttp;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our messages before a verifier that is not ours: the one the authors of Standard Webhooks publish. */
class StandardWebhooksTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final OpenHttp http = new OpenHttp(Map.of("catwalk.alert.webhook.allow-private-addresses", "true"));
    private final List<WebhookSink.Message> messages = new ArrayList<>();
    private final WebhookSink sink = new WebhookSink(messages::add);

    @AfterEach
    void close() {
        sink.close();
        http.close();
    }

    static List<String> secrets() {
        return Receivers.SECRETS;
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void receiverWithEitherSecretAcceptsTheMessage(String secret) throws Exception {
        // when
        SendResult result = receiver().send(alert());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
        WebhookSink.Message message = messages.getFirst();
        new Webhook(secret).verify(message.body(), HttpHeaders.of(message.headers(), (name, value) -> true));
    }

    @Test
    void messageIsWhatTheContractSays() throws Exception {
        // when
        receiver().send(alert());

        // then
        WebhookSink.Message message = messages.getFirst();
        assertThat(mapper.readTree(message.body())).isEqualTo(mapper.readTree("""
                {"type":"category.audit.rejected","timestamp":"2026-11-22T10:00:00Z",
                 "data":{"alert_id":"4711","merchant_name":"示例","audit_reason":"资质不符","change_id":"42"}}
                """));
        HttpHeaders headers = HttpHeaders.of(message.headers(), (name, value) -> true);
        assertThat(headers.firstValue("webhook-id")).contains("4711");
        assertThat(headers.firstValue("content-type")).contains("application/json");
        assertThat(headers.allValues("webhook-signature"))
                .hasSize(1)
                .first()
                .asString()
                .matches("v1,\\S+ v1,\\S+");
    }

    private WebhookReceiver receiver() {
        Map<String, String> properties = Map.of(
                "catwalk.alert.webhook.url", sink.url(),
                "catwalk.alert.webhook.secret", String.join(",", Receivers.SECRETS));
        return new WebhookReceiver(http.client(), AlertSettings.of(properties), mapper, Clock.systemUTC());
    }

    private DueAlert alert() throws Exception {
        JsonNode data = mapper.readTree("{\"merchant_name\":\"示例\",\"audit_reason\":\"资质不符\",\"change_id\":\"42\"}");
        return new DueAlert("4711", "category.audit.rejected", Instant.parse("2026-11-22T10:00:00Z"), data);
    }
}
