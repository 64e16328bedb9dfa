package dev.catwalk.lab.bench;

import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many tokens a second the API hands out that it has in memory, and how long each request takes. */
@Command(
        name = "api",
        mixinStandardHelpOptions = true,
        description = "Access tokens by the API, asked for by wrk, of each merchant in turn.")
final class ApiBench implements Callable<Integer> {
    private static final String KEY = "cwk_" + "A".repeat(43);
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern MEDIAN = Pattern.compile("50%\\s+(\\S+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+(\\S+)");

    @Option(names = "--merchants", defaultValue = "1000", description = "default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(names = "--connections", defaultValue = "64", description = "default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "after as many that are not counted; default: ${DEFAULT-VALUE}")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        WrkLoad.require();
        int port = FreePort.any();
        try (BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/api"), merchants);
                BenchDaemon daemon = site.serve(settings(port))) {
            daemon.first();
            addKey(site.database());
            String[] command = {
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--latency",
                // Longer than other work on the same cores lets a request wait.
                "--timeout=10s",
                "-s" + script(site),
                "http://127.0.0.1:" + port
            };
            String before = WrkLoad.report(command);
            CostMeter meter = new CostMeter(site, daemon.process());
            CostMeter.Reading start = meter.read();
            String report = WrkLoad.report(command);
            Cost cost = meter.between(start, meter.read());
            long requests = Long.parseLong(WrkLoad.find(REQUESTS, report));
            System.out.printf(
                    Locale.ROOT,
                    "%d merchants, %d connections: %.0f tokens a second, p50 %s, p99 %s; CPU s per 1,000: daemon %.3f,"
                            + " PostgreSQL %.3f; refreshes %.0f; peak RSS %.0f MiB%n",
                    merchants,
                    connections,
                    Double.parseDouble(WrkLoad.find(WrkLoad.RATE, report)),
                    WrkLoad.find(MEDIAN, report),
                    WrkLoad.find(P99, report),
                    cost.workerCpu() * 1000 / requests,
                    cost.databaseCpu() * 1000 / requests,
                    cost.refreshes(),
                    MemoryFigures.of(BenchDaemon.NAME, daemon.process(), merchants)
                            .peakRss());
            long all = requests + Long.parseLong(WrkLoad.find(REQUESTS, before));
            Awaitility.await("the hand-outs to be counted")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> site.database().number(COUNTED) >= all);
        }
        return 0;
    }

    private static Map<String, String> settings(int port) {
        return Map.of("CATWALK_API_PORT", Integer.toString(port), "CATWALK_API_MAX_REQUESTS_PER_SECOND", "1000000");
    }

    private static final String COUNTED = "select sum(times) from reporting.token_handout";

    private static void addKey(BenchDatabase database) throws SQLException {
        database.execute("""
                insert into app.api_key (key_name, key_sha256, scopes, created_at)
                values ('bench', sha256('%s'), '{token}', now())
                """.formatted(KEY));
    }

    private static final String MERCHANTS = "select string_agg(quote_literal(merchant_appid), ',') from app.merchant";

    /** For wrk: one merchant after the other. */
    private static Path script(BenchSite site) throws IOException, SQLException {
        return Files.writeString(site.children().logs().resolve("tokens.lua"), """
                local merchants = {%s}
                local requests = {}
                local last = 0
                wrk.headers['Authorization'] = 'Bearer %s'
                init = function()
                  for i, merchant in ipairs(merchants) do
                    requests[i] = wrk.format('GET', '/api/v1/components/%s/merchants/' .. merchant .. '/access-token')
                  end
                end
                request = function()
                  last = last %% #requests + 1
                  return requests[last]
                end
                """.formatted(
                        site.database().text(MERCHANTS), KEY, ComponentCredentials.DEFAULT.appid()));
    }
}
