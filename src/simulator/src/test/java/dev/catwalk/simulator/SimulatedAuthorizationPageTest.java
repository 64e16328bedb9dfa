package dev.catwalk.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.push.Announcement;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedAuthorizationPageTest {
    private static final String BACK = "https://login.example/back";

    @ParameterizedTest
    @ValueSource(
            strings = {"/cgi-bin/componentloginpage?", "/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&"})
    void theButtonAuthorizesAndLeadsBackWithACode(String page) {
        try (Simulation simulation = new Simulation()) {
            // given
            SimulatedMerchant merchant = simulation.merchant();
            merchant.unauthorize(Announcement.LOST).join();
            String fields = fields(simulation, merchant, preAuthCode(simulation));

            // when
            HttpResponse<String> shown = open(simulation, page + fields, "https://login.example/");
            HttpResponse<String> confirmed = confirm(simulation, fields);

            // then
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body()).containsOnlyOnce("<button>");
            URI back = URI.create(confirmed.headers().firstValue("Location").orElseThrow());
            assertThat(back).hasHost("login.example").hasPath("/back").hasParameter("expires_in", "600");
            assertThat(simulation
                            .client
                            .queryAuth(
                                    simulation.client.componentToken(),
                                    back.getQuery().replaceAll(".*auth_code=([^&]*).*", "$1"))
                            .path("authorization_info")
                            .path("authorizer_appid")
                            .asText())
                    .isEqualTo(merchant.appid());
            assertThat(merchant.truth().authorized()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://elsewhere.example/"})
    void itOpensOnlyFromAPageOfTheDomainItLeadsBackTo(String referer) {
        try (Simulation simulation = new Simulation()) {
            // given
            String fields = fields(simulation, simulation.merchant(), preAuthCode(simulation));

            // then
            assertThat(open(simulation, "/cgi-bin/componentloginpage?" + fields, referer)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPreAuthCodeIsGoodOnceAndForTenMinutes() {
        try (Simulation simulation = new Simulation()) {
            // given
            SimulatedMerchant merchant = simulation.merchant();
            String used = fields(simulation, merchant, preAuthCode(simulation));
            String old = fields(simulation, merchant, preAuthCode(simulation));
            confirm(simulation, used);

            // when
            int again = confirm(simulation, used).statusCode();
            simulation.clock.advance(Duration.ofMinutes(10));
            int late = confirm(simulation, old).statusCode();
            int invented = confirm(simulation, fields(simulation, merchant, "preauthcode@@@x"))
                    .statusCode();

            // then
            assertThat(new int[] {again, late, invented}).containsOnly(400);
        }
    }

    private static String preAuthCode(Simulation simulation) {
        JsonNode answer = simulation.client.post(
                Api.CREATE_PREAUTHCODE,
                "?access_token=" + simulation.client.componentToken(),
                Json.write(Json.object()
                        .put("component_appid", simulation.platform.component().appid())));
        return answer.path("pre_auth_code").asText();
    }

    private static String fields(Simulation simulation, SimulatedMerchant merchant, String preAuthCode) {
        return "component_appid=" + simulation.platform.component().appid() + "&biz_appid=" + merchant.appid()
                + "&pre_auth_code=" + URLEncoder.encode(preAuthCode, UTF_8) + "&redirect_uri="
                + URLEncoder.encode(BACK, UTF_8);
    }

    private static HttpResponse<String> open(Simulation simulation, String address, String referer) {
        var request = simulation.client.request(address);
        return simulation.client.raw(referer.isEmpty() ? request : request.header("Referer", referer));
    }

    private static HttpResponse<String> confirm(Simulation simulation, String fields) {
        return simulation.client.raw(simulation
                .client
                .request("/cgi-bin/componentloginpage")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields)));
    }
}
