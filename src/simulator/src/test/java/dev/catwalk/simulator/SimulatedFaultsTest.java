package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static dev.catwalk.simulator.Simulation.aMerchant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Calls;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Protocol page §9 no. 8, and the shapes of answers nobody should trust. */
class SimulatedFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Simulation simulation = new Simulation();
    private final Faults faults = simulation.platform.faults();
    private final PlatformClient client = simulation.client;
    private SimulatedMerchant merchant;
    private String token;

    @BeforeEach
    void aMerchantWithALiveToken() {
        merchant = simulation.merchant(
                aMerchant().having(SimulatedCategory.approved(8, 39), SimulatedCategory.underReview(8, 590)));
        token = client.merchantToken(MERCHANT);
    }

    @AfterEach
    void stop() {
        simulation.close();
    }

    private int errcode() {
        return client.getCategory(token).path("errcode").asInt(-2);
    }

    @Test
    void errorCodeStrikesAsOftenAsScripted() {
        // given
        faults.add(Fault.errcode(-1).on(Api.GET_CATEGORY).times(2));
        // when
        int[] codes = IntStream.range(0, 3).map(_ -> errcode()).toArray();
        // then
        assertThat(codes).containsExactly(-1, -1, 0);
        assertThat(faults.inForce()).isEmpty();
    }

    @Test
    void faultOfOneMerchantSparesTheOthersAndOtherCalls() {
        // given
        String other = "wxbbbbbbbbbbbbbbbb";
        simulation.merchant(MerchantProfile.miniProgram(other));
        faults.add(Fault.errcode(45011).on(Api.GET_CATEGORY).forMerchant(other));
        // when
        int spared = errcode();
        JsonNode struck = client.getCategory(client.merchantToken(other));
        // then
        assertThat(spared).isZero();
        assertThat(struck.path("errcode").asInt()).isEqualTo(45011);
        assertThat(struck.path("errmsg").asText()).startsWith("api minute-quota reach limit");
    }

    @Test
    void faultLastsUntilItIsCleared() {
        // given
        long id = faults.add(Fault.errcode(50002));
        int before = errcode();
        // when
        faults.clear(id);
        // then
        assertThat(before).isEqualTo(50002);
        assertThat(errcode()).isZero();
    }

    @Test
    void usedUpDayEndsAtMidnightInShanghai() {
        // given
        faults.add(Fault.errcode(45009).on(Api.GET_CATEGORY).until(faults.midnight()));
        int usedUp = errcode();
        // when
        simulation.clock.advance(Duration.ofHours(14));
        token = client.merchantToken(MERCHANT);
        // then
        assertThat(usedUp).isEqualTo(45009);
        assertThat(errcode()).isZero();
    }

    @Test
    void shareOfCallsIsStruck() {
        // given
        faults.add(Fault.errcode(-1).on(Api.GET_CATEGORY).share(0.5));
        // when
        long struck = IntStream.range(0, 60).filter(_ -> errcode() == -1).count();
        // then
        assertThat(struck).isBetween(10L, 50L);
    }

    @Test
    void delayedAnswerComesLater() {
        // given
        faults.add(Fault.delay(Duration.ofMillis(120)).times(1));
        // when
        long begin = System.nanoTime();
        int errcode = errcode();
        // then
        assertThat(errcode).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(115));
    }

    @Test
    void resetCallGetsNoAnswer() {
        // given
        faults.add(Fault.of(new FaultEffect.Reset()).on(Api.GET_CATEGORY));
        // when, then
        assertThatThrownBy(this::errcode)
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void bodiesAreMangledAsScripted() {
        // given
        faults.add(Fault.of(new FaultEffect.EmptyBody()).times(1));
        HttpResponse<String> empty = client.rawCategory(token);
        faults.add(Fault.of(new FaultEffect.TruncatedBody()).times(1));
        HttpResponse<String> truncated = client.rawCategory(token);
        faults.add(Fault.of(new FaultEffect.HtmlBody()).times(1));
        HttpResponse<String> html = client.rawCategory(token);
        faults.add(Fault.of(new FaultEffect.HttpStatus(503)).times(1));
        // when
        HttpResponse<String> unavailable = client.rawCategory(token);
        // then
        assertThat(empty.body()).isEmpty();
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(truncated.body()).startsWith("{\"errcode\":0").doesNotEndWith("}");
        assertThat(html.body()).startsWith("<html>");
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(unavailable.statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "text/html; charset=utf-8"})
    void contentTypeIsWhatItIsScriptedToBe(String contentType) {
        // given
        String before = contentType();
        faults.add(Fault.of(new FaultEffect.ContentType(contentType)));
        // when
        String during = contentType();
        // then
        assertThat(before).isEqualTo("application/json; encoding=utf-8");
        assertThat(during).isEqualTo(contentType);
        assertThat(errcode()).isZero();
    }

    private String contentType() {
        return client.rawCategory(token).headers().firstValue("Content-Type").orElseThrow();
    }

    static Stream<Arguments> shapesOfCategories() {
        return Stream.of(
                Arguments.of(AnswerShape.CATEGORIES_MISSING, "/categories", null),
                Arguments.of(AnswerShape.CATEGORIES_NULL, "/categories", "null"),
                Arguments.of(AnswerShape.CATEGORIES_STRING, "/categories", "\"none\""),
                Arguments.of(AnswerShape.CATEGORIES_EMPTY, "/categories", "[]"),
                Arguments.of(AnswerShape.CATEGORY_WITHOUT_FIRST, "/categories/1/first", null),
                Arguments.of(AnswerShape.CATEGORY_ID_NOT_NUMERIC, "/categories/0/second", "\"thirty-nine\""),
                Arguments.of(AnswerShape.NUMERIC_STRINGS, "/categories/1/first", "\"8\""),
                Arguments.of(AnswerShape.AUDIT_STATUS_UNKNOWN, "/categories/0/audit_status", "7"),
                Arguments.of(AnswerShape.QUOTA_MISSING, "/quota", null),
                Arguments.of(AnswerShape.UNKNOWN_FIELDS, "/ext_info/trace", "\"simulated\""));
    }

    @ParameterizedTest
    @MethodSource("shapesOfCategories")
    void categoriesHaveTheShapeTheyAreScriptedToHave(AnswerShape shape, String pointer, String expected) {
        // given
        faults.add(Fault.shape(shape).on(Api.GET_CATEGORY));
        // when
        JsonNode node = client.getCategory(token).at(pointer);
        // then
        assertThat(node.isMissingNode() ? null : node.toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "REFRESH_TOKEN_MISSING,",
        "REFRESH_TOKEN_NULL,null",
        "REFRESH_TOKEN_EMPTY,\"\"",
        "REFRESH_TOKEN_FALSE,false"
    })
    void refreshTokenIsAbsentInEveryWay(AnswerShape shape, String expected) {
        // given
        String componentToken = client.componentToken();
        String refreshToken = merchant.truth().refreshToken();
        faults.add(Fault.shape(shape));
        // when
        JsonNode refreshed = client.refresh(componentToken, MERCHANT, refreshToken);
        // then
        assertThat(inWords(refreshed.path("authorizer_refresh_token"))).isEqualTo(expected);
        assertThat(inWords(client.list(0, 1).at("/list/0/refresh_token"))).isEqualTo(expected);
        assertThat(inWords(client.info(MERCHANT).at("/authorization_info/authorizer_refresh_token")))
                .isEqualTo(expected);
        assertThat(refreshed.path("authorizer_access_token").asText()).isNotEmpty();
    }

    private static String inWords(JsonNode node) {
        return node.isMissingNode() ? null : node.toString();
    }

    @Test
    void heldCallWaitsUntilItIsReleasedAndKeepsTheAnswerOfItsTime() throws Exception {
        // given
        Hold hold = faults.hold(Api.GET_CATEGORY, MERCHANT);
        CompletableFuture<JsonNode> held = client.getCategoryLater(token);
        hold.awaitArrival(LIMIT);
        merchant.decide(8, 590, AuditDecision.approved().unannounced());
        boolean waited = !held.isDone();
        // when
        hold.release();
        JsonNode answer = held.join();
        // then
        assertThat(waited).isTrue();
        assertThat(answer.at("/categories/1/audit_status").asInt()).isEqualTo(1);
        assertThat(client.getCategory(token).at("/categories/1/audit_status").asInt())
                .isEqualTo(3);
    }

    @Test
    void clearingEverythingReleasesWhatIsHeld() throws Exception {
        // given
        Hold hold = faults.hold(Api.GET_CATEGORY, null);
        CompletableFuture<JsonNode> held = client.getCategoryLater(token);
        hold.awaitArrival(LIMIT);
        // when
        faults.clear();
        // then
        assertThat(held.join().path("errcode").asInt()).isZero();
    }

    @Test
    void callsAreCountedByApiMerchantAndCode() throws Exception {
        // given
        Calls calls = simulation.platform.calls();
        calls.clear();
        faults.add(Fault.errcode(-1).on(Api.GET_CATEGORY).times(1));
        // when
        errcode();
        errcode();
        calls.await(Api.GET_CATEGORY, 2, LIMIT);
        // then
        assertThat(calls.count(Api.GET_CATEGORY)).isEqualTo(2);
        assertThat(calls.answered(Api.GET_CATEGORY, -1)).isEqualTo(1);
        assertThat(calls.answered(Api.GET_CATEGORY, 0)).isEqualTo(1);
        assertThat(merchant.calls(Api.GET_CATEGORY)).isEqualTo(2);
        assertThat(calls.perSecond().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void refreshesInFlightAtOnceAreSeen() throws Exception {
        // given
        Hold hold = faults.hold(Api.AUTHORIZER_TOKEN, MERCHANT);
        String componentToken = client.componentToken();
        String refreshToken = merchant.truth().refreshToken();
        CompletableFuture<JsonNode> first =
                CompletableFuture.supplyAsync(() -> client.refresh(componentToken, MERCHANT, refreshToken));
        CompletableFuture<JsonNode> second =
                CompletableFuture.supplyAsync(() -> client.refresh(componentToken, MERCHANT, refreshToken));
        await().until(() -> merchant.calls(Api.AUTHORIZER_TOKEN) == 3);
        // when
        hold.release();
        first.join();
        second.join();
        // then
        assertThat(merchant.mostRefreshesInFlight()).isEqualTo(2);
    }

    @Test
    void awaitedCallThatNeverComesIsATimeout() {
        assertThatThrownBy(() -> simulation.platform.calls().await(Api.QUOTA_GET, 1, Duration.ofMillis(20)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("quota/get");
    }
}
