package dev.catwalk.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.console.Person.Role;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers try, besides what ConsoleTest shows beside the feature it is aimed at. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ConsoleAttacksTest {
    private static final String PASSWORD = ConsoleTest.PASSWORD;
    /** As long as one of ours. */
    private static final String CHOSEN = "A".repeat(43);

    @Inject
    Worker worker;

    @Inject
    ConsolePort port;

    private Browser browser;

    @BeforeEach
    void open() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        browser = new Browser(port.open("127.0.0.1", 0));
        ConsoleTest.add(worker, "ada", Role.OPERATOR);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void aLoginBeginsASessionOfItsOwnAndNeverOneThatTheBrowserBrought() {
        // when
        HttpResponse<String> login = browser.post(
                "/login",
                Map.of("name", "ada", "password", PASSWORD),
                "Sec-Fetch-Site",
                "same-origin",
                "Cookie",
                Gate.SESSION + "=" + CHOSEN);

        // then
        assertThat(login.statusCode()).isEqualTo(303);
        assertThat(login.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith(Gate.SESSION + "=")
                .doesNotContain(CHOSEN);
        try (Browser stranger = new Browser(port.open("127.0.0.1", 0))) {
            assertThat(stranger.get("/", "Cookie", Gate.SESSION + "=" + CHOSEN).statusCode())
                    .isEqualTo(303);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "' or true --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aGuessedSessionIsNone(String guess) {
        assertThat(browser.get("/", "Cookie", Gate.SESSION + "=" + guess).statusCode())
                .isEqualTo(303);
    }

    @Test
    void noOtherPageLogsABrowserInOrOut() {
        // given
        Map<String, String> form = Map.of("name", "ada", "password", PASSWORD);

        // then
        assertThat(browser.post("/login", form, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        browser.login("ada", PASSWORD);
        assertThat(browser.post("/logout", Map.of(), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionCrossesNoNetworkOpenlyOnceTheBrowserCameByTls() {
        // when
        HttpResponse<String> login = browser.post(
                "/login",
                Map.of("name", "ada", "password", PASSWORD),
                "Sec-Fetch-Site",
                "same-origin",
                "Origin",
                "https://console.example");

        // then
        assertThat(login.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Domain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/merchants?q=", "/problems?owner=", "/problems?reason_group=", "/alerts?state=", "/login?why="})
    void whatAnAddressSaysIsTextAndNothingElse(String path) {
        // given
        browser.login("ada", PASSWORD);

        // when
        HttpResponse<String> page = browser.get(path + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E");

        // then
        assertThat(page.statusCode()).isIn(200, 303);
        assertThat(page.body()).doesNotContain("<script>");
    }

    /** People paste what the page shows into psql. */
    @ParameterizedTest
    @ValueSource(strings = {"/merchants?q=", "/merchants?after=", "/problems?owner="})
    void nothingThatIsSearchedForBecomesACommandOfItsOwn(String path) {
        // given
        browser.login("ada", PASSWORD);

        // when
        String page = browser.get(path + "a%0D%0Adrop%20table%20x%3B%0Ab").body();

        // then
        assertThat(page).contains("a\\r\\ndrop table x;\\nb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/merchants/wx5a5a5a5a5a5a5a5a/wx0000000000000000",
                "/merchants/wx0000000000000000/x",
                "/walks/999999999",
                "/walks/x",
                "/problems/999999999999",
                "/problems/-1"
            })
    void aGuessedNumberLeadsNowhere(String path) {
        // given
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
    }

    private static final String FORM =
            "POST /login HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /login?to=%zz HTTP/1.1\r\nHost: x",
                "GET /login?to=a|b HTTP/1.1\r\nHost: x",
                "GET /console/console.css?{ HTTP/1.1\r\nHost: x",
                "GET / HTTP/1.1",
                "GET / HTTP/1.0",
                "GET / HTTP/1.1\r\nHost:",
                "GET / HTTP/1.1\r\nHost: :80",
                "GET / HTTP/1.1\r\nHost: {",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y",
                FORM + "\r\nContent-Length: 8\r\n\r\nname=%zz",
                FORM + "; charset=xx\r\nContent-Length: 8\r\n\r\nname=%20"
            })
    void aRequestThatCannotBeReadIsRefusedAndNoFaultOfOurs(String request) throws IOException {
        try (RecordedLog log = new RecordedLog("");
                Socket socket = new Socket("127.0.0.1", port.open("127.0.0.1", 0))) {
            // when
            socket.getOutputStream().write((request + "\r\n\r\n").getBytes(UTF_8));
            String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();

            // then
            assertThat(status).matches("HTTP/1.[01] 400 .*");
            assertThat(log.lines(Level.SEVERE)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/problems/acts of act=%zz",
                "/problems/undo of act=%zz",
                "/links of which=%zz",
                "/merchants/wx0/wx0/tags of tags=%zz"
            })
    void aFormThatCannotBeReadIsRefusedAndNoFaultOfOurs(String sent) {
        // given
        browser.login("ada", PASSWORD);
        String[] parts = sent.split(" of ");

        try (RecordedLog log = new RecordedLog("")) {
            // when
            HttpResponse<String> answer = browser.postBody(parts[0], parts[1]);

            // then
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("The form cannot be read.");
            assertThat(log.lines(Level.SEVERE)).isEmpty();
        }
    }

    @Test
    void whoHoldsAllConnectionsWithHalfARequestMakesRoomForAWholeOne() throws IOException {
        // given
        int open = port.open("127.0.0.1", 0);
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                Socket socket = new Socket("127.0.0.1", open);
                socket.getOutputStream().write('G');
                stalled.add(socket);
            }

            // when
            try (Socket whole = new Socket("127.0.0.1", open)) {
                whole.getOutputStream().write("GET /login HTTP/1.1\r\nHost: console\r\n\r\n".getBytes(UTF_8));
                whole.setSoTimeout(10_000);
                String answer = new String(whole.getInputStream().readNBytes(12), UTF_8);

                // then
                assertThat(answer).isEqualTo("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    private static final String MERCHANT = "/merchants/" + Worker.COMPONENT + "/wx0000000000000000";

    /** Of each page; the dollar is what comes to be odd. */
    private static final List<String> PAGES = List.of(
            "/?done=$&lang=$",
            "/login?to=$&why=$",
            "/login/start?to=$",
            "/login/callback?state=$&code=$",
            "/problems?after=$&owner=$&reason_group=$",
            "/problems?kind=$",
            "/problems?state=$",
            "/problems?category=$",
            "/problems?tag=$",
            "/problems?tag=key=$",
            "/problems?days=$",
            "/problems/$",
            "/links?why=$&after=$",
            "/merchants?q=$&after=$",
            "/merchants?q=key=$",
            "/merchants/" + Worker.COMPONENT + "/$",
            MERCHANT + "?step=$",
            MERCHANT + "?date=$",
            "/walks?scope=$&before=$",
            "/walks/$",
            "/alerts?state=$&before=$");

    private record Form(String path, Map<String, String> fields) {}

    /** One field after the other comes to be odd. */
    private static final List<Form> FORMS = List.of(
            new Form("/problems/acts", Map.of("which", "all", "act", "wait", "owner", "li", "note", "x", "days", "7")),
            new Form("/problems/acts", Map.of("problem", "1.0", "act", "assign")),
            new Form("/problems/undo", Map.of("act", "1")),
            new Form("/links", Map.of("which", "", "merchant", "x/y", "problem", "1.0")),
            new Form("/links?why=$", Map.of("which", "all_that_need")),
            new Form(MERCHANT + "/tags", Map.of("tags", "owner=li", "shown", "owner")));

    private static final List<String> ODD = List.of(
            "\0",
            "key=\0",
            "/|",
            "/%zz",
            "😀".repeat(200),
            "99999999999999999999",
            "+999999999-01-01T00:00",
            "-999999999-01-01T00:00",
            "+999999999-01-01T00:00:00Z/1",
            "-999999999-01-01T00:00:00Z/1");

    @Test
    void nothingThatIsSentMakesAPageFail() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("""
                with merchant as (
                  insert into app.merchant (component_appid, merchant_appid, created_at)
                  select component_appid, 'wx0000000000000000', now() from app.component returning merchant_id)
                insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before)
                select merchant_id, 8, 39, 'rejected', '', now(), 0 from merchant"""));
        browser.login("ada", PASSWORD);

        // when
        List<String> failed = new ArrayList<>();
        for (String odd : ODD) {
            String encoded = CurrentPage.encoded(odd);
            for (String page : PAGES) {
                note(failed, page + " of " + odd, browser.get(page.replace("$", encoded)));
            }
            for (Form form : FORMS) {
                for (String field : form.fields().keySet()) {
                    Map<String, String> fields = new HashMap<>(form.fields());
                    fields.put(field, odd);
                    note(
                            failed,
                            form + " with odd " + field + " " + odd,
                            browser.post(form.path().replace("$", encoded), fields));
                }
            }
        }
        for (String odd : ODD) {
            note(
                    failed,
                    "a login that is to lead to " + odd,
                    browser.post("/login", Map.of("name", "ada", "password", PASSWORD, "to", odd)));
        }
        note(failed, "an odd name", browser.login("\0", PASSWORD));
        note(failed, "an odd password", browser.login("ada", "\0"));
        note(failed, "an odd cookie", browser.get("/login/callback?code=x", "Cookie", LoginPages.PENDING + "=%zz"));

        // then
        assertThat(failed).isEmpty();
    }

    private static void note(List<String> failed, String sent, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500) {
            failed.add(sent);
        }
    }
}
