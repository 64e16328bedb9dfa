package dev.catwalk.cli.merchants;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ImportRunTest {
    private static final int MERCHANTS = 4;
    private static final String STRANGER = "wx00000000000000ff";
    private static final String OTHER_TOKEN = "refreshtoken@@@hush-of-the-old-system";
    private static final Duration LONGER_THAN_A_TOKEN = Duration.ofHours(3);

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    ImportRun imports;

    @TempDir
    Path folder;

    private SimulatedPlatform platform;
    private List<SimulatedMerchant> merchants;

    /** With all merchants known and visited. */
    private void beginKnowing() {
        use(worker.beginKnowing(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN)));
    }

    /** With a ticket, and no merchant known. */
    private void beginKnowingNone() {
        use(worker.begin(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN)));
        worker.takeTicket();
    }

    private void use(SimulatedPlatform begun) {
        platform = begun;
        merchants = platform.component().merchants(0, MERCHANTS);
    }

    @Test
    void withoutApplyNothingIsChangedAndThePlatformIsNotAsked() throws Exception {
        // given
        beginKnowing();
        loseToken(0);
        platform.calls().clear();
        List<Map<String, Object>> before = everything();

        // when
        Ran ran = preview(
                line(appid(0), token(0)),
                "",
                line(appid(1), OTHER_TOKEN, "\"owner\":\"li\""),
                line(STRANGER, OTHER_TOKEN));

        // then
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .startsWith("3 lines; nothing is changed without --apply")
                .containsPattern("1 +not known yet: .*\\R +line 4: " + STRANGER)
                .containsPattern("1 +refresh tokens to store: .*\\R +line 1: " + appid(0))
                .containsPattern("1 +to be given tags\\R +line 3: " + appid(1));
        assertThat(everything()).isEqualTo(before);
        assertThat(Api.values()).allMatch(api -> platform.calls().count(api) == 0);
    }

    @Test
    void aMissingRefreshTokenIsStoredAndWorks() throws Exception {
        // given
        beginKnowing();
        loseToken(0);
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "delete from app.merchant_token where merchant_id = ?",
                        worker.ref(merchants.get(1)).id()));

        // when
        Ran ran = apply(line(appid(0), token(0)), line(appid(1), token(1)));

        // then
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).containsPattern("2 +refresh tokens stored");
        assertThat(ran.out() + ran.err()).doesNotContain("refreshtoken@@@");
        assertThat(worker.rows("select refresh_token from app.merchant_token"))
                .extracting(row -> new String((byte[]) row.get("refresh_token"), StandardCharsets.ISO_8859_1))
                .noneMatch(text -> text.contains("refreshtoken"));
        assertThatAllAreReadWithoutRecovery();
        assertThat(apply(line(appid(0), token(0)), line(appid(1), token(1))).out())
                .containsPattern("2 +nothing to do")
                .doesNotContain("stored");
    }

    @Test
    void aRefreshTokenThatWorksIsKept() throws Exception {
        // given
        beginKnowing();

        // when
        Ran ran = apply(line(appid(0), OTHER_TOKEN), line(appid(1), ""), line(appid(2), null));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).containsPattern("3 +nothing to do");
        assertThatAllAreReadWithoutRecovery();
    }

    @Test
    void aRefusedRefreshTokenIsReplacedByAnotherAndNotByItself() throws Exception {
        // given: one other is stored for two merchants, and was refused
        beginKnowing();
        loseToken(0);
        loseToken(1);
        apply(line(appid(0), OTHER_TOKEN), line(appid(1), OTHER_TOKEN));
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant_token set refused_at = app.now(), refused_errcode = 61023 where merchant_id in (?, ?)",
                        worker.ref(merchants.get(0)).id(),
                        worker.ref(merchants.get(1)).id()));

        // when
        Ran ran = apply(line(appid(0), token(0)), line(appid(1), OTHER_TOKEN));

        // then
        assertThat(ran.out())
                .containsPattern("1 +refresh tokens stored")
                .containsPattern("1 +the file has the refresh token that the platform refused\\R +line 2: " + appid(1));
        assertThat(worker.rows("select merchant_id from app.merchant_token where refused_at is not null"))
                .extracting(row -> row.get("merchant_id"))
                .containsExactly(worker.ref(merchants.get(1)).id());
    }

    @Test
    void aTokenThatIsBeingRefreshedIsLeftToAnotherRun() throws Exception {
        // given
        beginKnowing();
        loseToken(0);
        worker.jdbi().useHandle(handle -> handle.execute("""
                        update app.merchant_token set refresh_leased_by = gen_random_uuid(),
                          refresh_leased_until = app.now() + interval '3 s'
                        """));

        // when
        Ran ran = apply(line(appid(0), token(0)));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("1 +to be tried again by another run");
    }

    @Test
    void anUnknownAccountBecomesAMerchantWhenThePlatformSaysThatItIsAuthorized() throws Exception {
        // given
        beginKnowingNone();

        // when
        Ran ran = apply(line(appid(0), token(0)), line(STRANGER, OTHER_TOKEN), line(appid(1), null));

        // then
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("2 +new merchants: ")
                .containsPattern("1 +left out: the platform says that they are not authorized\\R +line 2: " + STRANGER);
        assertThat(worker.rows("select merchant_appid from reporting.merchant_coverage where authorization_state ="
                        + " 'authorized' and permission_sets <> '{}'"))
                .extracting(row -> row.get("merchant_appid"))
                .containsExactlyInAnyOrder(appid(0), appid(1));
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("changed", 2));
        // With the first roster a walk begins.
        worker.readRoster();
        assertThat(worker.await((long) worker.value("select max(walk_id) from app.walk"))
                        .ledger())
                .isEqualTo(Map.of("unchanged", 2, "changed", MERCHANTS - 2));
        assertThat(List.of(
                        stored.alerts("merchant.revoked"),
                        stored.alerts("merchant.token_lost"),
                        stored.alerts("merchant.permission_lost")))
                .containsOnly(0L);
    }

    @Test
    void whatThePlatformDoesNotSayIsLeftToAnotherRun() throws Exception {
        // given
        beginKnowingNone();
        platform.faults().add(Fault.errcode(-1).on(Api.AUTHORIZER_INFO).forMerchant(appid(0)));

        // when
        Ran ran = apply(line(appid(0), token(0)), line(appid(1), token(1)));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("1 +to be tried again by another run: .*\\R +line 1: " + appid(0));
        assertThat(worker.value("select count(*) from app.merchant")).isEqualTo(1L);
        platform.faults().clear();
        assertThat(apply(line(appid(0), token(0)), line(appid(1), token(1))).out())
                .containsPattern("1 +new merchants")
                .containsPattern("1 +nothing to do");
    }

    @Test
    void aDaysQuotaThatIsUsedUpIsNotAskedForThousandsOfAccounts() throws Exception {
        // given
        beginKnowingNone();
        platform.faults().add(Fault.errcode(45009).on(Api.AUTHORIZER_INFO));

        // when
        Ran ran = apply(IntStream.range(0, 1_200)
                .mapToObj(i -> line("wx%016x".formatted(i), null))
                .toArray(String[]::new));

        // then
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isBetween(1L, 64L);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("1200 +to be tried again by another run");
        assertThat(ran.err()).contains("run it again after midnight").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "61004, AUTHORIZER_INFO, our address is not in the IP whitelist",
        "61028, AUTHORIZER_INFO, the component has to be published",
        "40125, COMPONENT_TOKEN, the component secret is not valid"
    })
    void aComponentThatIsStoppedIsNotAskedAboutTheRestAndWhatIsDoneStays(int errcode, Api api, String reason)
            throws Exception {
        // given: a batch and a half of unknown accounts after one that needs no answer of the platform
        beginKnowing();
        loseToken(0);
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        platform.faults().add(Fault.errcode(errcode).on(api));
        platform.calls().clear();
        List<String> lines = new ArrayList<>(List.of(line(appid(0), token(0))));
        IntStream.range(0, 749).forEach(i -> lines.add(line("wx%016x".formatted(i), null)));

        // when
        Ran ran = apply(lines.toArray(String[]::new));

        // then: what was asked at the same time as the first is all
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isLessThanOrEqualTo(64);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .containsPattern("1 +refresh tokens stored")
                .containsPattern("749 +to be tried again by another run");
        assertThat(ran.err())
                .contains(Worker.COMPONENT.value(), "errcode " + errcode, reason, "catwalk doctor")
                .hasLineCount(1);
    }

    @Test
    void aMerchantThatWithdrewItsAuthorizationIsLeftAsItIs() throws Exception {
        // given
        beginKnowing();
        merchants.getFirst().unauthorize(Announcement.LOST);
        worker.walk(merchants.getFirst());
        assertThat(stored.authorizationState(merchants.getFirst())).isEqualTo("revoked");
        List<Map<String, Object>> before = everything();

        // when
        Ran ran = apply(line(appid(0), OTHER_TOKEN, "\"owner\":\"li\""));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).containsPattern("1 +left out: they have withdrawn their authorization");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void tagsAreAddedAndNoneIsReplaced() throws Exception {
        // given
        beginKnowing();
        apply(line(appid(0), null, "\"owner\":\"li\""));

        // when
        Ran ran = apply(line(appid(0), null, "\"owner\":\"wang\",\"region\":\"south\""));

        // then
        assertThat(ran.out()).containsPattern("1 +given tags");
        assertThat(worker.value(
                        "select tags::text from reporting.merchant_coverage where merchant_appid = ?", appid(0)))
                .isEqualTo("{\"owner\": \"li\", \"region\": \"south\"}");
    }

    @Test
    void moreTagsThanAMerchantMayHaveAreRefused() throws Exception {
        // given
        beginKnowing();
        apply(line(appid(0), null, "\"owner\":\"li\""));
        String ten =
                IntStream.range(0, 10).mapToObj("\"key%d\":\"x\""::formatted).collect(Collectors.joining(","));

        // when
        Ran ran = apply(line(appid(0), null, ten));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("1 +without the tags of the file: .*\\R +line 1: " + appid(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "nonsense hush-1 | is no JSON object in UTF-8, or names a field twice, at column",
                "[] | is no JSON object",
                "{} {} | is no JSON object",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"merchant_appid\":\"M\"} | names a field twice",
                "{\"component_appid\":\"C\"} | merchant_appid has to be wx and 16 hexadecimal digits",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"refreshtoken@@@hush-1\"} | merchant_appid has to be wx",
                "{\"component_appid\":\"C\",\"merchant_appid\":7} | merchant_appid has to be wx",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"C\"} | merchant_appid is the component's",
                "{\"component_appid\":\"wxeeeeeeeeeeeeeeee\",\"merchant_appid\":\"M\"} | component wxeeeeeeeeeeeeeeee is not configured",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"wx570bc396a51b8ff8\"} | publish test",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refreshToken\":\"hush-1\"} | there is no field refreshToken",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refresh_token\":\"hush-1 hush-1\"} | refresh_token has to be one word",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refresh_token\":true} | refresh_token has to be one word",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refresh_token\":\"\\\"hush-1\\\"\"} | without quotation marks",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refresh_token\":\"s:6:\\\"hush-1\\\";\"} | without quotation marks",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"refresh_token\":\"'hush-1'\"} | without quotation marks",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"tags\":[\"a\"]} | tags has to be an object of texts",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"tags\":{\"a\":1}} | tags has to be an object of texts",
                "{\"component_appid\":\"C\",\"merchant_appid\":\"M\",\"tags\":{\"a=b\":\"c\"}} | the key of tag 'a=b'"
            })
    void aWrongLineIsNamedAndTheOthersAreDone(String wrong, String complaint) throws Exception {
        // given
        beginKnowing();
        loseToken(0);
        String line =
                wrong.replace("\"C\"", '"' + Worker.COMPONENT.value() + '"').replace("\"M\"", '"' + appid(1) + '"');

        // when
        Ran ran = apply("", line, line(appid(0), token(0)));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith("catwalk: line 2: ")
                .contains(complaint)
                .hasLineCount(1);
        assertThat(ran.out()).containsPattern("1 +refresh tokens stored").containsPattern("1 +wrong, and left out");
        assertThat(ran.out() + ran.err()).doesNotContain("hush-1");
    }

    @Test
    void aLineWithoutEndAndAMerchantThatComesAgainInALaterBatchAreNamed() throws Exception {
        // given
        beginKnowing();
        Path file = folder.resolve("long.jsonl");
        String many = IntStream.range(0, 1_200)
                .mapToObj(i -> line("wx%016x".formatted(i), null))
                .collect(Collectors.joining("\n"));
        Files.writeString(file, many + "\n" + "x".repeat(100_000) + "\n" + line("wx%016x".formatted(3), null));

        // when
        Ran ran = run(() -> imports.run(file.toString(), false));

        // then
        assertThat(ran.err().lines())
                .containsExactly(
                        "catwalk: line 1201: is longer than 65536 bytes",
                        "catwalk: line 1202: names merchant wx0000000000000003 of component " + Worker.COMPONENT
                                + " again; the first line that did counts");
        assertThat(ran.out()).startsWith("1202 lines").containsPattern("1200 +not known yet");
    }

    /** It ends after the first batch, between the two writes of a merchant of the second. */
    @Test
    void aRunThatDiesLeavesItsRestToTheNext() throws Exception {
        // given
        beginKnowing();
        loseToken(0);
        loseToken(1);
        List<String> lines = new ArrayList<>(List.of(line(appid(0), token(0))));
        lines.addAll(Collections.nCopies(499, "nonsense"));
        lines.add(line(appid(1), token(1), "\"owner\":\"li\""));
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.die() returns trigger language plpgsql as 'begin raise exception ''it dies''; end'
                    """);
            handle.execute(
                    "create trigger die before update of tags on app.merchant for each row execute function app.die()");
        });
        try {
            assertThatThrownBy(() -> apply(lines.toArray(String[]::new))).hasMessageContaining("it dies");
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.die() cascade"));
        }

        // when
        Ran next = apply(lines.toArray(String[]::new));

        // then
        assertThat(next.out())
                .containsPattern("1 +nothing to do")
                .containsPattern("1 +given tags")
                .doesNotContain("refresh tokens stored");
        assertThat(worker.value("select tags ->> 'owner' from app.merchant where merchant_appid = ?", appid(1)))
                .isEqualTo("li");
        assertThatAllAreReadWithoutRecovery();
    }

    private void assertThatAllAreReadWithoutRecovery() {
        SettableClock.INSTANCE.advance(LONGER_THAN_A_TOKEN);
        worker.takeTicket();
        platform.calls().clear();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", MERCHANTS));
        assertThat(platform.calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, (long) MERCHANTS));
        assertThat(platform.calls().count(Api.AUTHORIZER_INFO)).isZero();
    }

    private void loseToken(int merchant) {
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("""
                        update app.merchant_token set refresh_token = null, refresh_token_stored_at = null where merchant_id = ?
                        """, worker.ref(merchants.get(merchant)).id()));
    }

    private List<Map<String, Object>> everything() {
        return worker.rows("""
                select merchant::text, merchant_token::text from app.merchant left join app.merchant_token using (merchant_id)
                order by merchant_id
                """);
    }

    private String appid(int merchant) {
        return merchants.get(merchant).appid();
    }

    private String token(int merchant) {
        return IssuedSecrets.refreshTokens(platform, List.of(merchants.get(merchant)), 1)
                .getFirst();
    }

    private static String line(String merchant, String refreshToken) {
        return line(merchant, refreshToken, "");
    }

    private static String line(String merchant, String refreshToken, String tags) {
        return """
                {"component_appid":"%s","merchant_appid":"%s","refresh_token":%s,"tags":{%s}}\
                """.formatted(
                        Worker.COMPONENT, merchant, refreshToken == null ? "null" : '"' + refreshToken + '"', tags);
    }

    private Ran preview(String... lines) throws Exception {
        return run(() -> imports.run(file(lines), false));
    }

    private Ran apply(String... lines) throws Exception {
        return run(() -> imports.run(file(lines), true));
    }

    private String file(String... lines) throws Exception {
        return Files.writeString(folder.resolve("export.jsonl"), String.join("\n", lines))
                .toString();
    }
}
