package dev.catwalk.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.reporting.Fleet;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No page of the console may cost more as the tables grow: of a large table, each of its questions reads a small part. How long
 * the pages take at a million merchants is measured by {@code deploy/bench console}.
 */
@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class PagePlanTest {
    /** Enough that the planner decides as it does about a million. */
    private static final int MERCHANTS = 10_000;
    /** Of a table with fewer rows a page may read all. */
    private static final int LARGE = 5_000;

    private static final double SMALL_PART = 0.2;

    private static final Pattern QUESTION = Pattern.compile("<pre tabindex=\"0\">(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern BIND = Pattern.compile("(?m)^\\\\set (\\w+) ('.*')$");

    /** The 4,711th merchant of the fleet. */
    private static final String MERCHANT = "/merchants/wxf1ee7f1ee7f1ee7f/wxb52340b4de4566b8";

    private static final List<String> PAGES = List.of(
            "/",
            "/problems",
            "/problems?after=2026-01-01T00:00:00Z/5",
            "/problems?state=acknowledged",
            "/problems?owner=li",
            "/problems?category=0/1",
            "/problems?tag=shop=71",
            "/links",
            "/links?after=wxf1ee7f1ee7f1ee7f/wx8",
            "/links?why=revoked",
            "/links?why=needs_confirmation",
            "/merchants",
            "/merchants?after=wxf1ee7f1ee7f1ee7f/wx8",
            "/merchants?q=wxb52",
            "/merchants?q=4711%E5%8F%B7",
            "/merchants?q=shop=71",
            MERCHANT,
            MERCHANT + "?step=0",
            MERCHANT + "?date=2026-06-01T12:00",
            "/walks",
            "/walks?scope=merchant&before=9000",
            "/walks/9000",
            "/alerts",
            "/alerts?before=2026-01-01T00:00:00Z/5",
            "/alerts?state=delivered",
            "/alerts?state=dead");

    @Inject
    Worker worker;

    @Inject
    ConsolePort port;

    @Test
    void noPageReadsMuchOfALargeTable() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        Fleet.fill(worker.jdbi(), MERCHANTS);
        Map<String, Double> sizes = sizes();

        // when
        List<String> much;
        int open = port.open("0.0.0.0", 0);
        try (Browser browser = new Browser("127.0.0.2", open)) {
            much = PAGES.stream()
                    .flatMap(page -> questions(browser, page).flatMap(question -> largeReads(page, question, sizes)))
                    .toList();
        }

        // then
        assertThat(much).isEmpty();
    }

    /** How many rows the large tables have. */
    private Map<String, Double> sizes() {
        Map<String, Double> sizes = new HashMap<>();
        worker.rows("""
                        select relname, reltuples::float8 as size from pg_class
                        where relnamespace = 'app'::regnamespace and relkind = 'r' and reltuples > %d
                        """.formatted(LARGE))
                .forEach(table -> sizes.put((String) table.get("relname"), (Double) table.get("size")));
        assertThat(sizes).containsKeys("merchant", "merchant_visit", "category", "audit_change", "alert", "walk");
        return sizes;
    }

    /** What the page says that it asked, for psql. */
    private static Stream<String> questions(Browser browser, String page) {
        var answer = browser.get(page, "X-Forwarded-User", "ada");
        assertThat(answer.statusCode()).as(page).isEqualTo(200);
        List<String> questions = QUESTION.matcher(answer.body())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(questions).as(page).isNotEmpty();
        return questions.stream().map(PagePlanTest::plainSql);
    }

    private static String plainSql(String shown) {
        String script = shown.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        String sql = BIND.matcher(script).replaceAll("");
        Matcher bind = BIND.matcher(script);
        while (bind.find()) {
            sql = sql.replace(":'" + bind.group(1) + "'", bind.group(2));
        }
        return sql.strip().replaceAll(";$", "");
    }

    private Stream<String> largeReads(String page, String question, Map<String, Double> sizes) {
        Map<String, Double> read = new HashMap<>();
        for (JsonNode node : plan(question).findParents("Relation Name")) {
            double rows = node.path("Actual Rows").asDouble()
                    + node.path("Rows Removed by Filter").asDouble()
                    + node.path("Rows Removed by Index Recheck").asDouble();
            read.merge(
                    node.path("Relation Name").asText(),
                    rows * node.path("Actual Loops").asDouble(),
                    Double::sum);
        }
        return read.entrySet().stream()
                .filter(table -> table.getValue() > SMALL_PART * sizes.getOrDefault(table.getKey(), Double.MAX_VALUE))
                .map(table ->
                        "%s reads %.0f rows of %s: %s".formatted(page, table.getValue(), table.getKey(), question));
    }

    private JsonNode plan(String question) {
        return worker.jdbi().withHandle(handle -> {
            try (Statement statement = handle.getConnection().createStatement();
                    ResultSet rows = statement.executeQuery("explain (analyze, format json) " + question)) {
                rows.next();
                return new ObjectMapper().readTree(rows.getString(1));
            } catch (SQLException | IOException e) {
                throw new IllegalStateException(question, e);
            }
        });
    }
}
