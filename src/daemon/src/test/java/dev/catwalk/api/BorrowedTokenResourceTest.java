package dev.catwalk.api;

import static dev.catwalk.api.ApiClient.COMPONENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.doctor.OnlineDiagnosis;
import dev.catwalk.encryption.Sha256;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.OtherSystem;
import dev.catwalk.testing.OtherSystem.Answer;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that another system owns, handed on by the API; and keys that may ask only a few times a second. */
@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class BorrowedTokenResourceTest {
    @Inject
    Worker worker;

    @Inject
    ApiClient client;

    @Inject
    HandOuts handOuts;

    @Inject
    TokenDesk desk;

    @Inject
    OnlineDiagnosis doctor;

    private SimulatedPlatform platform;
    private OtherSystem owner;
    private SimulatedMerchant merchant;

    @BeforeEach
    void begin() {
        // An owner that was away in another test is left alone for seconds.
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        desk.clear();
        platform = worker.begin(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        owner = new OtherSystem(platform, OtherSystem::lasting);
        worker.readRoster();
        worker.awaitWalks();
        merchant = platform.component().merchants(0, 1).getFirst();
    }

    @AfterEach
    void closeOwner() {
        owner.close();
        assertThat(Stream.of(Api.COMPONENT_TOKEN, Api.AUTHORIZER_TOKEN, Api.QUERY_AUTH, Api.START_PUSH_TICKET))
                .allSatisfy(api -> assertThat(platform.calls().count(api))
                        .as(api.wireName())
                        .isZero());
    }

    @Test
    void theOwnersTokensAreHandedOnWithTheLifeThatTheyHave() {
        // given
        String key = client.key(Scope.TOKEN, Scope.COMPONENT_TOKEN);
        Instant end = SettableClock.INSTANCE.instant().plus(Duration.ofHours(2));

        // when
        Answered answer = client.get(key, token());
        Answered component = client.get(key, COMPONENT + "/access-token");

        // then
        assertThat(List.of(answer, component)).allSatisfy(one -> {
            assertThat(owner.secrets()).contains(one.body().path("access_token").asText());
            assertThat(Instant.parse(one.body().path("expires_at").asText())).isEqualTo(end);
        });
        handOuts.write();
        assertThat(worker.value("select count(*)::int from reporting.token_handout"))
                .isEqualTo(2);
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 2));
    }

    @Test
    void aRefusedTokenIsAskedForAtTheOwner() {
        // given
        String key = client.key(Scope.TOKEN);
        String refused = client.get(key, token()).body().path("access_token").asText();
        owner.renewAll();

        // when
        Answered refusal = client.post(
                key,
                token() + "/refusals",
                "{\"token_sha256\":\"%s\",\"errcode\":42001}"
                        .formatted(HexFormat.of().formatHex(Sha256.of(refused))));

        // then
        assertThat(refusal.body().path("expired").asBoolean()).isTrue();
        assertThat(client.get(key, token()).body().path("access_token").asText())
                .isNotEqualTo(refused)
                .isIn(owner.secrets());
    }

    @Test
    void aComponentTokenThatTheOwnerReplacedEarlyIsHandedOutForMinutesOnly() {
        // given
        String key = client.key(Scope.COMPONENT_TOKEN);
        String replaced = componentToken(key);
        owner.renewAll();
        int before = owner.requests();

        // when: the platform still takes a replaced token for five minutes
        SettableClock.INSTANCE.advance(Duration.ofMinutes(4));
        List<String> later = Stream.generate(() -> componentToken(key)).limit(3).toList();

        // then
        assertThat(later).doesNotContain(replaced).containsOnly(later.getFirst());
        assertThat(owner.secrets()).contains(later.getFirst());
        assertThat(owner.requests() - before).isEqualTo(1);
    }

    private String componentToken(String key) {
        return client.get(key, COMPONENT + "/access-token")
                .body()
                .path("access_token")
                .asText();
    }

    @Test
    void whatLivesIsServedWhileTheOwnerIsAwayAndThenNothing() {
        // given
        String key = client.key(Scope.TOKEN);
        String known = client.get(key, token()).body().path("access_token").asText();
        owner.answer(Answer.of(500, ""));

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(110));
        Answered alive = client.get(key, token() + "?min_ttl=1800");
        SettableClock.INSTANCE.advance(Duration.ofMinutes(11));
        Answered dead = client.get(key, token());
        owner.answerWell();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        Answered again = client.get(key, token());

        // then
        assertThat(alive.body().path("access_token").asText()).isEqualTo(known);
        assertThat(dead.isProblem(503)).isTrue();
        assertThat(dead.header("Retry-After")).isPresent();
        assertThat(dead.body().path("detail").asText())
                .contains("the token source http://127.0.0.1:", "status 500")
                .doesNotContain(OtherSystem.KEY);
        assertThat(again.body().path("access_token").asText()).isNotEqualTo(known);
    }

    @Test
    void aKeyThatAsksTooOftenWaitsAndNoOther() {
        // given
        String hasty = client.key(Scope.TOKEN);
        String patient = client.key(Scope.TOKEN);
        client.server();

        // when
        List<Future<Answered>> answers;
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = Stream.generate(() -> together.submit(() -> client.get(hasty, token())))
                    .limit(20L * OtherSettings.REQUESTS_PER_SECOND)
                    .toList();
        }
        Answered other = client.get(patient, token());

        // then
        assertThat(other.status()).isEqualTo(200);
        List<Answered> refused = answers.stream()
                .map(Future::resultNow)
                .filter(answer -> answer.status() != 200)
                .toList();
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.isProblem(429)).as(answer.response().body()).isTrue();
            assertThat(answer.header("Retry-After")).contains("1");
            assertThat(answer.body().path("detail").asText()).contains("5 times a second");
        });
        assertThat(refused.size()).isLessThanOrEqualTo(19 * OtherSettings.REQUESTS_PER_SECOND);
    }

    @Test
    void doctorSaysWhereTheApiIsAndWhetherThereAreKeys() {
        // when
        List<String> without = aboutTheApi();
        client.key(Scope.READ);

        // then
        assertThat(without).containsExactly("configured at http://0.0.0.0:0/api/, and there is no valid key");
        assertThat(aboutTheApi()).containsExactly("configured at http://0.0.0.0:0/api/; 1 keys are valid");
    }

    private List<String> aboutTheApi() {
        return doctor.make(false).stream()
                .filter(finding -> finding.subject().equals("API"))
                .map(Finding::seen)
                .toList();
    }

    private String token() {
        return COMPONENT + "/merchants/" + merchant.appid() + "/access-token";
    }
}
