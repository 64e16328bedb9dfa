package dev.catwalk.api;

import static dev.catwalk.api.ApiClient.COMPONENT;
import static dev.catwalk.api.ApiClient.terms;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.authorize.Links;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Tags;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class TokenResourceTest {
    static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);

    @Inject
    Worker worker;

    @Inject
    ApiClient client;

    @Inject
    Links links;

    @Inject
    ApiKeys keys;

    @Inject
    HandOuts handOuts;

    @Inject
    TokenDesk desk;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    ComponentTokens componentTokens;

    @Inject
    Merchants merchants;

    @Inject
    Clock clock;

    SimulatedPlatform platform;
    SimulatedMerchant merchant;
    SimulatedMerchant other;

    @BeforeEach
    void begin() {
        SettableClock.INSTANCE.advance(Duration.ofSeconds(6));
        desk.clear();
        platform = worker.beginKnowing(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        merchant = platform.component().merchants(0, 1).getFirst();
        other = platform.component().merchants(1, 1).getFirst();
        platform.calls().clear();
    }

    @Test
    void aMerchantsLiveTokenIsHandedOut() {
        // when
        Answered answer = client.get(client.key(Scope.TOKEN), token(merchant));

        // then
        TokenState.Live live = live(merchant);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.body().path("access_token").asText())
                .isEqualTo(live.token().value());
        assertThat(Instant.parse(answer.body().path("expires_at").asText()))
                .isEqualTo(live.token().expiresAt());
        assertThat(answer.body().path("generation").asLong()).isEqualTo(live.generation());
        assertThat(answer.body().path("permission_sets")).isNotEmpty();
        assertThat(answer.body().size()).isEqualTo(4);
        assertThat(platform.calls().answered()).isEmpty();
    }

    @Test
    void aTokenWithLessLifeThanAskedForIsRefreshedFirst() {
        // given
        String key = client.key(Scope.TOKEN);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE.minusMinutes(4));

        // when
        Answered enough = client.get(key, token(merchant) + "?min_ttl=200");
        Answered refreshed = client.get(key, token(merchant));

        // then
        assertThat(enough.body().path("generation").asLong() + 1)
                .isEqualTo(refreshed.body().path("generation").asLong());
        assertThat(Instant.parse(refreshed.body().path("expires_at").asText()))
                .isAfter(clock.instant().plus(Duration.ofMinutes(110)));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
    }

    /** Two desks have nothing but the database in common, as two nodes do. */
    @Test
    void tenThousandRequestsAtOnceMakeOneRefresh() throws Exception {
        // given
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        List<TokenDesk> nodes =
                List.of(new TokenDesk(merchants, tokens, links, clock), new TokenDesk(merchants, tokens, links, clock));
        platform.faults().add(Fault.delay(Duration.ofMillis(500)).on(Api.AUTHORIZER_TOKEN));
        MerchantAppId appid = worker.ref(merchant).appid();

        // when
        List<Future<TokenDesk.Answer>> answers = new ArrayList<>();
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10_000; i++) {
                TokenDesk node = nodes.get(i % 2);
                answers.add(together.submit(() -> node.find(Worker.COMPONENT, appid, Duration.ofMinutes(5))));
            }
        }

        // then
        assertThat(answers.stream().map(Future::resultNow).distinct().toList())
                .singleElement()
                .isInstanceOf(TokenDesk.Answer.Live.class);
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
        assertThat(merchant.mostRefreshesInFlight()).isEqualTo(1);
    }

    @Test
    void aRefusedTokenAndNoOtherCountsAsDead() {
        // given
        String key = client.key(Scope.TOKEN);
        String refused =
                client.get(key, token(merchant)).body().path("access_token").asText();
        String untouched =
                client.get(key, token(other)).body().path("access_token").asText();
        merchant.invalidateAccessTokens();

        // when
        Answered first = client.post(key, token(merchant) + "/refusals", refusal(refused, 40001));
        String next =
                client.get(key, token(merchant)).body().path("access_token").asText();
        Answered second = client.post(key, token(merchant) + "/refusals", refusal(refused, 40001));
        Answered elsewhere = client.post(key, token(other) + "/refusals", refusal(refused, 40001));

        // then
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body().path("expired").asBoolean()).isTrue();
        assertThat(next).isNotEqualTo(refused);
        assertThat(second.body().path("expired").asBoolean(true)).isFalse();
        assertThat(elsewhere.body().path("expired").asBoolean(true)).isFalse();
        assertThat(client.get(key, token(merchant)).body().path("access_token").asText())
                .isEqualTo(next);
        assertThat(client.get(key, token(other)).body().path("access_token").asText())
                .isEqualTo(untouched);
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
    }

    static final List<String> REFUSALS = List.of(
            "",
            "null",
            "[]",
            "{",
            "\"text\"",
            "{}",
            "{\"token_sha256\":\"00\",\"errcode\":40001}",
            "{\"token_sha256\":\"" + "0".repeat(64) + "\"}",
            "{\"token_sha256\":\"" + "0".repeat(64) + "\",\"errcode\":45009}",
            "{\"token_sha256\":\"" + "0".repeat(64) + "\",\"errcode\":\"x\"}",
            "{\"token_sha256\":{},\"errcode\":40001}");

    @ParameterizedTest
    @FieldSource("REFUSALS")
    void aRefusalThatSaysNothingIsAProblem(String body) {
        // when
        Answered answer = client.post(client.key(Scope.TOKEN), token(merchant) + "/refusals", body);

        // then
        assertThat(answer.isProblem(400)).as(answer.response().body()).isTrue();
    }

    @Test
    void aNudgeIsAWalkOverTheMerchant() {
        // when
        Answered answer = client.post(client.key(Scope.NUDGE), merchant(merchant) + "/nudge", "");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(worker.await(answer.body().path("walk_id").asLong()).ledger())
                .isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void theComponentsTokenNeedsAScopeOfItsOwn() {
        // when
        Answered refused = client.get(client.key(Scope.TOKEN), COMPONENT + "/access-token");
        Answered answer = client.get(client.key(Scope.COMPONENT_TOKEN), COMPONENT + "/access-token");

        // then
        assertThat(refused.isProblem(403)).isTrue();
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.body().path("access_token").asText())
                .isEqualTo(componentTokens.live(Worker.COMPONENT).value());
    }

    @ParameterizedTest
    @CsvSource({"30,", ", owner=li"})
    void aKeyBoundToSomeMerchantsDoesNotGetTheComponentsToken(Integer set, String tag) {
        // given
        String bound = client.key(new Terms(
                "bound",
                terms(Scope.COMPONENT_TOKEN).scopes(),
                new Bounds(
                        Optional.of(Worker.COMPONENT),
                        set == null ? List.of() : List.of(set),
                        tag == null ? Tags.NONE : Tags.parse(List.of(tag))),
                Optional.empty()));

        // when
        Answered answer = client.get(bound, COMPONENT + "/access-token");

        // then
        assertThat(answer.isProblem(403)).isTrue();
        assertThat(answer.body().path("detail").asText()).contains("bound to some");
    }

    @Test
    void aWrongKeyLearnsNothing() {
        // given
        String valid = client.key(Scope.TOKEN);
        String expired = client.key(
                new Terms("expired", terms(Scope.TOKEN).scopes(), Bounds.NONE, Optional.of(clock.instant())));
        String revoked = client.key(new Terms("revoked", terms(Scope.TOKEN).scopes(), Bounds.NONE, Optional.empty()));
        int before = client.get(revoked, token(merchant)).status();
        keys.revoke("revoked");

        // when
        List<Answered> answers = new ArrayList<>();
        for (String key :
                List.of("", "x", valid.substring(0, 46), valid + "A", "cwk_" + "A".repeat(43), expired, revoked)) {
            answers.add(client.get(key, token(merchant)));
            answers.add(client.get(key, COMPONENT + "/merchants/wxffffffffffffffff/access-token"));
        }

        // then
        assertThat(before).isEqualTo(200);
        assertThat(answers)
                .allMatch(answer -> answer.isProblem(401)
                        && answer.header("WWW-Authenticate")
                                .filter("Bearer"::equals)
                                .isPresent());
        assertThat(answers.stream().map(answer -> answer.response().body()).distinct())
                .hasSize(1);
    }

    @Test
    void aBoundKeyKnowsNoOtherMerchants() {
        // given
        String elsewhere = client.key(new Terms(
                "elsewhere",
                terms(Scope.TOKEN, Scope.NUDGE).scopes(),
                new Bounds(Optional.of(new ComponentAppId("wxeeeeeeeeeeeeeeee")), List.of(), Tags.NONE),
                Optional.empty()));
        String otherSets = client.key(new Terms(
                "other sets",
                terms(Scope.TOKEN).scopes(),
                new Bounds(Optional.empty(), List.of(999), Tags.NONE),
                Optional.empty()));
        String unbound = client.key(Scope.TOKEN);

        // when
        Answered foreign = client.get(elsewhere, token(merchant));
        Answered foreignUnknown =
                client.get(elsewhere, "/api/v1/components/wxdddddddddddddddd/merchants/x/access-token");
        Answered ungranted = client.get(otherSets, token(merchant));
        Answered unknown = client.get(unbound, COMPONENT + "/merchants/wxffffffffffffffff/access-token");

        // then
        assertThat(List.of(foreign, foreignUnknown, ungranted, unknown)).allMatch(answer -> answer.isProblem(404));
        assertThat(foreign.response().body())
                .isEqualTo(foreignUnknown.response().body());
        assertThat(ungranted.response().body()).isEqualTo(unknown.response().body());
    }

    @Test
    void aBoundKeyDoesNothingToOtherMerchants() {
        // given
        String otherSets = client.key(new Terms(
                "other sets",
                terms(Scope.TOKEN).scopes(),
                new Bounds(Optional.empty(), List.of(999), Tags.NONE),
                Optional.empty()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE.minusMinutes(4));

        // when
        Answered answer = client.get(otherSets, token(merchant) + "?min_ttl=1800");

        // then
        assertThat(answer.isProblem(404)).isTrue();
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isZero();
    }

    @Test
    void aKeyBoundToTagsKnowsTheMerchantsThatHaveThem() {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set tags = '{\"owner\": \"li\", \"tier\": \"1\"}' where merchant_appid = ?",
                        merchant.appid()));
        String key = client.key(new Terms(
                "of li",
                terms(Scope.TOKEN).scopes(),
                new Bounds(Optional.empty(), List.of(), Tags.parse(List.of("owner=li"))),
                Optional.empty()));

        // when
        Answered tagged = client.get(key, token(merchant));
        Answered untagged = client.get(key, token(other));

        // then
        assertThat(tagged.status()).isEqualTo(200);
        assertThat(untagged.isProblem(404)).isTrue();
    }

    @Test
    void merchantsWithoutATokenAreDistinguished() {
        // given
        String key = client.key(Scope.TOKEN);
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set authorization_state = 'revoked', revoked_at = now() where merchant_appid = ?",
                        other.appid()));
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN));

        // when
        Answered revoked = client.get(key, token(other));
        Answered lost = client.get(key, token(merchant));
        String link =
                links.create(List.of(worker.ref(merchant)), "a test").getFirst().url();
        Answered linked = client.get(key, token(merchant));

        // then
        assertThat(revoked.isProblem(409)).isTrue();
        assertThat(lost.isProblem(424)).isTrue();
        assertThat(lost.body().has("reauthorization_link")).isFalse();
        assertThat(linked.isProblem(424)).isTrue();
        assertThat(linked.body().path("reauthorization_link").asText()).isEqualTo(link);
        assertThat(client.post(client.key(Scope.NUDGE), merchant(other) + "/nudge", "")
                        .isProblem(409))
                .isTrue();
    }

    @Test
    void aMerchantThatAuthorizedAgainHasATokenAtOnceThoughItsRefreshTakesAWhile() {
        // given
        String key = client.key(Scope.TOKEN);
        setState("revoked");
        Answered before = client.get(key, token(other));
        setState("authorized");
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.faults().add(Fault.delay(Duration.ofMillis(600)).on(Api.AUTHORIZER_TOKEN));

        // when
        Answered after = client.get(key, token(other));

        // then
        assertThat(before.isProblem(409)).isTrue();
        assertThat(after.status()).isEqualTo(200);
    }

    private void setState(String state) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set authorization_state = ?, revoked_at = case ? when 'revoked' then app.now() end"
                                + " where merchant_appid = ?",
                        state,
                        state,
                        other.appid()));
    }

    @Test
    void aStoppedComponentIsAwayForAWhile() {
        // given
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.faults().add(Fault.errcode(61006).on(Api.COMPONENT_TOKEN));

        // when
        Answered answer = client.get(client.key(Scope.TOKEN), token(merchant));
        Answered own = client.get(client.key(Scope.COMPONENT_TOKEN), COMPONENT + "/access-token");

        // then
        assertThat(List.of(answer, own))
                .allMatch(one -> one.isProblem(503)
                        && one.header("Retry-After").isPresent()
                        && one.body().path("detail").asText().contains("61006"));
    }

    @Test
    void aStoppedComponentIsAskedForItsTokenTwiceAMinuteHoweverManyAskUntilATicketComes() {
        // given
        String key = client.key(Scope.TOKEN, Scope.COMPONENT_TOKEN);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        platform.faults().add(Fault.errcode(61004).on(Api.COMPONENT_TOKEN));
        List<Long> calls = new ArrayList<>();

        // when
        for (int halfMinute = 1; halfMinute <= 2; halfMinute++) {
            client.get(key, COMPONENT + "/access-token");
            client.get(key, COMPONENT + "/access-token");
            client.get(key, token(merchant));
            client.get(key, token(other));
            calls.add(platform.calls().count(Api.COMPONENT_TOKEN));
            SettableClock.INSTANCE.advance(Duration.ofSeconds(30));
        }
        client.get(key, COMPONENT + "/access-token");
        platform.faults().clear();
        Answered stopped = client.get(key, COMPONENT + "/access-token");
        worker.takeTicket();
        Answered ticketCame = client.get(key, COMPONENT + "/access-token");

        // then
        assertThat(calls).containsExactly(1L, 2L);
        assertThat(stopped.isProblem(503)).isTrue();
        assertThat(ticketCame.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {61004, 45009, 45011})
    void aTokenThatLivesIsHandedOutWhenNoneWithMoreLifeIsToBeHad(int errcode) {
        // given
        String key = client.key(Scope.TOKEN);
        String living = live(merchant).token().value();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE.minusMinutes(20));
        platform.faults().add(Fault.errcode(errcode).on(Api.AUTHORIZER_TOKEN));

        // when
        List<Answered> answers = List.of(
                client.get(key, token(merchant) + "?min_ttl=1800"),
                client.get(key, token(merchant) + "?min_ttl=1800"),
                client.get(key, token(merchant)));

        // then
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.body().path("access_token").asText()).isEqualTo(living));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN))
                .as("the failure is shared")
                .isEqualTo(1);
    }

    @Test
    void whileTheDatabaseIsAwayOnlyTokensThatAreKnownAndLiveAreServed() throws Exception {
        // given
        String key = client.key(Scope.TOKEN, Scope.COMPONENT_TOKEN, Scope.NUDGE, Scope.READ);
        String ownKnown = componentTokens.live(Worker.COMPONENT).value();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE.minusMinutes(8));
        // Forgets what another test read of a merchant with this appid.
        client.post(key, token(other) + "/refusals", refusal("another", 40001));
        String known = client.get(key, token(merchant) + "?min_ttl=60")
                .body()
                .path("access_token")
                .asText();
        List<Answered> served = new ArrayList<>();
        List<Answered> refused = new ArrayList<>();

        // when
        Answered own;
        try (AutoCloseable _ = worker.withoutDatabase()) {
            // What is shared has to be read again.
            SettableClock.INSTANCE.advance(Duration.ofSeconds(6));
            served.add(client.get(key, token(merchant)));
            served.add(client.get(key, token(merchant) + "?min_ttl=1800"));
            own = client.get(key, COMPONENT + "/access-token");
            refused.add(client.get(key, token(other)));
            refused.add(client.post(key, token(merchant) + "/refusals", refusal(known, 40001)));
            refused.add(client.post(key, merchant(merchant) + "/nudge", ""));
            refused.add(client.get(key, "/api/v1/changes"));
            SettableClock.INSTANCE.advance(Duration.ofMinutes(8));
            refused.add(client.get(key, token(merchant)));
            refused.add(client.get(key, COMPONENT + "/access-token"));
        }

        // then
        assertThat(own.body().path("access_token").asText()).isEqualTo(ownKnown);
        assertThat(served)
                .allSatisfy(answer ->
                        assertThat(answer.body().path("access_token").asText()).isEqualTo(known));
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.isProblem(503)).as(answer.response().body()).isTrue();
            assertThat(answer.header("Retry-After")).isPresent();
            assertThat(answer.body().path("detail").asText()).isEqualTo("the database is away");
        });
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isZero();
        Awaitility.await("the database to be used again, by the scheduler too")
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.post(key, merchant(merchant) + "/nudge", "").status() == 202
                        && client.get(key, token(merchant)).status() == 200);
        handOuts.write();
        assertThat(worker.value("select sum(times)::int from reporting.token_handout"))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1801", "99999999999", "x", "1.5", "%20300", "0x10", "３００"})
    void anAbsurdMinimumOfLifeIsAProblem(String minTtl) {
        // when
        Answered answer = client.get(client.key(Scope.TOKEN), token(merchant) + "?min_ttl=" + minTtl);

        // then
        assertThat(answer.isProblem(400)).isTrue();
        assertThat(answer.body().path("detail").asText()).contains("min_ttl");
    }

    @Test
    void whatHttpAllowsAndWeDoNotIsAProblem() {
        // given
        String key = client.key(Scope.TOKEN);
        URI refusals = URI.create(client.server() + token(merchant) + "/refusals");

        // then
        assertThat(client.get(key, "/api/v1/nothing").isProblem(404)).isTrue();
        assertThat(client.get(key, "/q/health").isProblem(404)).isTrue();
        assertThat(client.get(key, "/api/../q/metrics").isProblem(400)).isTrue();
        assertThat(client.post(key, token(merchant), "{}").isProblem(405)).isTrue();
        assertThat(client.send(
                                key,
                                HttpRequest.newBuilder(URI.create(client.server() + token(merchant)))
                                        .header("Accept", "text/html"))
                        .isProblem(406))
                .isTrue();
        assertThat(client.send(
                                key,
                                HttpRequest.newBuilder(refusals)
                                        .header("Content-Type", "text/xml")
                                        .POST(BodyPublishers.ofString("<a/>")))
                        .isProblem(415))
                .isTrue();
        assertThat(client.post(key, token(merchant) + "/refusals", " ".repeat(20_000))
                        .isProblem(413))
                .isTrue();
        assertThat(client.send(
                                key,
                                HttpRequest.newBuilder(refusals)
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofInputStream(() -> InputStream.nullInputStream())))
                        .isProblem(411))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%", "%zz", "%c3%28", "%00", "%2e%2e", "..", ".", "wx%2F", "%E4%B8%AD", "a b", "a|b", "'--"})
    void anOddAddressIsNoMerchant(String appid) throws IOException {
        // when
        String answer = raw("GET " + COMPONENT + "/merchants/" + appid + "/access-token HTTP/1.1");

        // then
        assertThat(answer.lines().findFirst().orElse("")).matches("HTTP/1.[01] 40[04] .*");
        assertThat(answer).doesNotContain("Exception");
    }

    @Test
    void aRequestNamesOneHost() throws IOException {
        assertThat(raw("GET " + COMPONENT + "/access-token HTTP/1.1\r\nHost: y"))
                .contains(" 400 ", "name one host");
    }

    private String raw(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", client.server().getPort())) {
            socket.getOutputStream()
                    .write((head + "\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                    + client.key(Scope.TOKEN) + "\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void whoHadWhichTokenWhenIsAView() {
        // given
        String key = client.key(
                new Terms("shop", terms(Scope.TOKEN, Scope.COMPONENT_TOKEN).scopes(), Bounds.NONE, Optional.empty()));
        Instant first = clock.instant();
        client.get(key, token(merchant));
        handOuts.write();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        client.get(key, token(merchant));
        client.get(key, token(merchant));
        client.get(key, COMPONENT + "/access-token");

        // when
        handOuts.write();

        // then
        long generation = live(merchant).generation();
        assertThat(worker.rows(
                        "select key_name, merchant_appid, generation, times, address, first_at = ? as first, last_at = ? as last"
                                + " from reporting.token_handout order by merchant_appid",
                        first,
                        clock.instant()))
                .containsExactly(
                        Map.of(
                                "key_name",
                                "shop",
                                "merchant_appid",
                                merchant.appid(),
                                "generation",
                                generation,
                                "times",
                                3L,
                                "address",
                                "127.0.0.1",
                                "first",
                                true,
                                "last",
                                true),
                        mapOfComponent());
        assertThat(keys.list()).singleElement().satisfies(shown -> assertThat(shown.lastUsedAt())
                .contains(clock.instant()));
    }

    private static Map<String, Object> mapOfComponent() {
        Map<String, Object> row = new java.util.HashMap<>();
        row.put("key_name", "shop");
        row.put("merchant_appid", null);
        row.put("generation", null);
        row.put("times", 1L);
        row.put("address", "127.0.0.1");
        row.put("first", false);
        row.put("last", true);
        return row;
    }

    @Test
    void noAnswerHoldsAnythingButAccessTokens() {
        // given
        String key = client.key(Scope.TOKEN, Scope.COMPONENT_TOKEN, Scope.NUDGE);

        // when
        String answers = client.get(key, token(merchant)).response().body()
                + client.get(key, COMPONENT + "/access-token").response().body()
                + client.post(key, merchant(merchant) + "/nudge", "").response().body();

        // then
        assertThat(answers)
                .doesNotContain(IssuedSecrets.refreshTokens(platform, List.of(merchant), 20))
                .doesNotContain(
                        platform.component().ticket(),
                        platform.component().credentials().secret());
    }

    private TokenState.Live live(SimulatedMerchant of) {
        var ref = worker.ref(of);
        return (TokenState.Live) tokens.live(List.of(ref), () -> false).get(ref.id());
    }

    private static String merchant(SimulatedMerchant merchant) {
        return COMPONENT + "/merchants/" + merchant.appid();
    }

    private static String token(SimulatedMerchant merchant) {
        return merchant(merchant) + "/access-token";
    }

    private static String refusal(String token, int errcode) {
        return "{\"token_sha256\":\"%s\",\"errcode\":%d}"
                .formatted(HexFormat.of().formatHex(Sha256.of(token)), errcode);
    }
}
