package dev.catwalk.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.console.OpenIdProvider.Lie;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People are logged in by an OpenID provider. */
@QuarkusTest
@TestProfile(OidcConsoleTest.WithProvider.class)
@WithTestResource(CatwalkTestResource.class)
class OidcConsoleTest {
    public static final class WithProvider implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "catwalk.console.auth", "oidc",
                    "catwalk.console.base-url", "https://console.example/",
                    "catwalk.console.oidc.issuer", "http://127.0.0.1:" + FreePort.any(),
                    "catwalk.console.oidc.client-id", OpenIdProvider.CLIENT,
                    "catwalk.console.oidc.secret", OpenIdProvider.SECRET,
                    "catwalk.console.oidc.operator-groups", "ops, admins",
                    "catwalk.console.oidc.viewer-groups", "staff");
        }
    }

    @Inject
    Worker worker;

    @Inject
    ConsolePort port;

    @Inject
    ConsoleConfig config;

    @Inject
    ConsoleUsers users;

    @Inject
    OidcLogin login;

    private OpenIdProvider provider;
    private int open;
    private Browser browser;

    @BeforeEach
    void open() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        provider = new OpenIdProvider(config.oidc().issuer().orElseThrow()).knowing("ada", "staff", "ops");
        open = port.open("127.0.0.1", 0);
        browser = new Browser(open);
    }

    @AfterEach
    void close() {
        browser.close();
        provider.close();
    }

    @Test
    void theProviderLogsInAndThePersonComesBackToThePageThatWasAskedFor() {
        // when
        String page = location(browser.get("/problems?state=open"));
        String start = browser.get(page).body().replaceFirst("(?s).*href=\"(/login/start[^\"]*)\".*", "$1");
        HttpResponse<String> back = browser.get(provider.login(location(browser.get(start))));

        // then
        assertThat(location(back)).isEqualTo("/problems?state=open");
        assertThat(browser.get("/").body()).contains("ada");
        assertThat(browser.post("/alerts/webhook/redrive", Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(worker.rows("select user_name, act from reporting.console_act order by act_id"))
                .containsExactly(
                        Map.of("user_name", "ada", "act", "logged_in"),
                        Map.of("user_name", "ada", "act", "alerts_redriven"));
    }

    @Test
    void theProviderIsNamedByItsHostAlsoWhereThatHasAnUnderscore() {
        // given
        ConsoleConfig settings = ConfigUtils.emptyConfigBuilder()
                .setAddDefaultSources(false)
                .withMapping(ConsoleConfig.class)
                .withDefaultValue("catwalk.console.oidc.issuer", "http://key_cloak:8080/realms/shop")
                .build()
                .getConfigMapping(ConsoleConfig.class);

        // then
        assertThat(new OidcLogin(settings, null, null, null, null).provider()).isEqualTo("key_cloak");
    }

    @Test
    void cookiesAreForThisAddressAndForTlsAlone() {
        // when
        HttpResponse<String> start = browser.get("/login/start");
        HttpResponse<String> back = browser.get(provider.login(location(start)));

        // then
        assertThat(start.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/login");
        assertThat(back.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(Gate.SESSION)
                        .contains("HttpOnly", "Secure", "SameSite=Lax")
                        .doesNotContain("Domain"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith(LoginPages.PENDING).contains("Max-Age=0"));
    }

    @Test
    void groupsDecideWhoMayLookAndWhoMayAct() {
        // when
        provider.knowing("ben", "staff");

        // then
        assertThat(location(logIn(browser))).isEqualTo("/");
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        assertThat(browser.post("/alerts/webhook/redrive", Map.of()).statusCode())
                .isEqualTo(403);

        // when
        browser.post("/logout", Map.of());
        provider.knowing("cyd", "guests");

        // then
        assertThat(location(logIn(browser))).isEqualTo("/login?why=no_group");
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void whatTheProviderSaysOnlyWhenAskedCountsToo() {
        // given
        provider.tellingWhenAskedOnly();

        // then
        assertThat(location(logIn(browser))).isEqualTo("/");
        assertThat(browser.get("/").body()).contains("ada");
    }

    @Test
    void aNameThatTheConsoleDoesNotTakeIsRefused() {
        // given
        provider.knowing("<b>ada</b>", "ops");

        // then
        assertThat(location(logIn(browser))).isEqualTo("/login?why=no_name");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void anIdTokenThatDoesNotProveTheLoginIsRefused(Lie lie) {
        // given
        provider.lying(lie);

        // when
        HttpResponse<String> answer;
        try (RecordedLog log = new RecordedLog(OidcLogin.class)) {
            answer = logIn(browser);

            // then
            assertThat(log.lines(Level.WARNING)).singleElement().satisfies(line -> assertThat(line)
                    .contains("ID token")
                    .doesNotContain(OpenIdProvider.SECRET, "hush-access-token")
                    .doesNotContain(lie == Lie.NO_TOKEN ? "hush" : provider.idToken()));
        }
        assertThat(location(answer)).endsWith("/login?why=not_accepted");
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
        assertThat(worker.rows("select * from app.console_session")).isEmpty();
    }

    @Test
    void anAnswerOfTheProviderCountsOnceAndInTheBrowserThatAskedForIt() {
        // given
        String back = provider.login(location(browser.get("/login/start")));

        try (Browser other = new Browser(open)) {
            // when
            String without = location(other.get(back));
            other.get("/login/start");
            String withItsOwn = location(other.get(back));

            // then
            assertThat(without).endsWith("/login?why=again");
            assertThat(withItsOwn).endsWith("/login?why=again");
            assertThat(location(browser.get(back))).isEqualTo("/");
            assertThat(location(browser.get(back))).endsWith("/login?why=again");
            assertThat(location(browser.get("/login/callback?error=access_denied")))
                    .endsWith("/login?why=denied");
        }
    }

    @Test
    void aPageOfOthersTakesNobodysLogins() {
        // given
        for (int i = 0; i < 130; i++) {
            String path = i % 2 == 0 ? "/login/start" : "/login/end";
            assertThat(location(browser.get(path, "Sec-Fetch-Site", i % 4 < 2 ? "cross-site" : "same-site")))
                    .endsWith("/login?why=");
        }

        // when
        String start = location(browser.get("/login/start", "Sec-Fetch-Site", "same-origin"));
        String bookmark = location(browser.get("/login/start", "Sec-Fetch-Site", "none"));

        // then
        assertThat(List.of(start, bookmark))
                .allMatch(at -> at.startsWith(config.oidc().issuer().orElseThrow()));
        assertThat(location(browser.get(provider.login(bookmark)))).isEqualTo("/");
    }

    @Test
    void aCodeThatTheProviderDidNotGiveIsRefused() {
        // given
        String back = provider.login(location(browser.get("/login/start")));

        // then
        assertThat(location(browser.get(back.replaceFirst("code=[^&]+", "code=guessed"))))
                .endsWith("/login?why=not_accepted");
    }

    @Test
    void aNewKeyOfTheProviderCountsAtOnce() {
        // given
        logIn(browser);
        browser.post("/logout", Map.of());

        // when
        provider.withNewKey();

        // then
        assertThat(location(logIn(browser))).isEqualTo("/");
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutItsProviderTheConsoleSaysSo() throws Exception {
        // given
        login.examine();
        provider.close();

        // then
        assertThat(location(browser.get("/login/start"))).endsWith("/login?why=away");
        assertThat(browser.get("/login?why=away").body()).contains("login service cannot be reached");
        assertThat(location(browser.get("/login/end"))).endsWith("/login?why=away");
        assertThatThrownBy(login::examine).isInstanceOf(IOException.class);
    }

    @Test
    void aProviderThatCallsItselfOtherwiseIsNotAsked() {
        // given
        provider.naming("https://evil.example");

        // then
        assertThat(location(browser.get("/login/start"))).endsWith("/login?why=away");
        assertThatThrownBy(login::examine).hasMessageContaining("https://evil.example");
    }

    @Test
    void theLoginLeadsToPagesOfOursOnly() {
        // when
        String back = provider.login(location(browser.get("/login/start?to=//evil.example")));

        // then
        assertThat(location(browser.get(back))).isEqualTo("/");
    }

    @Test
    void aSessionHoldsAtEachNodeUntilLogoutWhichTheProviderMayBeAskedForToo() {
        // given
        logIn(browser);
        int otherNode = port.open("127.0.0.1", 0);

        // then
        try (Browser same = new Browser(otherNode)) {
            same.takeCookiesOf(browser);
            assertThat(same.get("/").statusCode()).isEqualTo(200);

            // when
            String out = location(browser.post("/logout", Map.of()));

            // then
            assertThat(same.get("/").statusCode()).isEqualTo(303);
            assertThat(browser.get(out).body()).contains("href=\"/login/end\"");
            assertThat(location(browser.get("/login/end")))
                    .contains("/end?", "post_logout_redirect_uri=https%3A%2F%2Fconsole.example%2Flogin");
        }
    }

    @Test
    void aSessionEndsWithItsTimeAndWhenItsPersonIsRemoved() {
        // given
        logIn(browser);

        // when
        boolean isKnown = users.remove("ada");

        // then
        assertThat(isKnown).isTrue();
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
        assertThat(users.remove("ada")).isFalse();

        // when
        logIn(browser);
        SettableClock.INSTANCE.advance(Duration.ofHours(13));

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void neitherPasswordsNorSessionsOfUsersCountHere() {
        // given
        users.add("eve", Person.Role.OPERATOR, "correct horse battery");

        // when
        browser.login("eve", "correct horse battery");

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    private HttpResponse<String> logIn(Browser browser) {
        return browser.get(provider.login(location(browser.get("/login/start"))));
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
