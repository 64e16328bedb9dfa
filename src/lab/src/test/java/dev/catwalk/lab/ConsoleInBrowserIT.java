package dev.catwalk.lab;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.catwalk.lab.ConsoleInBrowser.ENGLISH;
import static dev.catwalk.lab.ConsoleInBrowser.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with the console, in a real browser, while the demo lives; with {@code -Pall}. */
@EnabledIfSystemProperty(named = "catwalk.test.pages", matches = "true")
class ConsoleInBrowserIT {
    private static final Pattern DATABASE = Pattern.compile("psql (postgresql://)demo@(127\\.0\\.0\\.1:\\d+/catwalk)");
    private static final List<String> PAGES = List.of("/", "/problems", "/merchants", "/walks", "/alerts", "/links");

    @TempDir
    private static Path folder;

    private static CatwalkProcess demo;
    private static ConsoleInBrowser console;

    @BeforeAll
    static void open() {
        assumeTrue(ConsoleInBrowser.chromium().isPresent(), "there is no chromium in the PATH");
        demo = CatwalkProcess.demo(
                        Map.of("CATWALK_DEMO_DIR", folder.resolve("demo").toString()))
                .awaitOutput("个类目审核被驳回");
        console = ConsoleInBrowser.of(demo);
    }

    @AfterAll
    static void close() {
        if (console != null) {
            console.close();
            demo.terminate();
        }
    }

    @Test
    void aRejectedMerchantIsFoundWithItsStory() {
        console.visit(ENGLISH, page -> {
            // when
            page.click("tbody a[href^='/merchants/']");
            String name = page.locator("h1").textContent();

            // then
            assertThat(page.locator(".timeline li").first()).isVisible();
            assertThat(page.locator("#categories .chip.rejected").first()).isVisible();

            // when
            console.open(page, "/merchants");
            page.fill("#q", name);

            // then
            assertThat(page.locator("tbody tr")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile("/merchants\\?q="));

            // when
            page.click("tbody a");
            button(page, "Read now").click();

            // then
            assertThat(page.locator("[role=status]")).isVisible();
        });
    }

    @Test
    void aProblemIsAcknowledgedGivenAnOwnerAndTakenBack() {
        console.visit(ENGLISH, page -> {
            // when
            page.locator("tbody input[type=checkbox]").first().check();
            button(page, "Acknowledge").click();

            // then
            assertThat(page.locator(".undo")).containsText("Acknowledged");

            // when
            console.open(page, "/problems?state=acknowledged");
            page.locator("tbody input[type=checkbox]").first().check();
            page.fill("#owner", "li");
            button(page, "Assign").click();
            console.open(page, "/problems?owner=li");

            // then
            assertThat(page.locator("tbody tr")).hasCount(1);

            // when
            button(page, "Undo").first().click();
            console.open(page, "/problems?owner=li");

            // then
            assertThat(page.locator("tbody tr")).hasCount(0);
        });
    }

    @Test
    void aMerchantGetsALinkThatEndsWhenItIsRevoked() {
        console.visit(ENGLISH, page -> {
            // when
            page.locator("tbody input[type=checkbox]").first().check();
            button(page, "Authorization link").click();
            String link = page.locator("section[aria-labelledby=made] tbody td.mono")
                    .first()
                    .textContent();

            // then
            assertThat(page.request().get(link).status()).isEqualTo(200);

            // when
            console.open(page, "/links");
            button(page, "Revoke").first().click();

            // then
            assertThat(page.request().get(link).status()).isNotEqualTo(200);
        });
    }

    @Test
    void merchantsThatLostTheirTokensGetLinks() {
        console.visit(ENGLISH, page -> {
            // when
            console.open(page, "/");
            page.click(".needs a[href^='/links']");
            page.locator("tbody input[type=checkbox]").first().check();
            page.locator("tbody input[type=checkbox]").nth(1).check();
            button(page, "Make links").click();

            // then
            assertThat(page.locator("section[aria-labelledby=made] tbody tr")).hasCount(2);
            assertThat(page.locator("form .chip.l-good")).hasCount(2);
            assertThat(console.findings(page, "desktop-made")).isEmpty();
        });
    }

    @Test
    void anAlertThatWasGivenUpIsSentAgain() {
        // given
        long given = givenUp("update app.alert_delivery set state = 'dead', delivered_at = null"
                + " where alert_id = (select max(alert_id) from app.alert_delivery where state = 'delivered')");

        console.visit(ENGLISH, page -> {
            // when
            console.open(page, "/alerts");
            button(page, "Send again").click();

            // then
            assertThat(page.locator("[role=status]")).isVisible();
            assertThat(button(page, "Send again")).hasCount(0);
        });
        assertThat(given).isOne();
        assertThat(givenUp("update app.alert_delivery set state = state where state = 'dead'"))
                .isZero();
    }

    private static long givenUp(String sql) {
        var database = DATABASE.matcher(demo.out());
        assertThat(database.find()).isTrue();
        return Jdbi.create("jdbc:" + database.group(1) + database.group(2) + "?user=postgres")
                .withHandle(handle -> handle.execute(sql));
    }

    @Test
    void theLanguageIsSwitchedAndStays() {
        console.visit(ENGLISH, page -> {
            // when
            page.click(".who a[lang=zh]");

            // then
            assertThat(page.locator("html")).hasAttribute("lang", "zh");
            console.open(page, "/walks");
            assertThat(page.locator("html")).hasAttribute("lang", "zh");
        });
    }

    @ParameterizedTest
    @CsvSource({"en-GB, LIGHT", "en-GB, DARK", "zh-CN, LIGHT", "zh-CN, DARK"})
    void axeFindsNothingOnAnyPage(String language, ColorScheme scheme) {
        console.visit(in(language, scheme), page -> everyPage(page, "desktop-" + language + "-" + scheme));
    }

    @ParameterizedTest
    @CsvSource({"en-GB, LIGHT", "zh-CN, DARK"})
    void aPhoneShowsEachPageWithoutScrollingSideways(String language, ColorScheme scheme) {
        NewContextOptions phone =
                in(language, scheme).setViewportSize(360, 740).setIsMobile(true).setHasTouch(true);
        console.visit(phone, page -> everyPage(page, "phone-" + language + "-" + scheme));
    }

    private static void everyPage(Page page, String name) {
        String merchant = page.locator("tbody a[href^='/merchants/']").first().getAttribute("href");
        console.open(page, "/walks");
        String walk = page.locator("tbody a[href^='/walks/']").first().getAttribute("href");
        List<String> all = new ArrayList<>(PAGES);
        all.addAll(List.of(merchant, merchant + "?step=0", walk, "/merchants?q=nothing+like+it"));
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            console.open(page, all.get(i));
            page.locator("details").evaluateAll("all => all.forEach(each => each.open = true)");
            findings.addAll(console.findings(page, name + "-" + i));
        }
        button(page, "Log out|退出").click();
        findings.addAll(console.findings(page, name + "-login"));
        assertThat(findings).isEmpty();
    }

    @Test
    void withoutScriptEverythingIsReadAndDone() {
        console.visit(in("en-GB", ColorScheme.LIGHT).setJavaScriptEnabled(false), page -> {
            for (String path : PAGES) {
                console.open(page, path);
                assertThat(page.locator("h1")).isVisible();
            }
            console.open(page, "/merchants");
            page.fill("#q", "nothing like it");
            button(page, "Search").click();
            assertThat(page.locator("tbody tr")).hasCount(0);
            console.open(page, "/alerts");
            button(page, "test").first().click();
            assertThat(page.locator("[role=status]")).isVisible();
        });
    }

    @Test
    void theKeyboardReachesEverythingAndShowsWhereItIs() {
        console.visit(ENGLISH, page -> {
            for (String path : PAGES) {
                // given
                console.open(page, path);

                // then
                page.keyboard().press("Tab");
                assertThat(page.locator(".skip")).isFocused();
                assertThat(page.locator(".skip")).isInViewport();
                assertThat(reached(page)).as(path).isEmpty();

                // when
                console.open(page, path);
                page.keyboard().press("Tab");
                page.keyboard().press("Enter");

                // then
                assertThat(page.locator("main")).isFocused();
            }
        });
    }

    /** Presses the key as often as it takes. @return what was not reached, or does not show that it is */
    @SuppressWarnings("unchecked")
    private static List<String> reached(Page page) {
        page.evaluate("""
                window.open = new Set([...document.querySelectorAll(
                    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
                  .filter(each => each.checkVisibility()))""");
        for (int i = 0; i < 500; i++) {
            Object left = page.evaluate("""
                    () => {
                      const at = document.activeElement;
                      const style = getComputedStyle(at);
                      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) window.open.delete(at);
                      return window.open.size;
                    }""");
            if (left.equals(0)) {
                break;
            }
            page.keyboard().press("Tab");
        }
        return (List<String>) page.evaluate("[...window.open].map(each => each.outerHTML)");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile(name, Pattern.CASE_INSENSITIVE)));
    }
}
