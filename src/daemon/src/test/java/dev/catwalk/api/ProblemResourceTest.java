package dev.catwalk.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.merchant.Tags;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other systems work on the list as people do. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ProblemResourceTest {
    @Inject
    Worker worker;

    @Inject
    ApiClient client;

    private String key;
    private String address;

    @BeforeEach
    void findRejection() {
        SimulatedMerchant merchant = worker.beginKnowing(
                        SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN))
                .component()
                .merchants(0, 1)
                .getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.walk(merchant);
        key = client.key(Scope.READ, Scope.DESK);
        address = "/api/v1/problems/"
                + worker.value("select problem_id from reporting.problem where first_id = 8 and second_id = 39");
    }

    @Test
    void anActAnswersWhatTheProblemIsThen() {
        // when
        Answered acted = act("""
                {"act": "wait", "until": "2099-12-24T08:00:00Z", "owner": " li ", "note": "asked for the licence", "version": 0}""");

        // then
        assertThat(acted.status()).isEqualTo(200);
        JsonNode problem = acted.body();
        assertThat(problem.path("state").asText()).isEqualTo("waiting_merchant");
        assertThat(problem.path("owner").asText()).isEqualTo("li");
        assertThat(problem.path("touched_by").asText()).startsWith("api key ");
        assertThat(problem.path("version").asInt()).isEqualTo(1);
        assertThat(client.get(key, address).body()).isEqualTo(problem);
    }

    @Test
    void anActOnWhatHasChangedMeanwhileIsRefused() {
        // given
        act("{\"act\": \"assign\", \"owner\": \"li\", \"version\": 0}");

        // when
        Answered late = act("{\"act\": \"assign\", \"owner\": \"wang\", \"version\": 0}");

        // then
        assertThat(late.isProblem(409)).isTrue();
        assertThat(client.get(key, address).body().path("owner").asText()).isEqualTo("li");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"act\": \"solve\"}",
                "{\"act\": \"wait\"}",
                "{\"act\": \"wait\", \"until\": \"tomorrow\"}",
                "{\"act\": \"wait\", \"until\": \"2001-01-01T00:00:00Z\"}",
                "{\"act\": \"note\"}",
                "{\"act\": \"assign\", \"owner\": \"two\\nlines\"}",
                "{\"act\": \"reopen\", \"until\": \"2099-12-24T08:00:00Z\"}",
                "no json"
            })
    void whatCannotBeDoneIsRefusedWithTheReason(String body) {
        assertThat(act(body).isProblem(400)).isTrue();
    }

    @Test
    void aKeyActsOnItsMerchantsOnlyAndWithItsScopeOnly() {
        // given
        String body = "{\"act\": \"acknowledge\"}";
        String elsewhere = client.key(new Terms(
                "elsewhere",
                Set.of(Scope.READ, Scope.DESK),
                new Bounds(Optional.of(new ComponentAppId("wxeeeeeeeeeeeeeeee")), List.of(), Tags.NONE),
                Optional.empty()));

        // then
        assertThat(client.post(elsewhere, address + "/acts", body).isProblem(404))
                .isTrue();
        assertThat(client.get(elsewhere, address).isProblem(404)).isTrue();
        assertThat(client.post(client.key(Scope.READ), address + "/acts", body).isProblem(403))
                .isTrue();
        assertThat(client.post(key, "/api/v1/problems/999999999/acts", body).isProblem(404))
                .isTrue();
        assertThat(client.get(key, "/api/v1/problems/x").isProblem(404)).isTrue();
        assertThat(client.get(key, address).body().path("state").asText()).isEqualTo("open");
    }

    private Answered act(String body) {
        return client.post(key, address + "/acts", body);
    }
}
