package dev.catwalk.lab.bench;

import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long after the platform decided on a category, and pushed that, the webhook's receiver has the alert. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "From the platform's audit push to the webhook's receipt of the rejection.")
final class AlertBench implements Callable<Integer> {
    private static final Pattern MERCHANT = Pattern.compile("\"merchant_appid\":\"([^\"]+)\"");
    private static final int FIRST = 8;
    private static final int SECOND = 39;

    @Option(names = "--merchants", defaultValue = "10000", description = "default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(
            names = "--rejections",
            defaultValue = "500",
            description = "each of another merchant; default: ${DEFAULT-VALUE}")
    private int rejections;

    @Option(names = "--per-second", defaultValue = "20", description = "default: ${DEFAULT-VALUE}")
    private int perSecond;

    @Option(
            names = "--latency",
            defaultValue = "50",
            description = "of each call, in milliseconds; default: ${DEFAULT-VALUE}")
    private int latency;

    @Option(names = "--walking", description = "while walks over all merchants follow one on the other")
    private boolean walking;

    private final Map<String, Long> decidedAt = new ConcurrentHashMap<>();
    private final Map<String, Long> receivedAt = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws Exception {
        System.out.printf(
                "%d merchants, %d rejections, %d a second, %d ms of latency%s, %d cores, Java %s%n%n",
                merchants,
                rejections,
                perSecond,
                latency,
                walking ? ", during walks" : "",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        try (WebhookSink receiver = new WebhookSink(this::received);
                BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/alerts"), merchants);
                BenchDaemon daemon = site.serve(settings(receiver))) {
            site.platform().latency(latency);
            daemon.first();
            daemon.awaitWalks(walking ? 3 : 1);
            reject(site, appids(site));
            Awaitility.await("the alerts")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> receivedAt.keySet().containsAll(decidedAt.keySet()));
            System.out.println(figures());
        }
        return 0;
    }

    private Map<String, String> settings(WebhookSink receiver) {
        return Map.of(
                "CATWALK_WALK_SCHEDULE",
                walking ? "* * * * * ?" : "off",
                "CATWALK_ALERT_WEBHOOK_URL",
                receiver.url(),
                "CATWALK_ALERT_WEBHOOK_SECRET",
                Receivers.SECRETS.getFirst(),
                "CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES",
                "true");
    }

    private void received(WebhookSink.Message message) {
        long now = System.nanoTime();
        Matcher merchant = MERCHANT.matcher(message.body());
        if (message.body().contains("\"second_id\":" + SECOND) && merchant.find()) {
            receivedAt.putIfAbsent(merchant.group(1), now);
        }
    }

    /** Merchants without the category that will be rejected, from all over the fleet. */
    private String[] appids(BenchSite site) throws Exception {
        int step = Math.max(1, merchants / rejections);
        String[] appids = new String[rejections];
        for (int i = 0; i < rejections; i++) {
            appids[i] = site.platform()
                    .get("merchants?count=1&offset=" + (long) i * step % merchants)
                    .findValue("appid")
                    .asText();
        }
        return appids;
    }

    private void reject(BenchSite site, String[] appids) throws Exception {
        try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(16)) {
            for (int i = 0; i < appids.length; i++) {
                String appid = appids[i];
                clock.schedule(() -> reject(site, appid), i * 1_000_000L / perSecond, TimeUnit.MICROSECONDS);
            }
        }
    }

    private Void reject(BenchSite site, String appid) throws Exception {
        String category =
                "{\"first\":%d,\"second\":%d,\"audit_status\":2,\"reason\":\"资质不符\"}".formatted(FIRST, SECOND);
        site.platform().post("merchants/" + appid + "/submit", "{\"first\":%d,\"second\":%d}".formatted(FIRST, SECOND));
        decidedAt.put(appid, System.nanoTime());
        site.platform().post("merchants/" + appid + "/decide", category);
        return null;
    }

    private String figures() {
        double[] seconds = decidedAt.keySet().stream()
                .mapToDouble(appid -> (receivedAt.get(appid) - decidedAt.get(appid)) / 1e9)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "from push to receipt: p50 %.3f s, p95 %.3f s, p99 %.3f s, longest %.3f s, of %d",
                at(seconds, 0.50),
                at(seconds, 0.95),
                at(seconds, 0.99),
                seconds[seconds.length - 1],
                seconds.length);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
