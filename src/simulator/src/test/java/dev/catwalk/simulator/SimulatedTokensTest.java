package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.DailyQuota;
import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantProfile;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Protocol page §9 no. 2 to 4, and §4. */
class SimulatedTokensTest {
    private final Simulation simulation = new Simulation();
    private final PlatformClient client = simulation.client;
    private final SimulatedComponent component = simulation.platform.component();

    @AfterEach
    void stop() {
        simulation.close();
    }

    private static int errcode(JsonNode answer) {
        return answer.path("errcode").asInt();
    }

    private String secret() {
        return component.credentials().secret();
    }

    @Test
    void componentTokenIsGivenForSecretAndTicketWithoutErrcode() {
        // when
        JsonNode answer = client.componentToken(secret(), component.ticket());
        // then
        assertThat(answer.has("errcode")).isFalse();
        assertThat(answer.path("expires_in").asInt()).isEqualTo(7200);
        assertThat(answer.path("component_access_token").asText()).matches("61_[A-Za-z0-9_-]{136}");
    }

    @Test
    void addressIsCheckedBeforeSecretAndSecretBeforeTicket() {
        // given
        component.refuseIp();
        // when
        JsonNode fromForeignAddress = client.componentToken("wrong", "wrong");
        component.allowIp();
        JsonNode withWrongSecret = client.componentToken("wrong", "wrong");
        JsonNode withWrongTicket = client.componentToken(secret(), "wrong");
        // then
        assertThat(errcode(fromForeignAddress)).isEqualTo(61004);
        assertThat(fromForeignAddress.path("errmsg").asText()).contains("requestIP: 127.0.0.1");
        assertThat(errcode(withWrongSecret)).isEqualTo(40125);
        assertThat(errcode(withWrongTicket)).isEqualTo(61006);
    }

    @Test
    void unknownComponentIsInvalid() {
        // when
        JsonNode answer = client.post(
                Api.COMPONENT_TOKEN,
                "",
                "{\"component_appid\":\"wx0000000000000000\",\"component_appsecret\":\"x\",\"component_verify_ticket\":\"x\"}");
        // then
        assertThat(errcode(answer)).isEqualTo(61011);
    }

    @Test
    void ticketExpiresTwelveHoursAfterItsLastPush() {
        // given
        String ticket = component.ticket();
        // when
        simulation.clock.advance(Duration.ofHours(12));
        // then
        assertThat(errcode(client.componentToken(secret(), ticket))).isEqualTo(61005);
    }

    @Test
    void componentTokensEndWithTheDaysTenThousandAndComeBackAtMidnight() {
        // given
        for (int i = 0; i < DailyQuota.LIMIT; i++) {
            component.state().tokenQuota().take(simulation.clock.instant());
        }
        // when
        JsonNode exhausted = client.componentToken(secret(), component.ticket());
        simulation.clock.advance(Duration.ofHours(14));
        JsonNode afterMidnightInShanghai = client.componentToken(secret(), component.ticket());
        // then
        assertThat(errcode(exhausted)).isEqualTo(45009);
        assertThat(afterMidnightInShanghai.has("component_access_token")).isTrue();
    }

    @Test
    void oldSecretIsDeadAtOnceAfterAReset() {
        // given
        String old = secret();
        // when
        component.resetSecret("another");
        // then
        assertThat(errcode(client.componentToken(old, component.ticket()))).isEqualTo(40125);
        assertThat(errcode(client.componentToken("another", component.ticket())))
                .isZero();
    }

    @Test
    void previousComponentTokenLivesFiveMinutesBesideTheNewOne() {
        // given
        String previous = client.componentToken();
        String current = client.componentToken();
        simulation.merchant();
        String refreshToken = simulation.platform.merchant(MERCHANT).truth().refreshToken();
        // when
        simulation.clock.advance(Duration.ofSeconds(299));
        JsonNode within = client.refresh(previous, MERCHANT, refreshToken);
        simulation.clock.advance(Duration.ofSeconds(1));
        JsonNode after = client.refresh(previous, MERCHANT, refreshToken);
        // then
        assertThat(errcode(within)).isZero();
        assertThat(errcode(after)).isEqualTo(40001);
        assertThat(errcode(client.refresh(current, MERCHANT, refreshToken))).isZero();
    }

    @Test
    void tokensExpireAfterTwoHours() {
        // given
        simulation.merchant();
        String componentToken = client.componentToken();
        String merchantToken = client.merchantToken(MERCHANT);
        String refreshToken = simulation.platform.merchant(MERCHANT).truth().refreshToken();
        // when
        simulation.clock.advance(Duration.ofSeconds(7200));
        // then
        assertThat(errcode(client.getCategory(merchantToken))).isEqualTo(42001);
        assertThat(errcode(client.refresh(componentToken, MERCHANT, refreshToken)))
                .isEqualTo(40001);
        assertThat(errcode(client.refresh(client.componentToken(), MERCHANT, refreshToken)))
                .isZero();
    }

    @Test
    void previousMerchantTokenLivesFiveMinutesBesideTheNewOne() {
        // given
        simulation.merchant();
        String previous = client.merchantToken(MERCHANT);
        String current = client.merchantToken(MERCHANT);
        // when
        simulation.clock.advance(Duration.ofSeconds(300));
        // then
        assertThat(errcode(client.getCategory(previous))).isEqualTo(40001);
        assertThat(errcode(client.getCategory(current))).isZero();
    }

    @Test
    void anEndedOverlapLeavesTheNewestTokenAlone() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        String previous = client.merchantToken(MERCHANT);
        String current = client.merchantToken(MERCHANT);
        // when
        merchant.endTokenOverlap();
        // then
        assertThat(errcode(client.getCategory(previous))).isEqualTo(40001);
        assertThat(errcode(client.getCategory(previous))).isEqualTo(40001);
        assertThat(errcode(client.getCategory(current))).isZero();
        assertThat(errcode(client.getCategory(previous))).isEqualTo(40001);
        assertThat(merchant.mostRefusedTokensInARow()).isEqualTo(2);
    }

    @Test
    void threeTokensWithinFiveMinutesAllLive() {
        // given
        simulation.merchant();
        // when
        String first = client.merchantToken(MERCHANT);
        String second = client.merchantToken(MERCHANT);
        String third = client.merchantToken(MERCHANT);
        // then
        assertThat(new int[] {
                    errcode(client.getCategory(first)),
                    errcode(client.getCategory(second)),
                    errcode(client.getCategory(third))
                })
                .containsOnly(0);
    }

    @Test
    void codeIsGoodOnceAndForTenMinutes() {
        // given
        SimulatedMerchant merchant = simulation.merchant(MerchantProfile.miniProgram(MERCHANT));
        String token = client.componentToken();
        String code = code(merchant);
        String later = code(merchant);
        // when
        JsonNode first = client.queryAuth(token, code);
        JsonNode again = client.queryAuth(token, code);
        simulation.clock.advance(Duration.ofSeconds(600));
        JsonNode tooLate = client.queryAuth(token, later);
        JsonNode invented = client.queryAuth(token, "queryauthcode@@@invented");
        // then
        assertThat(first.at("/authorization_info/authorizer_refresh_token").asText())
                .isEqualTo(merchant.truth().refreshToken())
                .matches("refreshtoken@@@[A-Za-z0-9_-]{43}");
        assertThat(first.at("/authorization_info/func_info/0/funcscope_category/id")
                        .asInt())
                .isEqualTo(30);
        assertThat(errcode(again)).isEqualTo(61010);
        assertThat(errcode(tooLate)).isEqualTo(61010);
        assertThat(errcode(invented)).isEqualTo(61009);
    }

    private String code(SimulatedMerchant merchant) {
        return component
                .codes()
                .issue(component.book().find(merchant.appid()).orElseThrow(), simulation.clock.instant());
    }

    @Test
    void refreshTokenIsRefusedByItsKindOfWrong() {
        // given
        simulation.merchant();
        String token = client.componentToken();
        // when
        JsonNode another = client.refresh(token, MERCHANT, "refreshtoken@@@another");
        JsonNode empty = client.refresh(token, MERCHANT, "");
        JsonNode noText = client.post(
                Api.AUTHORIZER_TOKEN,
                "?access_token=" + token,
                "{\"component_appid\":\"wx5a5a5a5a5a5a5a5a\",\"authorizer_appid\":\"" + MERCHANT
                        + "\",\"authorizer_refresh_token\":false}");
        JsonNode stranger = client.refresh(token, "wx0000000000000000", "refreshtoken@@@another");
        // then
        assertThat(errcode(another)).isEqualTo(61023);
        assertThat(errcode(empty)).isEqualTo(47001);
        assertThat(errcode(noText)).isEqualTo(47001);
        assertThat(errcode(stranger)).isEqualTo(61003);
    }

    @Test
    void refreshTokenStaysTheSameUnlessRotationIsSwitchedOn() {
        // given
        simulation.merchant();
        String before = simulation.platform.merchant(MERCHANT).truth().refreshToken();
        // when
        JsonNode answer = client.refresh(client.componentToken(), MERCHANT, before);
        // then
        assertThat(answer.path("authorizer_refresh_token").asText()).isEqualTo(before);
    }

    @Test
    void rotatedRefreshTokenLeavesTheOldOneFiveMinutes() {
        try (Simulation rotating = new Simulation(options -> options.rotateRefreshTokens(true))) {
            // given
            String token = rotating.client.componentToken();
            String first = rotating.merchant().truth().refreshToken();
            String second = refreshToken(rotating.client.refresh(token, MERCHANT, first));
            // when
            rotating.clock.advance(Duration.ofSeconds(299));
            JsonNode within = rotating.client.refresh(token, MERCHANT, first);
            rotating.clock.advance(Duration.ofSeconds(300));
            JsonNode after = rotating.client.refresh(token, MERCHANT, second);
            // then
            assertThat(second).isNotEqualTo(first);
            assertThat(errcode(within)).isZero();
            assertThat(errcode(after)).isEqualTo(61023);
            assertThat(errcode(rotating.client.refresh(token, MERCHANT, refreshToken(within))))
                    .isZero();
        }
    }

    private static String refreshToken(JsonNode answer) {
        return answer.path("authorizer_refresh_token").asText();
    }

    @Test
    void badTokensAreDistinguished() {
        // given
        simulation.merchant();
        String good = client.merchantToken(MERCHANT);
        String forged = good.substring(0, 20) + (good.charAt(20) == 'A' ? 'B' : 'A') + good.substring(21);
        // when
        JsonNode truncated = client.getCategory(good.substring(0, 100));
        JsonNode unknown = client.getCategory(forged);
        JsonNode missing = client.getCategory("");
        JsonNode onComponentCall = client.refresh(good, MERCHANT, "refreshtoken@@@x");
        // then
        assertThat(errcode(truncated)).isEqualTo(40014);
        assertThat(errcode(unknown)).isEqualTo(40001);
        assertThat(errcode(missing)).isEqualTo(41001);
        assertThat(errcode(onComponentCall)).isEqualTo(61014);
    }

    @Test
    void invalidatedTokensAreNotTheLatest() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        String token = client.merchantToken(MERCHANT);
        // when
        merchant.invalidateAccessTokens();
        // then
        assertThat(errcode(client.getCategory(token))).isEqualTo(40001);
    }

    @Test
    void unpublishedComponentMayDoNothingWithItsToken() {
        // given
        simulation.merchant();
        String token = client.merchantToken(MERCHANT);
        // when
        component.unpublish();
        // then
        assertThat(errcode(client.getCategory(token))).isEqualTo(61028);
        assertThat(errcode(client.list(0, 10))).isEqualTo(61028);
    }

    @Test
    void requestsThatAreWrongInThemselvesAreReported() {
        assertThat(errcode(client.post(Api.GET_CATEGORY, "?access_token=x", "{}")))
                .isEqualTo(43001);
        assertThat(errcode(client.post(Api.AUTHORIZER_LIST, "", ""))).isEqualTo(44002);
        assertThat(errcode(client.post(Api.AUTHORIZER_LIST, "", "no json"))).isEqualTo(47001);
        assertThat(errcode(client.post(Api.AUTHORIZER_LIST, "", "{}"))).isEqualTo(41018);
    }

    @Test
    void quotaIsReadWithEitherTokenAndClearedByTheSecret() {
        // given
        simulation.merchant();
        String token = client.merchantToken(MERCHANT);
        simulation
                .platform
                .faults()
                .add(Fault.errcode(45009).on(Api.GET_CATEGORY).forMerchant(MERCHANT));
        // when
        JsonNode quota =
                client.post(Api.QUOTA_GET, "?access_token=" + token, "{\"cgi_path\":\"/cgi-bin/wxopen/getcategory\"}");
        JsonNode exhausted = client.getCategory(token);
        JsonNode cleared = client.post(
                Api.CLEAR_QUOTA,
                "",
                Json.write(Json.object()
                        .put("component_appid", component.appid())
                        .put("appsecret", secret())
                        .put("appid", MERCHANT)));
        // then
        assertThat(quota.at("/quota/daily_limit").asInt()).isEqualTo(10_000);
        assertThat(errcode(exhausted)).isEqualTo(45009);
        assertThat(cleared.path("errmsg").asText()).isEqualTo("ok");
        assertThat(errcode(client.getCategory(token))).isZero();
    }
}
