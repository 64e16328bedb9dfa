package dev.catwalk.api;

import static dev.catwalk.api.ApiClient.COMPONENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class MerchantResourceTest {
    @Inject
    Worker worker;

    @Inject
    ApiClient client;

    private String merchant;

    @BeforeEach
    void begin() {
        merchant = COMPONENT + "/merchants/"
                + worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN))
                        .component()
                        .merchants(0, 1)
                        .getFirst()
                        .appid();
    }

    @Test
    void tagsAreSetAndRemoved() {
        // given
        String key = client.key(Scope.DESK);
        tag(key, "{\"owner\":\"li\",\"region\":\"south\"}");

        // when
        Answered answer = tag(key, "{\"owner\":\"王\",\"region\":null}");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("{\"owner\":\"王\"}");
        assertThat(worker.value("select tags::text from reporting.merchant_coverage"))
                .hasToString("{\"owner\": \"王\"}");
    }

    @Test
    void wrongTagsAreAProblemThatNamesThem() {
        // given
        String key = client.key(Scope.DESK);
        String eleven =
                IntStream.range(0, 11).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(Collectors.joining(",", "{", "}"));

        // then
        assertThat(tag(key, eleven).isProblem(400)).isTrue();
        assertThat(tag(key, "{\"owner\":\"\"}").body().path("detail").asText()).contains("owner");
        assertThat(tag(client.key(Scope.READ), "{}").isProblem(403)).isTrue();
    }

    @Test
    void aLinkIsMadeAndRevoked() {
        // given
        String key = client.key(Scope.DESK);

        // when
        Answered made = client.post(key, merchant + "/links", "");
        Answered revoked = client.send(
                key,
                HttpRequest.newBuilder(URI.create(client.server() + merchant + "/links"))
                        .DELETE());

        // then
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().path("link").asText()).matches("https://login.example/authorize/[A-Za-z0-9_-]{22}");
        assertThat(revoked.body().path("revoked").asInt()).isEqualTo(1);
        assertThat(client.post(key, COMPONENT + "/merchants/wx0000000000000000/links", "")
                        .isProblem(404))
                .isTrue();
    }

    private Answered tag(String key, String body) {
        return client.send(
                key,
                HttpRequest.newBuilder(URI.create(client.server() + merchant + "/tags"))
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString(body)));
    }
}
