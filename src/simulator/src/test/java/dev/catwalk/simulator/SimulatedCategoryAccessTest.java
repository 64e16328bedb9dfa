package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static dev.catwalk.simulator.Simulation.aMerchant;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Protocol page §9 no. 6: who may read categories. */
class SimulatedCategoryAccessTest {
    private final Simulation simulation = new Simulation();

    @AfterEach
    void stop() {
        simulation.close();
    }

    static Stream<Arguments> merchantsAndTheirAnswers() {
        Account account = Account.miniProgram(MERCHANT);
        return Stream.of(
                Arguments.of("with set 30", aMerchant().granting(17, 30), 0),
                Arguments.of("with set 61", aMerchant().granting(61), 0),
                Arguments.of("with other sets", aMerchant().granting(17, 18), 61007),
                Arguments.of("banned", MerchantProfile.of(account.in(Standing.BANNED)), 48004),
                Arguments.of("frozen", MerchantProfile.of(account.in(Standing.FROZEN)), 50002),
                Arguments.of("warned only", MerchantProfile.of(account.in(Standing.WARNED)), 0),
                Arguments.of(
                        "of a refused register type", MerchantProfile.of(account.refusedForItsRegisterType()), 41033),
                Arguments.of("no mini-program", MerchantProfile.of(account.of(AccountType.OFFICIAL_ACCOUNT)), 48001));
    }

    @ParameterizedTest(name = "merchant {0}: {2}")
    @MethodSource("merchantsAndTheirAnswers")
    void merchantIsAnsweredByWhatItIs(String kind, MerchantProfile profile, int errcode) {
        // given
        SimulatedMerchant merchant = simulation.merchant(profile);
        // when
        JsonNode answer = simulation.client.getCategory(simulation.client.merchantToken(MERCHANT));
        // then
        assertThat(answer.path("errcode").asInt(-2)).isEqualTo(errcode);
        assertThat(merchant.truth().getcategoryErrcode()).isEqualTo(errcode);
    }

    @Test
    void componentTokenIsNoMerchantToken() {
        // given
        simulation.merchant();
        // when
        JsonNode answer = simulation.client.getCategory(simulation.client.componentToken());
        // then
        assertThat(answer.path("errcode").asInt()).isEqualTo(48001);
        assertThat(answer.path("errmsg").asText()).matches("api unauthorized rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
    }

    @Test
    void tokenIsDeadWhenTheMerchantLeaves() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        String token = simulation.client.merchantToken(MERCHANT);
        // when
        merchant.unauthorize(Announcement.LOST);
        // then
        assertThat(simulation.client.getCategory(token).path("errcode").asInt()).isEqualTo(40001);
    }

    @Test
    void answerHasTheFieldsOfThePublishedSample() {
        // given
        simulation.merchant(aMerchant().having(SimulatedCategory.rejected(8, 39, "资质\"不符\"")));
        // when
        JsonNode answer = simulation.client.getCategory(simulation.client.merchantToken(MERCHANT));
        // then
        assertThat(answer.toString())
                .isEqualTo("{\"errcode\":0,\"errmsg\":\"ok\",\"categories\":[{\"first\":8,\"first_name\":\"教育\","
                        + "\"second\":39,\"second_name\":\"出国移民\",\"audit_status\":2,\"audit_reason\":\"资质\\\"不符\\\"\"}],"
                        + "\"limit\":5,\"quota\":5,\"category_limit\":20}");
    }

    @Test
    void pathsOfNobodyAreInvalid() {
        // when
        var response = simulation.client.raw(simulation.client.request("/cgi-bin/nothing"));
        // then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("40066");
    }
}
