package dev.catwalk.lab.bench;

import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long each page of the console takes at a large fleet with a history, and what reading pages costs the walk. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Requests every page of the console, over merchants with two years of history; then walks over other merchants in"
                    + " the same database, by turns alone and while pages are read."
        })
final class ConsoleBench implements Callable<Integer> {
    private static final int LATENCY_MILLIS = 50;
    private static final int LIMIT_MILLIS = 300;
    private static final int SEARCH_LIMIT_MILLIS = 200;

    @Option(
            names = "--merchants",
            defaultValue = "1000000",
            description = "a million take up to an hour to make and 20 GB of disk; default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(names = "--data", paramLabel = "FOLDER", description = StoredFleet.DATA)
    private Path data;

    @Option(names = "--runs", defaultValue = "20", description = "of each page, after two; default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--walked",
            defaultValue = "20000",
            description = "merchants that are walked, at 50 ms of latency; default: ${DEFAULT-VALUE}")
    private int walked;

    @Option(names = "--pairs", defaultValue = "5", description = "of walks; 0: none. Default: ${DEFAULT-VALUE}")
    private int pairs;

    @Option(
            names = "--per-second",
            defaultValue = "2",
            description = "pages that are read beside a walk; default: ${DEFAULT-VALUE}")
    private int perSecond;

    private int port;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param paths requested by turns */
    private record Page(String name, int limitMillis, List<String> paths) {}

    @Override
    public Integer call() throws Exception {
        port = FreePort.any();
        try (BenchDatabase database = StoredFleet.start(data, merchants);
                BenchSite site = BenchSite.around(database, Path.of("src/lab/target/bench/console"), walked)) {
            StoredFleet.makeRoomForAWalk(database);
            try (BenchDaemon daemon = site.serve(settings())) {
                daemon.first();
                List<Page> pages = pages(database);
                System.out.printf("%n%8s  %8s  %8s  %8s  page%n", "p50", "p95", "longest", "limit");
                for (Page page : pages) {
                    System.out.println(measure(page));
                }
                site.platform().latency(LATENCY_MILLIS);
                walkBeside(daemon, pages);
            }
        }
        return 0;
    }

    private Map<String, String> settings() {
        return Map.of(
                "CATWALK_CONSOLE_AUTH", "proxy",
                "CATWALK_CONSOLE_PORT", Integer.toString(port),
                "CATWALK_CONSOLE_TRUSTED_PROXIES", "127.0.0.1",
                "CATWALK_WALK_MAX_CALLS_PER_SECOND", "1000000");
    }

    private static List<Page> pages(BenchDatabase database) throws SQLException {
        List<String> some = database.texts(MERCHANTS).stream()
                .map(merchant -> "/merchants/" + merchant)
                .toList();
        String fleet = database.text(MERCHANTS).replaceFirst("/.*", "");
        List<Page> pages = new ArrayList<>();
        pages.add(page("overview", "/"));
        pages.add(page("problems", "/problems"));
        pages.add(page("problems, from the middle", "/problems?after=" + database.text(MIDDLE_PROBLEM)));
        pages.add(page("problems with one reason", "/problems?reason_group=" + database.text(GROUP)));
        pages.add(page("problems in one state", "/problems?state=acknowledged"));
        pages.add(page("problems of one owner", "/problems?owner=li"));
        pages.add(page("problems of no owner", "/problems?owner=-"));
        pages.add(page("problems of one category", "/problems?category=0/1"));
        pages.add(page("problems of merchants with a tag", "/problems?tag=shop=711"));
        pages.add(page("problems older than a month", "/problems?days=30"));
        pages.add(page("merchants", "/merchants"));
        pages.add(page("merchants, from the middle", "/merchants?after=" + fleet + "/wx8"));
        pages.add(search("an appid", "wxb52340b4de4566b8"));
        pages.add(search("the first letters of an appid", "wxb"));
        pages.add(search("a name", "4711%E5%8F%B7"));
        pages.add(search("a name that each has", "%E7%A4%BA%E4%BE%8B"));
        pages.add(search("a name that none has", "%E4%B8%8D%E5%AD%98%E5%9C%A8"));
        pages.add(search("a principal", "%EF%BC%88333%EF%BC%89"));
        pages.add(search("a tag that few have", "shop=711"));
        pages.add(search("a tag that many have", "region=north"));
        pages.add(new Page("a merchant", LIMIT_MILLIS, some));
        pages.add(new Page(
                "a merchant, at its first snapshot",
                LIMIT_MILLIS,
                some.stream().map(path -> path + "?step=0").toList()));
        pages.add(new Page(
                "a merchant, on a date",
                LIMIT_MILLIS,
                some.stream().map(path -> path + "?date=2026-06-01T12:00").toList()));
        pages.add(page("merchants to authorize again", "/links"));
        pages.add(page("merchants to authorize again, from the middle", "/links?after=" + fleet + "/wx8"));
        pages.add(page("merchants to authorize again, for one reason", "/links?why=token_lost"));
        pages.add(page("walks", "/walks"));
        pages.add(page("walks over one merchant", "/walks?scope=merchant"));
        pages.add(page("walks, from the middle", "/walks?scope=under_review&before=" + database.text(MIDDLE_WALK)));
        pages.add(page("a walk", "/walks/" + database.text(LAST_FLEET_WALK)));
        pages.add(page("alerts", "/alerts"));
        pages.add(page("alerts, from the middle", "/alerts?before=" + database.text(MIDDLE_ALERT)));
        pages.add(page(
                "delivered alerts, from the middle", "/alerts?state=delivered&before=" + database.text(MIDDLE_ALERT)));
        pages.add(page("alerts that wait", "/alerts?state=pending"));
        pages.add(page("alerts that were given up", "/alerts?state=dead"));
        return pages;
    }

    private static final String MERCHANTS = """
            select component_appid || '/' || merchant_appid from app.merchant
            where merchant_id in (select 1 + i * (select max(merchant_id) from app.merchant) / 50 from generate_series(0, 49) i)
              and component_appid <> '%s'
            """.formatted(ComponentCredentials.DEFAULT.appid());

    private static final String MIDDLE_PROBLEM = """
            select to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z/"') || problem_id
            from app.problem where closed_at is null order by opened_at
            offset (select count(*) / 2 from app.problem where closed_at is null) limit 1
            """;

    private static final String GROUP =
            "select reason_group from app.problem where closed_at is null and kind = 'rejected' limit 1";

    private static final String MIDDLE_WALK = "select max(walk_id) / 2 from app.walk";

    /** One that found merchants which failed. */
    private static final String LAST_FLEET_WALK = """
            select max(walk_id) from app.walk_ledger join app.walk using (walk_id)
            where scope = 'all' and outcome = 'failed'
            """;

    private static final String MIDDLE_ALERT = """
            select to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z/"') || alert_id
            from app.alert where alert_id = (select max(alert_id) / 2 from app.alert)
            """;

    private static Page page(String name, String path) {
        return new Page(name, LIMIT_MILLIS, List.of(path));
    }

    private static Page search(String what, String text) {
        return new Page("merchants: search for " + what, SEARCH_LIMIT_MILLIS, List.of("/merchants?q=" + text));
    }

    private String measure(Page page) throws IOException, InterruptedException {
        double[] millis = new double[runs];
        for (int run = -2; run < runs; run++) {
            double taken =
                    request(page.paths().get(Math.floorMod(run, page.paths().size())));
            if (run >= 0) {
                millis[run] = taken;
            }
        }
        Arrays.sort(millis);
        double p95 = millis[(runs * 95 + 99) / 100 - 1];
        return String.format(
                Locale.ROOT,
                "%5.0f ms  %5.0f ms  %5.0f ms  %5d ms  %s%s",
                millis[runs / 2],
                p95,
                millis[runs - 1],
                page.limitMillis(),
                page.name(),
                p95 > page.limitMillis() ? "  OVER" : "");
    }

    /** @return milliseconds until all of it is here */
    private double request(String path) throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Forwarded-User", "bench")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.statusCode());
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private void walkBeside(BenchDaemon daemon, List<Page> pages) throws Exception {
        double alone = 0;
        double beside = 0;
        for (int pair = 0; pair < pairs; pair++) {
            alone += daemon.walk().seconds();
            try (Reader _ = new Reader(pages)) {
                beside += daemon.walk().seconds();
            }
        }
        if (pairs > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%n%d walks over %d merchants at %d ms: %.0f a second; beside %d pages a second: %.0f (%+.1f %%)%n",
                    pairs,
                    walked,
                    LATENCY_MILLIS,
                    pairs * walked / alone,
                    perSecond,
                    pairs * walked / beside,
                    100 * (alone / beside - 1));
        }
    }

    /** Reads all pages by turns, until it is closed. */
    private final class Reader implements AutoCloseable {
        private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
        private final AtomicInteger next = new AtomicInteger();

        Reader(List<Page> pages) {
            clock.scheduleAtFixedRate(() -> read(pages), 0, 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
        }

        private void read(List<Page> pages) {
            int number = next.getAndIncrement();
            List<String> paths = pages.get(number % pages.size()).paths();
            try {
                request(paths.get(number / pages.size() % paths.size()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            clock.close();
        }
    }
}
