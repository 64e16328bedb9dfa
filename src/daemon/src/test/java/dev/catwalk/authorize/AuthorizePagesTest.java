package dev.catwalk.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.encryption.Encryption;
import dev.catwalk.push.PushDesk;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the click to the merchant that is authorized again, over real HTTP and through the simulated platform's page. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class AuthorizePagesTest {
    /** What our page, the platform's, or those of others take for an address, or for whom they are about. */
    private static final List<String> VISITORS_WORDS = List.of(
            "redirect_uri",
            "redirect",
            "url",
            "to",
            "next",
            "return_to",
            "page_url",
            "component_appid",
            "pre_auth_code",
            "biz_appid",
            "auth_code",
            "state");

    @Inject
    Worker worker;

    @Inject
    PushDesk desk;

    @Inject
    Links links;

    @Inject
    Encryption encryption;

    @Inject
    AuthorizeConfig config;

    @Inject
    Jdbi jdbi;

    @Inject
    VisitorRates rates;

    @Inject
    Browser browser;

    private SimulatedPlatform platform;
    private SimulatedMerchant merchant;
    private SimulatedMerchant other;

    @BeforeEach
    void begin() {
        rates.clear();
        platform = worker.beginKnowing(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        merchant = platform.component().merchants(0, 1).getFirst();
        other = platform.component().merchants(1, 1).getFirst();
        String base = desk.server() + "push/" + Worker.COMPONENT;
        platform.component().pushTo(new PushTargets(base, base + "/$APPID$"));
    }

    @ParameterizedTest
    @CsvSource({"desktop, PUSHED", "phone, PUSHED", "desktop, LOST", "phone, LOST"})
    void aMerchantThatLeftAuthorizesAgainByItsLink(String device, Announcement push) {
        // given
        leave();
        String agent = device.equals("phone") ? Browser.PHONE : Browser.DESKTOP;
        platform.authorizationPage().announce(push);

        // when
        HttpResponse<String> ours = browser.open(link(), agent);
        String back = browser.press(browser.follow(ours));
        HttpResponse<String> done = browser.open(back, agent);

        // then
        assertThat(Browser.next(ours))
                .contains(device.equals("phone") ? "/wxaopen/safe/bindcomponent?" : "/cgi-bin/componentloginpage?")
                .contains("biz_appid=" + merchant.appid());
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("已收到您的授权", "We have received your authorization");
        awaitNobodyNeedsALink();
        worker.awaitWalks();
        assertThat(worker.value(
                        "select last_outcome from reporting.merchant_coverage where merchant_appid = ?",
                        merchant.appid()))
                .isIn("changed", "unchanged");
        // A merchant is authorized once, however often that is heard.
        assertThat(worker.value(
                        "select count(*) from reporting.merchant_timeline where kind = 'authorized' and merchant_appid = ?",
                        merchant.appid()))
                .isEqualTo(worker.value(
                        "select 1 + count(*) from reporting.merchant_timeline where kind = 'revoked' and merchant_appid = ?",
                        merchant.appid()));
    }

    @Test
    void aReturnAfterThePushThatBroughtTheSameCodeIsConfirmedAsWell() {
        // given
        leave();
        String link = link();
        String back = browser.press(browser.follow(browser.open(link)));
        awaitNobodyNeedsALink();

        // when
        HttpResponse<String> done = browser.open(back);

        // then
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(browser.open(link).body()).isEqualTo(Page.GONE.html());
    }

    @Test
    void aMerchantWhoseTokenWasLostAndThatGrantsWhatItHadBeforeHasUsedItsLink() {
        // given: to us nothing changed by its consent but the token, which came by push
        loseToken();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        String link = link();
        String back = browser.press(browser.follow(browser.open(link)));
        awaitNobodyNeedsALink();

        // when
        HttpResponse<String> done = browser.open(back);

        // then
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).isEqualTo(Page.DONE.html());
        assertThat(links.list(true, 1).getFirst().state()).isEqualTo("used");
        assertThat(browser.open(link).body()).isEqualTo(Page.GONE.html());
    }

    /** The platform refused it, and shows no other that works. */
    private void loseToken() {
        SettableClock.INSTANCE.advance(Duration.ofHours(3));
        platform.faults().add(Fault.errcode(61023).on(Api.AUTHORIZER_TOKEN));
        worker.takeTicket();
        worker.walk(merchant);
        platform.faults().clear();
        assertThat(worker.value("select why from reporting.reauthorization")).isEqualTo("token_lost");
    }

    @Test
    void aMerchantThatLostItsPermissionSetGrantsItAgain() {
        // given
        merchant.grant(List.of(1), Announcement.PUSHED).join();
        Awaitility.await().until(() -> worker.rows("select why, missing_sets::text from reporting.reauthorization")
                .toString()
                .contains("permission_lost"));

        // when
        browser.open(browser.press(browser.follow(browser.open(link()))));

        // then
        awaitNobodyNeedsALink();
    }

    @Test
    void aLinkMayBeClickedAgainUntilItWasUsedAndThenNoMore() {
        // given
        leave();
        String link = link();

        // when
        browser.open(link);
        String back = browser.press(browser.follow(browser.open(link)));
        browser.open(back);

        // then
        assertThat(browser.open(back).statusCode()).as("reloaded").isEqualTo(200);
        assertThat(browser.open(link).body()).isEqualTo(Page.GONE.html());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"revoked_at = now()", "used_at = now()", "expires_at = created_at", "id_sha256 = sha256('')"})
    void aLinkThatIsOverIsAnsweredLikeOneThatNeverWas(String ended) {
        // given
        String link = link();
        worker.jdbi().useHandle(handle -> handle.execute("update app.authorize_link set " + ended));
        platform.calls().clear();

        // when
        HttpResponse<String> over = browser.open(link);
        HttpResponse<String> overOnReturn = browser.open(link + "/done?auth_code=x");
        HttpResponse<String> unknown = browser.open(Browser.ORIGIN + "authorize/AAAAAAAAAAAAAAAAAAAAAA");
        HttpResponse<String> nonsense = browser.open(Browser.ORIGIN + "authorize/%27or%271");

        // then
        assertThat(List.of(over, overOnReturn, unknown, nonsense)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(Page.GONE.html());
            assertThat(answer.headers().map()).isEqualTo(over.headers().map());
        });
        assertThat(over.body()).contains("链接已失效", "not valid any more").doesNotContain("wx");
        assertThat(platform.calls().answered()).isEmpty();
    }

    @Test
    void revokingCountsAtOnceOnEveryNode() {
        // given
        String link = link();
        Links elsewhere = new Links(jdbi, encryption, config);
        assertThat(browser.open(link).statusCode()).isEqualTo(200);
        assertThat(elsewhere.newest(ref()).orElseThrow().url()).isEqualTo(link);

        // when
        int revoked = elsewhere.revokeOf(ref());

        // then
        assertThat(revoked).isEqualTo(1);
        assertThat(browser.open(link).statusCode()).isEqualTo(404);
        assertThat(elsewhere.newest(ref())).isEmpty();
    }

    @Test
    void aVisitorThatHammersIsSlowedDownAndCostsThePlatformNothing() {
        // given
        String link = link();
        // A few more may pass on a slow machine, since time goes on.
        assertThat(IntStream.range(0, 2 * VisitorRates.PER_ADDRESS_AND_MINUTE)
                        .map(i -> browser.open(Browser.ORIGIN + "authorize/" + "A".repeat(22))
                                .statusCode()))
                .contains(429);
        platform.calls().clear();

        // when
        HttpResponse<String> answer = browser.open(link);

        // then
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("操作过于频繁", "too often");
        assertThat(platform.calls().answered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "///evil.example",
                "https:evil.example",
                "javascript:alert('evil')",
                "@evil.example",
                "/evil",
                "%2f%2fevil.example",
                "\" content=0;url=//evil.example x=\"",
                "\r\nLocation: //evil.example"
            })
    void whatAVisitorSaysDecidesNothingAboutWhereItIsSent(String target) {
        // given
        String link = link();
        String query = VISITORS_WORDS.stream()
                .map(name -> name + "=" + URLEncoder.encode(target, UTF_8))
                .collect(Collectors.joining("&", "?", "&" + URLEncoder.encode(target, UTF_8)));

        // when
        HttpResponse<String> click = browser.open(
                link + query,
                Browser.DESKTOP,
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "evil",
                "Referer",
                "https://evil.example/");
        HttpResponse<String> back = browser.open(link + "/done" + query);

        // then
        assertThat(click.statusCode()).isEqualTo(200);
        assertThat(click.headers().firstValue("Referrer-Policy")).contains("origin");
        assertThat(Browser.next(click))
                .startsWith(platform.uri() + "/cgi-bin/componentloginpage?component_appid=" + Worker.COMPONENT + "&")
                .contains("&redirect_uri=https%3A%2F%2Flogin.example%2Fauthorize%2F")
                .endsWith("&biz_appid=" + merchant.appid());
        assertThat(List.of(click, back)).allSatisfy(page -> {
            assertThat(page.headers().firstValue("Location")).isEmpty();
            assertThat(page.body()).doesNotContain("evil");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/evil.example",
                "%2f%2fevil.example",
                "%5cevil.example",
                "..%2f..%2fevil.example",
                "ID//evil.example",
                "ID/%2fevil.example",
                "ID/done//evil.example",
                "ID/done/%2e%2e/%2e%2e/evil.example",
                "ID@evil.example"
            })
    void anAddressThatIsNoLinkLeadsNowhere(String path) {
        // given
        String link = link();
        String id = link.substring(link.lastIndexOf('/') + 1);

        // when
        HttpResponse<String> answer = browser.open(Browser.ORIGIN + "authorize/" + path.replace("ID", id));

        // then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.body()).doesNotContain("evil");
    }

    @Test
    void aPlatformThatIsAwayCostsNoLink() {
        // given
        String link = link();
        platform.faults().add(Fault.errcode(-1).on(Api.CREATE_PREAUTHCODE));

        // when
        HttpResponse<String> away = browser.open(link);
        platform.faults().clear();
        HttpResponse<String> back = browser.open(link);

        // then
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("暂时无法连接微信", "Reload this page");
        assertThat(back.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE_PREAUTHCODE", "QUERY_AUTH"})
    void noTransactionIsOpenWhileThePlatformIsAsked(Api api) throws Exception {
        // given
        leave();
        platform.authorizationPage().announce(Announcement.LOST);
        String link = link();
        String address = api == Api.QUERY_AUTH ? browser.press(browser.follow(browser.open(link))) : link;
        Hold hold = platform.faults().hold(api, null);

        // when
        Thread visit = Thread.ofVirtual().start(() -> browser.open(address));
        hold.awaitArrival(Duration.ofSeconds(20));

        // then
        try {
            // Shorter than the call's time-out: when that ends the call, it ends a transaction around it too.
            Awaitility.await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(worker.idleTransactions())
                    .isZero());
        } finally {
            hold.release();
            visit.join();
        }
    }

    @Test
    void aCodeThatIsNotTheMerchantsChangesNothing() {
        // given
        leave();
        String link = link();
        String othersLink =
                links.create(List.of(worker.ref(other)), "a test").getFirst().url();
        platform.authorizationPage().announce(Announcement.LOST);
        String othersBack = browser.press(browser.follow(browser.open(othersLink)));
        browser.open(link);
        Object tokens = worker.value("select sum(generation) from app.merchant_token");

        // when
        HttpResponse<String> forged = browser.open(link + "/done?auth_code=invented");
        HttpResponse<String> stolen = browser.open(link + "/done" + othersBack.substring(othersBack.indexOf('?')));

        // then
        assertThat(List.of(forged.statusCode(), stolen.statusCode())).containsOnly(200);
        assertThat(worker.value(
                        "select authorization_state from reporting.merchant_coverage where merchant_appid = ?",
                        merchant.appid()))
                .isEqualTo("revoked");
        assertThat(worker.value("select sum(generation) from app.merchant_token"))
                .isEqualTo(tokens);
        assertThat(browser.open(link).statusCode()).as("still good").isEqualTo(200);
    }

    @Test
    void aCodeThatWasInventedCostsAMerchantThatIsStillAuthorizedNoLink() {
        // given
        merchant.grant(List.of(1), Announcement.PUSHED).join();
        Awaitility.await().until(() -> worker.rows("select why from reporting.reauthorization")
                .toString()
                .contains("permission_lost"));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        String link = link();
        browser.open(link);

        // when
        HttpResponse<String> forged = browser.open(link + "/done?auth_code=invented");

        // then
        assertThat(forged.body()).isEqualTo(Page.UNCONFIRMED.html());
        assertThat(browser.open(link).statusCode()).as("still good").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?auth_code=", "?auth_code=%00", "?auth_code=%0d%0aSet-Cookie:x", "?code=x"})
    void aReturnWithoutACodeSaysThatNothingIsDone(String query) {
        // given
        String link = link();
        browser.open(link);

        // when
        HttpResponse<String> answer = browser.open(link + "/done" + query);

        // then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(Page.NOT_FINISHED.html());
    }

    @Test
    void idsCannotBeGuessedAndAreNotInTheDatabase() {
        // when
        List<String> ids = links.create(java.util.Collections.nCopies(100, ref()), "a test").stream()
                .map(link -> link.url().replace(Browser.ORIGIN + "authorize/", ""))
                .toList();

        // then
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Za-z0-9_-]{22}"));
        String stored = worker.rows(
                        "select link::text || encode(encrypted_id, 'escape') as text from app.authorize_link link")
                .toString();
        assertThat(ids).noneMatch(stored::contains);
        assertThat(links.list(true, 1).getFirst().toString()).doesNotContain(ids);
    }

    /** Its withdrawal is known. */
    private void leave() {
        merchant.unauthorize(Announcement.PUSHED).join();
        Awaitility.await().until(() -> worker.rows("select why from reporting.reauthorization")
                .toString()
                .contains("revoked"));
    }

    private void awaitNobodyNeedsALink() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> worker.rows(
                        "select why from reporting.reauthorization")
                .isEmpty());
    }

    private String link() {
        return links.create(List.of(ref()), "a test").getFirst().url();
    }

    private MerchantRef ref() {
        return worker.ref(merchant);
    }
}
