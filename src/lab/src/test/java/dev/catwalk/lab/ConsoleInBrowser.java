package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The console of a demo in a real browser: Chromium as the system has it, driven by Playwright. */
final class ConsoleInBrowser implements AutoCloseable {
    static final NewContextOptions ENGLISH =
            new NewContextOptions().setLocale("en-GB").setViewportSize(1280, 800);

    private static final Pattern LOGIN = Pattern.compile("(http://\\S+:\\d+)/   log in as (\\S+) with (\\S+)");
    private static final Path PICTURES = Path.of("src/lab/target/console");

    private final String address;
    private final String user;
    private final String password;
    private final Playwright playwright;
    private final Browser browser;

    private ConsoleInBrowser(Matcher login, Path chromium) {
        this.address = login.group(1);
        this.user = login.group(2);
        this.password = login.group(3);
        // It would download browsers of its own.
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright.chromium().launch(new LaunchOptions().setExecutablePath(chromium));
    }

    /** Where there is a Chromium. */
    static ConsoleInBrowser of(CatwalkProcess demo) {
        Matcher login = LOGIN.matcher(demo.out());
        assertThat(login.find()).isTrue();
        return new ConsoleInBrowser(login, chromium().orElseThrow());
    }

    /** Says so where there is none. */
    static Optional<Path> chromium() {
        Optional<Path> found = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.err.println("No test in a browser: there is no chromium in the PATH (apt-get install chromium).");
        }
        return found;
    }

    /** Logged in; closed after the visit. */
    void visit(NewContextOptions options, Consumer<Page> visit) {
        try (BrowserContext context = browser.newContext(options)) {
            Page page = context.newPage();
            logIn(page);
            visit.accept(page);
        }
    }

    private void logIn(Page page) {
        page.navigate(address + "/problems");
        page.fill("#name", user);
        page.fill("#password", password);
        page.click("main button");
        page.waitForURL("**/problems");
    }

    void open(Page page, String path) {
        assertThat(page.navigate(address + path).status()).as(path).isEqualTo(200);
    }

    /** What axe finds, and that a page is wider than the window. Its picture stays in a folder under target. */
    List<String> findings(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
        Object excess = page.evaluate("Math.max(0, document.documentElement.scrollWidth - window.innerWidth)");
        return Stream.concat(
                        new AxeBuilder(page).analyze().getViolations().stream().flatMap(rule -> rule.getNodes().stream()
                                .map(node -> rule.getId() + " " + node.getHtml() + " " + node.getFailureSummary())),
                        Stream.of("scrolls sideways by " + excess).filter(_ -> !excess.equals(0)))
                .map(finding -> name + " " + page.url() + ": " + finding)
                .toList();
    }

    static NewContextOptions in(String language, ColorScheme scheme) {
        return new NewContextOptions()
                .setLocale(language)
                .setColorScheme(scheme)
                .setViewportSize(1280, 800);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
