package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static dev.catwalk.simulator.Simulation.aMerchant;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Protocol page §9 no. 3, 5 and 10: who authorized, and what is known about them. */
class SimulatedAuthorizersTest {
    @Test
    void listIsPagedWithoutGapsOrDoubles() {
        try (Simulation simulation = new Simulation(options -> options.merchants(1234))) {
            // given
            Set<String> appids = new HashSet<>();
            // when
            for (int offset = 0; offset < 1234; offset += 500) {
                simulation
                        .client
                        .list(offset, 500)
                        .path("list")
                        .forEach(entry ->
                                appids.add(entry.path("authorizer_appid").asText()));
            }
            // then
            assertThat(appids).hasSize(1234).allMatch(Appid::wellFormed);
            assertThat(simulation.client.list(0, 1).path("total_count").asInt()).isEqualTo(1234);
            assertThat(simulation.client.list(1230, 500).path("list")).hasSize(4);
        }
    }

    @Test
    void pageOfMoreThanFiveHundredIsRefused() {
        try (Simulation simulation = new Simulation()) {
            // when
            JsonNode answer = simulation.client.list(0, 501);
            // then
            assertThat(answer.path("errcode").asInt()).isEqualTo(40170);
        }
    }

    @Test
    void thoseWhoLeftAreMissingInListAndInfo() {
        try (Simulation simulation = new Simulation(options -> options.merchants(5))) {
            // given
            List<SimulatedMerchant> all = simulation.platform.component().merchants(0, 5);
            // when
            all.get(1).unauthorize(Announcement.LOST);
            all.get(2).unauthorize(Announcement.LOST);
            // then
            assertThat(simulation.client.list(1, 2).path("list").findValuesAsText("authorizer_appid"))
                    .containsExactly(all.get(3).appid(), all.get(4).appid());
            assertThat(simulation.client.list(0, 9).path("total_count").asInt()).isEqualTo(3);
            assertThat(simulation
                            .client
                            .info(all.get(1).appid())
                            .path("errcode")
                            .asInt())
                    .isEqualTo(61003);
        }
    }

    @Test
    void refreshTokenIsShownOnlyAfterTheCodeWasExchanged() {
        try (Simulation simulation = new Simulation()) {
            // given
            simulation.merchant(MerchantProfile.miniProgram(MERCHANT));
            String code = simulation
                    .platform
                    .component()
                    .codes()
                    .issue(
                            simulation
                                    .platform
                                    .component()
                                    .book()
                                    .find(MERCHANT)
                                    .orElseThrow(),
                            simulation.clock.instant());
            JsonNode listBefore = simulation.client.list(0, 1);
            JsonNode infoBefore = simulation.client.info(MERCHANT);
            // when
            simulation.client.queryAuth(simulation.client.componentToken(), code);
            // then
            assertThat(listBefore.at("/list/0").has("refresh_token")).isFalse();
            assertThat(infoBefore.path("authorization_info").has("authorizer_refresh_token"))
                    .isFalse();
            assertThat(simulation.client.list(0, 1).at("/list/0/refresh_token").asText())
                    .startsWith("refreshtoken@@@");
            assertThat(simulation
                            .client
                            .info(MERCHANT)
                            .at("/authorization_info/authorizer_refresh_token")
                            .asText())
                    .startsWith("refreshtoken@@@");
        }
    }

    @Test
    void miniProgramIsKnownByItsMiniProgramInfoWithNamesOnly() {
        try (Simulation simulation = new Simulation()) {
            // given
            simulation.merchant(
                    aMerchant().having(SimulatedCategory.approved(8, 39), SimulatedCategory.underReview(8, 590)));
            // when
            JsonNode info = simulation.client.info(MERCHANT).path("authorizer_info");
            // then
            assertThat(info.at("/MiniProgramInfo/categories").toString())
                    .isEqualTo("[{\"first\":\"教育\",\"second\":\"出国移民\"}]");
            assertThat(info.path("account_status").asInt()).isEqualTo(1);
            assertThat(info.path("user_name").asText()).matches("gh_[0-9a-f]{12}");
        }
    }

    @Test
    void officialAccountHasNoMiniProgramInfo() {
        try (Simulation simulation = new Simulation()) {
            // given
            simulation.merchant(MerchantProfile.of(Account.miniProgram(MERCHANT).of(AccountType.OFFICIAL_ACCOUNT)));
            // when
            JsonNode info = simulation.client.info(MERCHANT);
            // then
            assertThat(info.path("authorizer_info").has("MiniProgramInfo")).isFalse();
            assertThat(info.has("errcode")).isFalse();
        }
    }

    @Test
    void slashesArriveEscaped() {
        try (Simulation simulation = new Simulation()) {
            // given
            simulation.merchant();
            HttpRequest.Builder request = simulation
                    .client
                    .request(Api.AUTHORIZER_INFO.path() + "?access_token=" + simulation.client.componentToken())
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"component_appid\":\"wx5a5a5a5a5a5a5a5a\",\"authorizer_appid\":\"" + MERCHANT + "\"}"));
            // when
            String body = simulation.client.raw(request).body();
            // then
            assertThat(body).contains("http:\\/\\/wx.qlogo.cn\\/");
        }
    }

    @Test
    void publishTestAccountsAppearWhenAskedFor() {
        try (Simulation simulation = new Simulation(options -> options.publishTestAccounts(true))) {
            // when
            JsonNode list = simulation.client.list(0, 500);
            // then
            assertThat(list.path("list").findValuesAsText("authorizer_appid"))
                    .hasSize(10)
                    .contains("wx570bc396a51b8ff8", "wxd101a85aa106f53e");
            assertThat(simulation
                            .client
                            .info("wxd101a85aa106f53e")
                            .at("/authorizer_info/user_name")
                            .asText())
                    .isEqualTo("gh_8dad206e9538");
        }
    }

    @Test
    void componentsHaveMerchantsOfTheirOwn() {
        // given
        ComponentCredentials second = new ComponentCredentials(
                "wx6b6b6b6b6b6b6b6b", "secret", "token", ComponentCredentials.DEFAULT.encodingAesKey());
        try (Simulation simulation =
                new Simulation(options -> options.merchants(50).components(ComponentCredentials.DEFAULT, second))) {
            // when
            Set<String> appids = new HashSet<>();
            simulation.platform.components().forEach(component -> component
                    .merchants(0, 50)
                    .forEach(merchant -> appids.add(merchant.appid())));
            // then
            assertThat(appids).hasSize(100);
        }
    }

    @Test
    void severalEventLoopsShareOnePortAndOneState() {
        try (Simulation simulation =
                new Simulation(options -> options.merchants(20).eventLoops(3))) {
            // given
            List<SimulatedMerchant> merchants = simulation.platform.component().merchants(0, 20);
            // when
            List<JsonNode> answers = merchants.parallelStream()
                    .map(merchant -> simulation.client.getCategory(simulation.client.merchantToken(merchant.appid())))
                    .toList();
            // then
            assertThat(answers).allMatch(answer -> answer.path("errcode").asInt(-2) == 0);
        }
    }
}
