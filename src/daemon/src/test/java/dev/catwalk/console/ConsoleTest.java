package dev.catwalk.console;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.catwalk.alert.Channel;
import dev.catwalk.console.Person.Role;
import dev.catwalk.schedule.ScheduleConfig;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ConsoleTest {
    static final String PASSWORD = "correct horse battery";
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"]*|\\?[^\"]*)\"");

    @Inject
    Worker worker;

    @Inject
    ConsolePort port;

    @Inject
    ConsoleUsers users;

    @Inject
    ScheduleConfig schedule;

    @Inject
    MeterRegistry metrics;

    @Inject
    Receivers receivers;

    private Browser browser;

    @BeforeEach
    void open() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        browser = new Browser(port.open("127.0.0.1", 0));
        add(worker, "ada", Role.OPERATOR);
        add(worker, "ben", Role.VIEWER);
    }

    private static final String ADD = """
            insert into app.console_user (user_name, password_hash, user_role, created_at)
            values (?, ?, ?, app.now()) on conflict (user_name) do nothing
            """;

    /** As {@link ConsoleUsers#add}, with a hash that costs a hundredth: each test adds users, and most log in. */
    static void add(Worker worker, String name, Role role) {
        String hash = BCrypt.withDefaults().hashToString(BCrypt.MIN_COST, PASSWORD.toCharArray());
        worker.jdbi().useHandle(handle -> handle.execute(ADD, name, hash, role.toString()));
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/problems", "/links", "/merchants", "/merchants/wx1/wx2", "/walks", "/walks/1", "/alerts"})
    void withoutALoginEachPageIsClosed(String path) {
        // when
        HttpResponse<String> answer = browser.get(path, "X-Forwarded-User", "ada");

        // then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("/login?to=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/walks",
                "/openapi.yaml",
                "/q/health",
                "/push/wx1",
                "/console/../api/v1/walks",
                "/%2e%2e/api"
            })
    void nothingElseOfTheProcessIsServedHere(String path) {
        // then
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aLoginHoldsUntilLogout() {
        // when
        HttpResponse<String> login = browser.login("ada", PASSWORD);

        // then
        assertThat(login.statusCode()).isEqualTo(303);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        assertThat(browser.get("/").body()).contains("ada");

        // when
        browser.post("/logout", Map.of());

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
        assertThat(worker.rows("select act from reporting.console_act where user_name = 'ada' order by act_id"))
                .extracting(row -> row.get("act"))
                .containsExactly("logged_in", "logged_out");
    }

    @Test
    void aSessionEndsWithItsTime() {
        // given
        browser.login("ada", PASSWORD);

        // when
        SettableClock.INSTANCE.advance(Duration.ofHours(13));

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void anActAfterTheEndOfTheSessionIsNotDoneAndThePageItWasSentFromSaysSo() {
        // given
        findProblems(1);
        browser.login("ada", PASSWORD);
        SettableClock.INSTANCE.advance(Duration.ofHours(13));

        // when
        HttpResponse<String> sent = browser.post(
                "/problems/acts?state=open",
                Map.of("which", "all", "act", "acknowledge"),
                Gate.SITE,
                Gate.SAME_ORIGIN,
                "Referer",
                "https://console.example/problems?state=open&done=acted");
        String login = sent.headers().firstValue("Location").orElseThrow();
        String to = URLDecoder.decode(login.replace("/login?to=", ""), StandardCharsets.UTF_8);
        HttpResponse<String> back = browser.post("/login", Map.of("name", "ada", "password", PASSWORD, "to", to));

        // then
        String page = back.headers().firstValue("Location").orElseThrow();
        assertThat(page).startsWith("/problems?state=open");
        assertThat(browser.get(page + "&lang=en").body())
                .contains("class=\"notice\" role=\"status\">"
                        + Words.of("en").orElseThrow().t("done.not_logged_in"));
        assertThat(problems()).containsExactly("open null null");
    }

    @Test
    void whileTheDatabaseIsAwayABrowserIsAnsweredInWords() {
        // given
        browser.login("ada", PASSWORD);
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.away() returns timestamptz language plpgsql as
                      $$ begin raise exception using errcode = '57P03', message = 'the system is starting up'; end $$""");
            handle.execute("alter table app.console_session rename to console_session_kept");
            handle.execute("""
                    create view app.console_session as
                      select session_sha256, user_id, person_name, person_role, app.away() as expires_at
                      from app.console_session_kept""");
            handle.execute("grant select on app.console_session to catwalk_app");
        });

        // when
        HttpResponse<String> answer;
        try {
            answer = browser.get("/problems?lang=en");
        } finally {
            worker.jdbi().useHandle(handle -> {
                handle.execute("drop view app.console_session");
                handle.execute("drop function app.away");
                handle.execute("alter table app.console_session_kept rename to console_session");
            });
        }

        // then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.body()).isEqualTo(Words.of("en").orElseThrow().t("refused.database"));
    }

    @Test
    void whatAPersonTypedIsInNoLogWhenAPageFails() {
        // given
        browser.login("ada", PASSWORD);
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.fails() returns boolean stable language plpgsql as
                      $$ begin raise exception using errcode = '22023', message = 'it fails'; end $$""");
            handle.execute("alter view reporting.merchant_coverage rename to merchant_coverage_kept");
            handle.execute("""
                    create view reporting.merchant_coverage as
                      select * from reporting.merchant_coverage_kept where app.fails()""");
            handle.execute("grant select on reporting.merchant_coverage to catwalk_app");
        });

        // when
        HttpResponse<String> answer;
        List<String> lines;
        try (RecordedLog log = new RecordedLog("")) {
            answer = browser.get("/merchants?q=" + PASSWORD.replace(' ', '+'));
            lines = log.lines(Level.SEVERE);
        } finally {
            worker.jdbi().useHandle(handle -> {
                handle.execute("drop view reporting.merchant_coverage");
                handle.execute("drop function app.fails");
                handle.execute("alter view reporting.merchant_coverage_kept rename to merchant_coverage");
            });
        }

        // then
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("/merchants", "PSQLException 22023", "at dev.catwalk.console.Questions.ask")
                .doesNotContain(PASSWORD);
    }

    @Test
    void aTestMessageThatIsRefusedIsInTheLog() {
        // given
        browser.login("ada", PASSWORD);
        receivers.reset();
        receivers.answer(Channel.WEBHOOK, Receivers.Answer.of(500, ""));

        // when
        HttpResponse<String> answer;
        List<String> lines;
        try (RecordedLog log = new RecordedLog(AlertPages.class)) {
            answer = browser.post("/alerts/webhook/test", Map.of());
            lines = log.lines(Level.WARNING);
        } finally {
            receivers.reset();
        }

        // then
        assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("done=not_tested");
        assertThat(lines).singleElement().asString().contains("channel=webhook", "status 500");
    }

    @Test
    void noRequestOfABrowserCountsAsOneToTheApi() {
        // given
        browser.login("ada", PASSWORD);

        // when
        browser.get("/problems");

        // then
        assertThat(metrics.find("catwalk.api.requests").tag("path", "/problems").timers())
                .isEmpty();
    }

    @Test
    void aSessionEndsWithItsUser() {
        // given
        browser.login("ada", PASSWORD);

        // when
        users.remove("ada");

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsWithTheOldPassword() {
        // given
        browser.login("ada", PASSWORD);

        // when
        users.changePassword("ada", "another good password");

        // then
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
        assertThat(browser.login("ada", PASSWORD).statusCode()).isEqualTo(401);
        assertThat(browser.login("ada", "another good password").statusCode()).isEqualTo(303);
    }

    @Test
    void aNameIsLockedAfterFiveWrongPasswords() {
        // given
        for (int i = 0; i < 5; i++) {
            assertThat(browser.login("ada", "wrong").statusCode()).isEqualTo(401);
        }

        // then
        assertThat(browser.login("ada", PASSWORD).statusCode()).isEqualTo(429);
        assertThat(browser.login("ben", PASSWORD).statusCode()).isEqualTo(303);

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(16));

        // then
        assertThat(browser.login("ada", PASSWORD).statusCode()).isEqualTo(303);
    }

    @Test
    void aNameThatDoesNotExistIsRefusedInTheSameWords() {
        // when
        String unknown = browser.login("nobody", PASSWORD).body();
        String wrong = browser.login("ada", "wrong").body();

        // then
        assertThat(unknown.replace("nobody", "ada")).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "//evil.example, /",
        "/\\evil.example, /",
        "https://evil.example, /",
        "/|, /",
        "/%zz, /",
        "/walks?scope=all, /walks?scope=all"
    })
    void theLoginLeadsToPagesOfOursOnly(String to, String where) {
        // when
        HttpResponse<String> login = browser.post("/login", Map.of("name", "ada", "password", PASSWORD, "to", to));

        // then
        assertThat(login.headers().firstValue("Location").orElseThrow())
                .endsWith(where)
                .doesNotContain("evil");
    }

    @Test
    void onlyPagesOfOursMayAct() {
        // given
        browser.login("ada", PASSWORD);
        String act = "/alerts/webhook/redrive";

        // then
        assertThat(browser.post(act, Map.of()).statusCode()).isEqualTo(303);
        assertThat(browser.post(act, Map.of(), "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(303);
        assertThat(browser.post(act, Map.of(), "X-Nothing", "x").statusCode()).isEqualTo(403);
        assertThat(browser.post(act, Map.of(), "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(browser.post(act, Map.of(), "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(browser.post(act, Map.of(), "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(browser.post(act, Map.of(), "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aViewerLooksAndDoesNotAct() {
        // given
        browser.login("ben", PASSWORD);

        // then
        assertThat(browser.get("/alerts").statusCode()).isEqualTo(200);
        assertThat(browser.get("/alerts").body()).doesNotContain("/redrive", "/test\"");
        assertThat(browser.post("/alerts/webhook/redrive", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(worker.rows("select * from reporting.console_act where act = 'alerts_redriven'"))
                .isEmpty();
    }

    @Test
    void browsersAreAskedToBeCareful() {
        // when
        HttpResponse<String> login = browser.get("/login");

        // then
        assertThat(login.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(login.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(login.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(login.body()).doesNotContain("style=", "<style", "onclick", "<script>");
        assertThat(browser.get("/console/console.css").statusCode()).isEqualTo(200);
        assertThat(browser.get("/webjars/htmx.org/2.0.4/dist/htmx.min.js").statusCode())
                .isEqualTo(200);
        assertThat(browser.login("ada", PASSWORD)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .contains("HttpOnly", "SameSite=Lax");
    }

    @Test
    void theLanguageIsThatOfTheBrowserAndThenTheChosenOne() {
        // then
        assertThat(browser.get("/login", "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")
                        .body())
                .contains("lang=\"zh\"", "密码");
        try (Browser other = new Browser(port.open("127.0.0.1", 0))) {
            assertThat(other.get("/login?lang=en", "Accept-Language", "zh").body())
                    .contains("Password");
            assertThat(other.get("/login", "Accept-Language", "zh").body()).contains("Password");
        }
    }

    @Test
    void eachLanguageHasTheSameWords() {
        // given
        Map<String, String> english = Words.of("en").orElseThrow().texts();
        Map<String, String> chinese = Words.of("zh").orElseThrow().texts();

        // then
        assertThat(chinese).containsOnlyKeys(english.keySet());
        assertThat(new TreeMap<>(chinese))
                .allSatisfy((key, text) -> assertThat(gaps(text)).as(key).isEqualTo(gaps(english.get(key))));
    }

    @Test
    void eachKindOfTheTimelineHasAWord() {
        // given
        String comment = (String) worker.value("""
                select col_description(attrelid, attnum) from pg_attribute
                where attrelid = 'reporting.merchant_timeline'::regclass and attname = 'kind'""");

        // when
        List<String> kinds = List.of(comment.replaceAll(" \\([^)]*\\)|;.*", "").split(", "));

        // then
        Map<String, String> texts = Words.of("en").orElseThrow().texts();
        assertThat(kinds).hasSizeGreaterThan(20).allSatisfy(kind -> assertThat(texts)
                .containsKey("kind." + kind));
        assertThat(texts).as("the outcome of a visit that turned").containsKey("outcome.read");
    }

    @Test
    void thePageOfAMerchantNamesChannelsInWords() {
        // given
        SimulatedMerchant merchant = fill(1).getFirst();
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    insert into app.alert (type, component_appid, merchant_id, raised_at, data)
                    select 'merchant.token_lost', component_appid, merchant_id, now(), '{}' from app.merchant""");
            handle.execute("""
                    insert into app.alert_delivery (alert_id, channel, state)
                    select alert_id, 'wecom', 'dead' from app.alert""");
        });
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get(address(merchant) + "?lang=en").body()).contains("<span class=\"quiet\">WeCom · ");
    }

    private static List<String> gaps(String text) {
        return Pattern.compile("\\{\\d}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .sorted()
                .toList();
    }

    @Test
    void whatMerchantsWriteIsTextAndNothingElse() {
        // given
        SimulatedMerchant merchant = fill(1).getFirst();
        worker.jdbi().useHandle(handle -> {
            handle.execute("update app.merchant set merchant_name = ?", "<script>alert(1)</script>\u202Etxt");
            handle.execute(
                    "update app.category set audit_status = 2, audit_reason = ?",
                    "\"><img src=x onerror=alert(1)>\u2066");
            handle.execute("select app.open_problems(merchant_id, app.now()) from app.merchant");
        });
        browser.login("ada", PASSWORD);

        // when
        List<String> pages = List.of(
                browser.get("/").body(),
                browser.get("/merchants").body(),
                browser.get(address(merchant)).body());

        // then
        assertThat(pages).allSatisfy(page -> assertThat(page)
                .contains("&lt;script&gt;")
                .doesNotContain("<script>", "<img src=x", "\u202E", "\u2066"));
    }

    @Test
    void thePagesOfAllMerchantsTogetherAreAllOfThem() {
        // given
        fill(120);
        browser.login("ada", PASSWORD);

        // when
        List<String> appids = allPages("/merchants", "class=\"quiet mono\">(wx\\w+)<");

        // then
        assertThat(appids).hasSize(120).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"/alerts, dead", "/alerts?state=dead, dead", "/alerts?state=delivered, delivered"})
    void thePagesOfAlertsTogetherHaveEachOfThemWithEachChannel(String path, String state) {
        // given
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    insert into app.alert (type, component_appid, raised_at, data)
                    select 'platform.stopped', component_appid, now() - make_interval(mins => n), '{}'
                    from app.component, generate_series(1, 40) as n""");
            handle.execute("""
                    insert into app.alert_delivery (alert_id, channel, state, delivered_at)
                    select alert_id, channel, state, case state when 'delivered' then now() end
                    from app.alert, unnest(array['webhook', 'wecom', 'email']) as channel, cast(? as text) as state""", state);
        });
        browser.login("ada", PASSWORD);

        // when
        List<String> rows = allPages(path, "(?s)(<td><time datetime=.*?</tr>)");

        // then
        assertThat(rows).hasSize(3 * 40).doesNotHaveDuplicates();
    }

    /** What the group of the pattern is, from the first page to the last. */
    private List<String> allPages(String path, String group) {
        List<String> found = new ArrayList<>();
        String next = path;
        while (next != null) {
            String page = browser.get(next).body();
            Pattern.compile(group).matcher(page).results().forEach(row -> found.add(row.group(1)));
            Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            next = link.find() ? link.group(1).replace("&amp;", "&") : null;
        }
        return found;
    }

    @Test
    void aMerchantIsFoundByAnyPartOfItsNameItsCompanyOrItsAppid() {
        // given
        List<SimulatedMerchant> merchants = fill(5);
        SimulatedMerchant wanted = merchants.get(2);
        SimulatedMerchant likeAnAppid = merchants.get(3);
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set merchant_name = 'WXmall wxbad' where merchant_appid = ?",
                        likeAnAppid.appid()));
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set tags = '{\"owner\": \"li\"}', merchant_name = '海边的Cafe 100%', principal_name = '厦门某某餐饮有限公司' where merchant_appid = ?",
                        wanted.appid()));
        browser.login("ada", PASSWORD);

        // then
        for (String text : List.of(
                "边的",
                "cafe",
                "100%25",
                "餐饮有限",
                "owner=li",
                wanted.appid(),
                wanted.appid().substring(0, 16))) {
            assertThat(browser.get("/merchants?q="
                                    + text.replace("边的", "%E8%BE%B9%E7%9A%84")
                                            .replace("餐饮有限", "%E9%A4%90%E9%A5%AE%E6%9C%89%E9%99%90"))
                            .body())
                    .as(text)
                    .contains(wanted.appid());
        }
        for (String text : List.of("WXmall", "wxbad")) {
            assertThat(browser.get("/merchants?q=" + text).body()).as(text).contains(likeAnAppid.appid());
        }
        assertThat(browser.get("/merchants?q=%E8%BE%B9").body())
                .contains("two characters")
                .doesNotContain("class=\"quiet mono\"");
        assertThat(browser.get("/merchants?q=cafe").body()).containsOnlyOnce("class=\"quiet mono\"");
        assertThat(browser.get("/merchants?q=nothing+like+it").body()).doesNotContain("class=\"quiet mono\"");
    }

    @Test
    void theWorkListIsFoundByReasonAndState() {
        // given
        fill(3);
        worker.jdbi().useHandle(handle -> {
            handle.execute("delete from app.problem");
            handle.execute("""
                    insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, times_before, state)
                    select merchant_id, 1, 2, 'rejected', 'reason of ' || merchant_id, 'group ' || merchant_id, now(), 0, 'open'
                    from app.merchant""");
            handle.execute("""
                    update app.problem set owner = 'li', opened_at = now() - interval '3 days'
                    where merchant_id = (select min(merchant_id) from app.merchant)""");
            handle.execute("""
                    update app.merchant set tags = '{"region": "south"}'
                    where merchant_id = (select min(merchant_id) from app.merchant)""");
        });
        long first = (Long) worker.value("select min(merchant_id) from app.merchant");
        browser.login("ada", PASSWORD);

        // then
        assertThat(rows("/problems")).isEqualTo(3);
        assertThat(rows("/problems?reason_group=group+" + first)).isEqualTo(1);
        assertThat(rows("/problems?state=open")).isEqualTo(3);
        assertThat(rows("/problems?state=ignored")).isZero();
        assertThat(rows("/problems?kind=expired")).isZero();
        assertThat(rows("/problems?category=1/2")).isEqualTo(3);
        assertThat(rows("/problems?category=1/3")).isZero();
        assertThat(rows("/problems?days=2")).isEqualTo(1);
        assertThat(rows("/problems?tag=region=south")).isEqualTo(1);
        assertThat(rows("/problems?tag=region=north")).isZero();
        assertThat(rows("/problems?owner=li")).isEqualTo(1);
        assertThat(rows("/problems?owner=-")).isEqualTo(2);
        assertThat(browser.get("/problems?tag=region").statusCode()).isEqualTo(400);
    }

    @Test
    void anActOnManyIsDoneToEachIsInTheAuditAndTheTimelineAndCanBeUndone() {
        // given
        findProblems(3);
        browser.login("ada", PASSWORD);

        // when
        HttpResponse<String> act = browser.post(
                "/problems/acts?state=open", Map.of("which", "all", "act", "wait", "days", "7", "note", "asked them"));

        // then
        assertThat(act.headers().firstValue("Location").orElseThrow()).endsWith("/problems?state=open&done=acted");
        assertThat(problems()).containsOnly("waiting_merchant null asked them").hasSize(3);
        assertThat(worker.value(
                        "select count(*) from reporting.console_act where act = 'problem_wait' and user_name = 'ada'"))
                .isEqualTo(1L);
        assertThat(worker.rows("""
                        select detail ->> 'by' as by from reporting.merchant_timeline
                        where kind = 'problem_act' and detail ->> 'act' = 'wait'""")).hasSize(3).containsOnly(Map.of("by", "ada"));

        // when
        Matcher undo = Pattern.compile("name=\"act\" value=\"(\\d+)\"")
                .matcher(browser.get("/problems").body());
        assertThat(undo.find()).isTrue();
        HttpResponse<String> undone = browser.post("/problems/undo", Map.of("act", undo.group(1)));

        // then
        assertThat(undone.headers().firstValue("Location").orElseThrow()).endsWith("/problems?done=undone");
        assertThat(problems()).containsOnly("open null null").hasSize(3);
    }

    @Test
    void anActIsDoneToWhatIsTickedOnlyAndOnlyAsItWasSeen() {
        // given
        findProblems(3);
        browser.login("ada", PASSWORD);
        Matcher ticks = Pattern.compile("value=\"(\\d+\\.0)\"")
                .matcher(browser.get("/problems").body());
        assertThat(ticks.find()).isTrue();
        String seen = ticks.group(1);

        // when
        HttpResponse<String> first = browser.post("/problems/acts", Map.of("problem", seen, "act", "assign"));
        HttpResponse<String> stale = browser.post("/problems/acts", Map.of("problem", seen, "act", "ignore"));
        HttpResponse<String> none = browser.post("/problems/acts", Map.of("act", "ignore"));

        // then
        assertThat(first.headers().firstValue("Location").orElseThrow()).endsWith("done=acted");
        assertThat(stale.headers().firstValue("Location").orElseThrow()).endsWith("done=not_all_acted");
        assertThat(none.headers().firstValue("Location").orElseThrow()).endsWith("done=not_chosen");
        assertThat(problems()).containsExactlyInAnyOrder("open ada null", "open null null", "open null null");
    }

    @Test
    void whatAnotherNodeDoesShowsAtOnceAndIsNotOverwritten() {
        // given
        findProblems(1);
        browser.login("ada", PASSWORD);
        assertThat(browser.get("/problems").body()).doesNotContain("wang");

        // when
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.problem set owner = 'wang', version = version + 1"));

        // then
        assertThat(browser.get("/problems").body()).contains("wang");
        browser.post(
                "/problems/acts",
                Map.of("problem", worker.value("select max(problem_id) from app.problem") + ".0", "act", "assign"));
        assertThat(problems()).containsExactly("open wang null");
    }

    @Test
    void theOverviewCountsNoCategoryOfAMerchantThatLeft() {
        // given
        SimulatedMerchant merchant = fill(1).getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        merchant.put(SimulatedCategory.underReview(8, 40));
        worker.walk(merchant);
        merchant.unauthorize(Announcement.LOST);
        SettableClock.INSTANCE.advance(Duration.ofDays(1));
        worker.takeTicket();
        worker.walk(WalkScope.ALL);
        browser.login("ada", PASSWORD);

        // when
        String page = browser.get("/?lang=en").body();

        // then
        Words words = Words.of("en").orElseThrow();
        assertThat(worker.value("select count(*) from reporting.rejection")).isEqualTo(1L);
        assertThat(page)
                .contains("0 of 0 readable merchants", words.t("overview.none_rejected") + "</p>")
                .contains(words.t("overview.no_problem") + "</span>", words.t("tile.problems.more", "0", "0"))
                .contains("<p class=\"big\">0</p>");
    }

    @Test
    void whatRenewsItselfSaysFromWhenItIsOnceNothingAnswers() {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into app.walk (scope, planned_at, state) values ('all', now(), 'running')"));
        browser.login("ada", PASSWORD);
        Shown shown =
                new Shown(Words.of("en").orElseThrow(), schedule.scheduleZone(), SettableClock.INSTANCE.instant());

        // then
        assertThat(List.of("/", "/walks", "/walks/" + worker.value("select max(walk_id) from app.walk")))
                .allSatisfy(path -> assertThat(browser.get(path + "?lang=en").body())
                        .containsPattern("id=\"live\"[^>]*>\\s*<p class=\"notice stale\"[^>]*>This page was made at "
                                + shown.made()));
        assertThat(browser.get("/console/console.css").body()).contains("@keyframes stale");
    }

    @ParameterizedTest
    @CsvSource({"true, 1, 1", "true, 10, 11", "false, 1, 2"})
    void aWalkOverOneOfSeveralComponentsDoesNotHideTheLastOverAll(boolean several, int ofOne, int shown) {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.walk (scope, component_appid, planned_at, started_at, finished_at, state, merchants)
                select 'all', case when n > 0 then ? end, now(), now(), now(), 'completed', n + 1
                from generate_series(0, ?) as n""", Worker.COMPONENT.value(), ofOne));

        // when
        int merchants = worker.jdbi().withHandle(handle -> handle.createQuery(OverviewPages.LAST_WALK)
                .bind("several", several)
                .map((row, _) -> row.getInt("merchants"))
                .one());

        // then
        assertThat(merchants).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"throttled, 60, false", "deferred, 6, false", "deferred, 1, true"})
    void notAllIsWellWhenTheLastWalkDidNotReadManyMerchants(String outcome, int merchants, boolean well) {
        // given
        fill(1);
        worker.jdbi().useHandle(handle -> {
            handle.execute("delete from app.walk_ledger");
            handle.execute(
                    "insert into app.walk_ledger (walk_id, outcome, merchants)"
                            + " select walk_id, 'unchanged', 100 - ? from app.walk union all select walk_id, ?, ? from app.walk",
                    merchants,
                    outcome,
                    merchants);
        });
        browser.login("ada", PASSWORD);

        // when
        String page = browser.get("/?lang=en").body();

        // then
        assertThat(page.contains("All is well.")).isEqualTo(well);
        assertThat(page.contains(merchants + " merchants were throttled or deferred"))
                .isEqualTo(!well);
    }

    @Test
    void aCategoryWithoutNamesIsShownByItsIds() {
        // given
        SimulatedMerchant merchant = fill(1).getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符").renamed("", ""));
        long walk = worker.walk(merchant).walkId();
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get("/").body()).contains("<span class=\"chip rejected\">39</span>");
        assertThat(List.of("/problems", "/walks/" + walk, address(merchant)))
                .allSatisfy(path -> assertThat(browser.get(path).body()).contains("8 › 39"));
    }

    @Test
    void theOverviewShowsHowManyProblemsWereOpenOnEachDay() {
        // given
        findProblems(1);
        worker.jdbi().useHandle(handle -> {
            handle.execute("update app.problem set opened_at = now() - interval '40 days'");
            handle.execute("""
                    insert into app.problem (merchant_id, first_id, second_id, kind, opened_at, times_before, closed_at,
                      closed_because)
                    select merchant_id, 1, 3, 'expired', now() - interval '10 days', 0, now() - interval '5 days', 'solved'
                    from app.merchant""");
        });
        browser.login("ada", PASSWORD);

        // when
        String page = browser.get("/?lang=en").body();

        // then
        assertThat(List.of(29, 11, 10, 6, 5, 0))
                .extracting(days -> openOn(page, days))
                .containsExactly(1L, 1L, 2L, 2L, 1L, 1L);
    }

    private long openOn(String page, int daysAgo) {
        String chart = page.substring(page.indexOf("days level"), page.indexOf("</svg>", page.indexOf("days level")));
        Object day = worker.value(
                "select ((now() at time zone ?)::date - ?)::text",
                schedule.scheduleZone().getId(),
                daysAgo);
        Matcher column = Pattern.compile("<title>" + day + ": (\\d+)</title>").matcher(chart);
        assertThat(column.find()).as("a column of " + day).isTrue();
        return Long.parseLong(column.group(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Asia/Shanghai", "America/New_York", "UTC", "Z", "GMT+8", "UTC-03:30", "+08:00", "Etc/GMT-8"})
    void theDatabaseReadsEachZoneAsWeDo(String zone) {
        // given
        Instant at = Instant.parse("2026-07-01T12:00:00Z");
        Shown shown = new Shown(Words.of("en").orElseThrow(), ZoneId.of(zone), at);

        // then
        assertThat(worker.value("select (timestamptz '2026-07-01 12:00:00Z' at time zone ?)::text", shown.zoneInSql()))
                .isEqualTo(shown.second(at));
    }

    @Test
    void aPageOfOlderWalksStaysWhatItIsWhileOneRuns() {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into app.walk (scope, planned_at, state) values ('all', now(), 'running')"));
        Object before = worker.value("select max(walk_id) + 1 from app.walk");
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get("/walks?before=" + before).body())
                .contains("hx-get=\"/walks?scope=all&amp;before=" + before + "\"");
    }

    @Test
    void theWalksShowHowFastTheLastOnesWere() {
        // given
        fill(2);
        worker.walk(WalkScope.ALL);
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get("/walks?lang=en").body()).contains("Merchants a second, the last 2 walks", "days level");
    }

    @Test
    void anActCanBeUndoneForAnHourByWhoDidItAndOnlyWhileNothingElseHappened() {
        // given
        findProblems(1);
        users.add("eve", Role.OPERATOR, PASSWORD);
        browser.login("ada", PASSWORD);
        Map<String, String> assign = Map.of("which", "all", "act", "assign", "owner", "li");
        browser.post("/problems/acts", assign);
        Map<String, String> undo = Map.of(
                "act", worker.value("select max(act_id) from app.problem_act").toString());

        // then
        try (Browser other = new Browser(port.open("127.0.0.1", 0))) {
            other.login("eve", PASSWORD);
            other.post("/problems/undo", undo);
            assertThat(problems()).containsExactly("open li null");
        }

        // when
        SettableClock.INSTANCE.advance(Duration.ofMinutes(61));
        browser.post("/problems/undo", undo);

        // then
        assertThat(problems()).containsExactly("open li null");

        // when
        browser.post("/problems/acts", Map.of("which", "all", "act", "note", "note", "first"));
        Object noted = worker.value("select max(act_id) from app.problem_act");
        SettableClock.INSTANCE.advance(Duration.ofSeconds(1));
        browser.post("/problems/acts", Map.of("which", "all", "act", "acknowledge"));
        browser.post("/problems/undo", Map.of("act", noted.toString()));

        // then
        assertThat(problems()).containsExactly("acknowledged li first");
    }

    @ParameterizedTest
    @CsvSource({"wait, x", "ignore, 0", "solve, 7", "'', 7"})
    void anActThatMeansNothingChangesNothing(String act, String days) {
        // given
        findProblems(1);
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.post("/problems/acts", Map.of("which", "all", "act", act, "days", days))
                        .statusCode())
                .isEqualTo(400);
        assertThat(problems()).containsExactly("open null null");
        assertThat(worker.rows("select * from reporting.console_act where act <> 'logged_in'"))
                .isEmpty();
    }

    @Test
    void toWaitForTheMerchantTakesDays() {
        // given
        findProblems(1);
        browser.login("ada", PASSWORD);

        // when
        HttpResponse<String> answer = browser.post("/problems/acts", Map.of("which", "all", "act", "wait", "days", ""));

        // then
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("done=not_waited");
        assertThat(problems()).containsExactly("open null null");
    }

    @Test
    void whatIsNotDoneIsNotListedAsDone() {
        // given
        String address = address(fill(1).getFirst());
        setTags("""
                {"1": "x", "2": "x", "3": "x", "4": "x", "5": "x", "6": "x", "7": "x", "8": "x", "9": "x", "10": "x"}""");
        browser.login("ada", PASSWORD);

        // when
        browser.post(address + "/tags", Map.of("tags", "11=x"));
        browser.post("/problems/acts", Map.of("problem", "1.9", "act", "ignore"));
        browser.post("/problems/undo", Map.of("act", "1"));
        browser.post("/links/1/revoke", Map.of());

        // then
        assertThat(worker.rows("select act from reporting.console_act")).containsExactly(Map.of("act", "logged_in"));
    }

    @Test
    void anEmptyNoteLeavesTheNoteAndADashTakesItAway() {
        // given
        findProblems(1);
        browser.login("ada", PASSWORD);
        browser.post("/problems/acts", Map.of("which", "all", "act", "note", "note", "called"));

        // when
        HttpResponse<String> byEnter =
                browser.post("/problems/acts", Map.of("which", "all", "act", "note", "owner", "li", "note", ""));

        // then
        assertThat(byEnter.headers().firstValue("Location").orElseThrow()).endsWith("done=not_noted");
        assertThat(problems()).containsExactly("open null called");

        // when
        browser.post("/problems/acts", Map.of("which", "all", "act", "assign", "owner", "li", "note", ""));

        // then
        assertThat(problems()).containsExactly("open li called");

        // when
        browser.post("/problems/acts", Map.of("which", "all", "act", "note", "note", "-"));

        // then
        assertThat(problems()).containsExactly("open li null");
    }

    @Test
    void aViewerSeesTheWorkListAndMayNotAct() {
        // given
        findProblems(1);
        add(worker, "ben", Role.VIEWER);
        browser.login("ben", PASSWORD);
        String merchant =
                "/merchants/" + Worker.COMPONENT + "/" + worker.value("select min(merchant_appid) from app.merchant");

        // then
        assertThat(List.of(
                        browser.get("/problems").body(), browser.get(merchant).body()))
                .allSatisfy(page -> assertThat(page).doesNotContain("name=\"act\"", "/tags\"", "action=\"/links"));
        assertThat(browser.post("/problems/acts", Map.of("which", "all", "act", "ignore"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/problems/undo", Map.of("act", "1")).statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/links", Map.of("merchant", "x")).statusCode()).isEqualTo(403);
        assertThat(browser.post(merchant + "/tags", Map.of("tags", "a=b")).statusCode())
                .isEqualTo(403);
        assertThat(problems()).containsExactly("open null null");
    }

    @Test
    void tagsAreSetOnThePageOfTheMerchantAndAreInItsTimeline() {
        // given
        String address = address(fill(1).getFirst());
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.merchant set tags = '{\"a\": \"1\", \"b\": \"2\"}'"));
        browser.login("ada", PASSWORD);

        // when: of a page that showed a, and not yet b
        HttpResponse<String> tagged =
                browser.post(address + "/tags", Map.of("tags", "region=south\r\n\r\n", "shown", "a=1"));

        // then
        assertThat(tagged.statusCode()).isEqualTo(303);
        assertThat(worker.value("select tags::text from app.merchant"))
                .isEqualTo("{\"b\": \"2\", \"region\": \"south\"}");
        assertThat(worker.value("select detail::text from reporting.merchant_timeline where kind = 'tags_changed'"))
                .isEqualTo("{\"by\": \"ada\", \"set\": {\"region\": \"south\"}, \"removed\": [\"a\"]}");
        assertThat(browser.get(address).body()).contains("region=south, − a");
        assertThat(browser.post(address + "/tags", Map.of("tags", "no tag")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void tenTagsMayBeOf256ChineseCharactersEach() {
        // given
        String address = address(fill(1).getFirst());
        browser.login("ada", PASSWORD);

        // when
        String tags = IntStream.range(0, 10)
                .mapToObj(n -> "key" + n + "=" + "类".repeat(256))
                .collect(joining("\r\n"));
        HttpResponse<String> tagged = browser.post(address + "/tags", Map.of("tags", tags));

        // then
        assertThat(tagged.statusCode()).isEqualTo(303);
    }

    @Test
    void aTagThatAnotherPersonChangedMeanwhileIsLeftAsItIs() {
        // given
        String address = address(fill(1).getFirst());
        setTags("{\"a\": \"1\"}");
        browser.login("ada", PASSWORD);
        Matcher shown = Pattern.compile("name=\"shown\" value=\"([^\"]+)\"")
                .matcher(browser.get(address).body());
        assertThat(shown.find()).isTrue();
        setTags("{\"a\": \"2\"}");

        // when
        browser.post(address + "/tags", Map.of("tags", "a=1\r\nb=3\r\n", "shown", shown.group(1)));

        // then
        assertThat(worker.value("select tags::text from app.merchant")).isEqualTo("{\"a\": \"2\", \"b\": \"3\"}");
    }

    private void setTags(String tags) {
        worker.jdbi().useHandle(handle -> handle.execute("update app.merchant set tags = ?::jsonb", tags));
    }

    @Test
    void aLinkIsShownToWhoAsksForItAndIsOverWhenItIsRevoked() {
        // given
        findProblems(2);
        browser.login("ada", PASSWORD);

        // when
        String made = browser.post("/links", Map.of("which", "all")).body();

        // then
        List<String> addresses = links(made);
        assertThat(addresses).hasSize(2).doesNotHaveDuplicates();
        assertThat(links(browser.post("/links", Map.of("which", "all")).body())).isEqualTo(addresses);
        assertThat(links(browser.get("/links").body())).isEmpty();
        assertThat(worker.value("select count(*) from reporting.console_act where act = 'link_shown'"))
                .isEqualTo(4L);

        // when
        browser.post("/links/" + worker.value("select min(link_id) from app.authorize_link") + "/revoke", Map.of());

        // then
        assertThat(worker.value("select count(*) from app.authorize_link where revoked_at is null"))
                .isEqualTo(1L);
    }

    @Test
    void merchantsThatHaveToAuthorizeAgainAreListedAndGetTheirLinks() {
        // given
        List<String> appids =
                fill(3).stream().map(SimulatedMerchant::appid).sorted().toList();
        worker.jdbi().useHandle(handle -> {
            handle.execute(
                    "update app.merchant_visit set outcome = 'token_lost' from app.merchant"
                            + " where merchant.merchant_id = merchant_visit.merchant_id and merchant_appid <> ?",
                    appids.get(2));
            handle.execute(
                    "update app.merchant set authorization_state = 'revoked', revoked_at = now()"
                            + " where merchant_appid = ?",
                    appids.get(1));
        });
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get("/links").body())
                .contains(appids.get(0), appids.get(1))
                .doesNotContain(appids.get(2));
        assertThat(browser.get("/links?why=token_lost").body())
                .contains(appids.get(0))
                .doesNotContain(appids.get(1), appids.get(2));
        assertThat(browser.get("/links?after=" + Worker.COMPONENT + "/" + appids.get(0))
                        .body())
                .contains("href=\"/merchants/" + Worker.COMPONENT + "/" + appids.get(1))
                .doesNotContain("href=\"/merchants/" + Worker.COMPONENT + "/" + appids.get(0));

        // when
        String one = browser.post("/links", Map.of("merchant", Worker.COMPONENT + "/" + appids.get(1)))
                .body();
        String all = browser.post("/links", Map.of("which", "all_that_need")).body();
        String ofOneKind = browser.post("/links?why=token_lost", Map.of("which", "all_that_need"))
                .body();
        HttpResponse<String> none = browser.post("/links", Map.of());

        // then
        assertThat(links(one)).hasSize(1);
        assertThat(links(all)).hasSize(2).containsAll(links(one)).containsAll(links(ofOneKind));
        assertThat(links(ofOneKind)).hasSize(1).doesNotContainAnyElementsOf(links(one));
        assertThat(none.headers().firstValue("Location").orElseThrow()).endsWith("done=not_chosen_merchant");
        assertThat(browser.get("/links?why=revoked").body()).contains("chip l-good");
    }

    @Test
    void toAskAgainForLinksForAllReachesThoseThatWereTooMany() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.merchant (component_appid, merchant_appid, authorization_state, created_at, authorized_at, revoked_at)
                select ?, 'wx' || lpad(n::text, 16, '0'), 'revoked', now(), now(), now()
                from generate_series(1, 501) as n""", Worker.COMPONENT.value()));
        browser.login("ada", PASSWORD);

        // when
        browser.post("/links", Map.of("which", "all_that_need"));
        browser.post("/links", Map.of("which", "all_that_need"));

        // then
        assertThat(worker.value("select count(distinct merchant_id) from app.authorize_link"))
                .isEqualTo(501L);
    }

    private static List<String> links(String page) {
        return Pattern.compile("https://login\\.example/authorize/[\\w-]{22}")
                .matcher(page)
                .results()
                .map(found -> found.group())
                .toList();
    }

    /** An open problem of each of so many merchants. */
    private void findProblems(int merchants) {
        fill(merchants);
        worker.jdbi().useHandle(handle -> {
            handle.execute("delete from app.problem");
            handle.execute("""
                    insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, times_before)
                    select merchant_id, 1, 2, 'rejected', 'a reason', 'a group', now(), 0 from app.merchant""");
        });
    }

    private List<String> problems() {
        return worker
                .rows(
                        "select concat_ws(' ', state, coalesce(owner, 'null'), coalesce(note, 'null')) as text from reporting.problem")
                .stream()
                .map(row -> (String) row.get("text"))
                .toList();
    }

    @Test
    void theAddressThatAnAlertCarriesLeadsToTheMerchantAlsoOnceTheProblemIsClosed() {
        // given
        String appid = fill(1).getFirst().appid();
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before, closed_at, closed_because)
                select merchant_id, 98, 99, 'rejected', '', now(), 0, now(), 'solved' from app.merchant"""));
        Object problem = worker.value("select max(problem_id) from app.problem");
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get("/problems/" + problem).headers().firstValue("Location"))
                .hasValueSatisfying(address -> assertThat(address).endsWith("/" + appid));
        assertThat(browser.get("/problems/999999999999").statusCode()).isEqualTo(404);
        assertThat(browser.get("/problems/x").statusCode()).isEqualTo(404);
    }

    private long rows(String path) {
        return Pattern.compile("class=\"chip p-")
                .matcher(browser.get(path).body())
                .results()
                .count();
    }

    @Test
    void readNowVisitsTheMerchantAndSaysWho() {
        // given
        SimulatedMerchant merchant = fill(2).getFirst();
        browser.login("ada", PASSWORD);
        long before = (Long) worker.value("select count(*) from reporting.walk");

        // when
        HttpResponse<String> answer = browser.post(address(merchant) + "/read", Map.of());
        worker.awaitWalks();

        // then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat((Long) worker.value("select count(*) from reporting.walk")).isEqualTo(before + 1);
        assertThat(worker.rows("select user_name, subject from reporting.console_act where act = 'read_now'"))
                .containsExactly(Map.of("user_name", "ada", "subject", Worker.COMPONENT + "/" + merchant.appid()));
    }

    @Test
    void aMerchantIsShownAsItStoodThen() {
        // given
        SimulatedMerchant merchant = fill(1).getFirst();
        merchant.put(SimulatedCategory.approved(21, 1));
        worker.walk(WalkScope.ALL);
        SettableClock.INSTANCE.advance(Duration.ofDays(2));
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.category"));
        browser.login("ada", PASSWORD);

        // then
        assertThat(browser.get(address(merchant)).body()).doesNotContain("class=\"name\"");
        String then = browser.get(address(merchant) + "?step=0").body();
        assertThat(then)
                .as("the heading changes with each step of the slider")
                .contains("<h2 id=\"set\">", "hx-select-oob=\"#set\"")
                .doesNotContain("aria-valuetext");
        assertThat(then.substring(then.indexOf("<div id=\"as-of\">")))
                .as("the way back to now comes with it")
                .contains("<a href=\"" + address(merchant) + "\">");
        assertThat(then)
                .contains("class=\"name\"", "type=\"datetime-local\"")
                .as("a date would outweigh the next step")
                .doesNotContain("type=\"datetime-local\" value");
        assertThat(browser.get(address(merchant) + "?date=1999-01-01T00:00").body())
                .doesNotContain("class=\"name\"")
                .contains("type=\"datetime-local\" value=\"1999-01-01T00:00\"");
    }

    /** All pages that links lead to, after a run. */
    @Test
    void noPageHoldsASecret() {
        // given
        List<SimulatedMerchant> merchants = fill(8);
        browser.login("ada", PASSWORD);
        List<String> secrets = new ArrayList<>(IssuedSecrets.accessTokens(worker.platform(), merchants, 5));
        secrets.addAll(IssuedSecrets.refreshTokens(worker.platform(), merchants, 5));
        secrets.add(worker.platform().component().ticket());
        secrets.addAll(List.of(
                ComponentCredentials.DEFAULT.secret(),
                ComponentCredentials.DEFAULT.pushToken(),
                ComponentCredentials.DEFAULT.encodingAesKey(),
                PASSWORD));
        browser.cookies().getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(Gate.SESSION))
                .forEach(cookie -> secrets.add(cookie.getValue()));

        // when
        Map<String, String> pages = crawl();

        // then
        assertThat(secrets).hasSizeGreaterThan(20);
        assertThat(pages).hasSizeGreaterThan(15);
        assertThat(pages).allSatisfy((path, page) -> assertThat(secrets.stream().filter(page::contains))
                .as(path)
                .isEmpty());
    }

    private Map<String, String> crawl() {
        Map<String, String> pages = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("/"));
        while (!open.isEmpty() && pages.size() < 200) {
            String path = open.pop();
            if (pages.containsKey(path)) {
                continue;
            }
            HttpResponse<String> answer = browser.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            pages.put(path, answer.body());
            Matcher link = LINK.matcher(answer.body());
            while (link.find()) {
                String found = link.group(1).replace("&amp;", "&");
                open.push(found.startsWith("?") ? path.replaceFirst("\\?.*", "") + found : found);
            }
        }
        return pages;
    }

    private static String address(SimulatedMerchant merchant) {
        return "/merchants/" + Worker.COMPONENT + "/" + merchant.appid();
    }

    private List<SimulatedMerchant> fill(int merchants) {
        var platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN));
        add(worker, "ada", Role.OPERATOR);
        return platform.component().merchants(0, merchants);
    }
}
