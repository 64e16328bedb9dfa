package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.delivery.WebhookSignature;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.lab.year.AlertReceiver.Message;
import dev.catwalk.simulator.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertReceiverTest {
    private static final String BODY =
            "{\"type\": \"category.expired\", \"data\": {\"merchant_appid\": \"wx1\", \"change_id\": \"42\"}}";

    @Test
    void eachSignedMessageCountsAndNoOther() throws IOException, InterruptedException {
        // given
        int port = FreePort.any();
        Message message = new Message("one", "category.expired", "wx1", "42");
        try (AlertReceiver receiver = new AlertReceiver(port)) {
            // when
            List<Integer> answers = List.of(
                    post(port, AlertReceiver.SECRET), post(port, AlertReceiver.SECRET), post(port, "whsec_b3RoZXI="));

            // then
            assertThat(answers).containsExactly(204, 204, 401);
            assertThat(receiver.timesTaken(message)).isEqualTo(2);
            assertThat(receiver.news()).containsExactly(message, message);
            assertThat(receiver.news()).isEmpty();
            assertThat(receiver.taken()).isEqualTo(1);
            assertThat(receiver.unsigned()).isEqualTo(1);
        }
    }

    private static int post(int port, String secret) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + Ports.HOST + ":" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
        new WebhookSignature(List.of(secret))
                .headers("one", Instant.EPOCH, BODY.getBytes(StandardCharsets.UTF_8))
                .forEach(request::header);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
