package dev.catwalk.lab.bench;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.lab.bench.walk.Walker;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Catwalk itself, as {@code deploy/catwalk serve} runs it. */
public final class BenchDaemon implements Walker {
    public static final String NAME = "catwalk";
    /** Of one walk, on whatever machine: 100 merchants per second, and ten minutes besides. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Duration LIMIT_PER_MERCHANT = Duration.ofMillis(10);
    /** No schedule of its own, but a trigger that {@link #walk} can set off. */
    private static final String NEVER_BY_ITSELF = "0 0 0 1 1 ? 2099";

    private final BenchSite site;
    private final Process process;
    private final double readyAfterSeconds;

    private BenchDaemon(BenchSite site, Process process, double readyAfterSeconds) {
        this.site = site;
        this.process = process;
        this.readyAfterSeconds = readyAfterSeconds;
    }

    static BenchDaemon start(BenchSite site, int pushPort, Map<String, String> settings) throws IOException {
        int managementPort = FreePort.any();
        Map<String, String> environment = new TreeMap<>(configuration(site, pushPort, managementPort));
        environment.putAll(settings);
        long startedAt = System.nanoTime();
        Process process = site.children().catwalk(environment, "serve");
        awaitReady(site, process, managementPort);
        return new BenchDaemon(site, process, (System.nanoTime() - startedAt) / 1e9);
    }

    private static void awaitReady(BenchSite site, Process process, int managementPort) {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Awaitility.await("the daemon; logs in " + site.children().logs())
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("the daemon ended; logs in " + site.children().logs(), () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(() -> http.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    private static Map<String, String> configuration(BenchSite site, int pushPort, int managementPort) {
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        return Map.ofEntries(
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", site.database().jdbcUrl()),
                Map.entry("QUARKUS_DATASOURCE_USERNAME", "postgres"),
                Map.entry("QUARKUS_DATASOURCE_PASSWORD", "postgres"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(pushPort)),
                Map.entry("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort)),
                Map.entry("CATWALK_COMPONENT_APPID", component.appid()),
                Map.entry("CATWALK_COMPONENT_SECRET", component.secret()),
                Map.entry("CATWALK_COMPONENT_PUSH_TOKEN", component.pushToken()),
                Map.entry("CATWALK_COMPONENT_ENCODING_AES_KEY", component.encodingAesKey()),
                Map.entry("CATWALK_PLATFORM_URL", site.platform().url()),
                Map.entry("CATWALK_TOKEN_KEYSET", KEYSET),
                Map.entry("CATWALK_MERCHANT_ROSTER_SCHEDULE", "off"),
                Map.entry("CATWALK_WALK_SCHEDULE", NEVER_BY_ITSELF),
                Map.entry("CATWALK_WALK_UNDER_REVIEW_SCHEDULE", "off"));
    }

    /** The same for every start, since a daemon opens what the one before it encrypted. */
    private static final String KEYSET = Keyset.generate();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** From the start of the script to the first answer that it is ready. */
    public double readyAfterSeconds() {
        return readyAfterSeconds;
    }

    /** From the first ticket until every merchant's facts, token and categories are stored. */
    @Override
    public Walked first() throws Exception {
        int before = (int) site.database().number(COMPLETED);
        long startedAt = System.nanoTime();
        site.platform().post("component/push-ticket", "");
        awaitWalks(before + 1);
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        requireFacts();
        Walked walked = walked(lastWalk());
        return new Walked(walked.merchants(), walked.changed(), seconds);
    }

    @Override
    public Walked walk() throws SQLException {
        long before = lastWalk();
        setOff("walk-all");
        await("the walk").until(() -> lastWalk() > before);
        return walked(lastWalk());
    }

    private static final String SET_OFF = """
            update quartz.qrtz_triggers set next_fire_time = extract(epoch from clock_timestamp()) * 1000
            where trigger_name = '%s' and trigger_state = 'WAITING'
            """;

    /** Lets what this trigger of the schedule starts begin at once. */
    void setOff(String trigger) {
        await(trigger + " to be waiting for its turn")
                .until(() -> site.database().update(SET_OFF.formatted(trigger)) == 1);
    }

    private static final String EXPIRE = "update app.merchant_token set access_token_expires_at = now()";

    @Override
    public void expireTokens() throws SQLException {
        site.database().execute(EXPIRE);
    }

    private static final String LAST_WALK = """
            select max(walk_id) from app.walk where scope = 'all' and finished_at is not null and merchants > 0
            """;

    private long lastWalk() throws SQLException {
        return (long) site.database().number(LAST_WALK);
    }

    private static final String WALKED = """
            select merchants, extract(epoch from finished_at - started_at),
              (select sum(merchants) from app.walk_ledger l where l.walk_id = w.walk_id and outcome = 'changed'),
              (select sum(merchants) from app.walk_ledger l
               where l.walk_id = w.walk_id and outcome in ('changed', 'unchanged'))
            from app.walk w where walk_id = ?
            """;

    private Walked walked(long walkId) throws SQLException {
        List<Double> walk = site.database().numbers(WALKED, walkId);
        if (!walk.get(0).equals(walk.get(3))) {
            throw new IllegalStateException(
                    "not every merchant could be read, so there is nothing to measure: %.0f of %.0f"
                            .formatted(walk.get(3), walk.get(0)));
        }
        return new Walked(walk.get(0).intValue(), walk.get(2).intValue(), walk.get(1));
    }

    private static final String COMPLETED = """
            select count(*) from app.walk where scope = 'all' and state = 'completed' and merchants > 0
            """;

    /** Returns when so many walks over all merchants were ever completed. */
    void awaitWalks(int count) {
        await(count + " walks").until(() -> site.database().number(COMPLETED) >= count);
    }

    private static final String FACTS_DUE =
            "select count(*) from app.merchant where facts_due and component_appid = '%s'"
                    .formatted(ComponentCredentials.DEFAULT.appid());

    /** They are read before the first walk begins; what failed is not tried again before the next night. */
    private void requireFacts() throws SQLException {
        double due = site.database().number(FACTS_DUE);
        if (due > 0) {
            throw new IllegalStateException("the names of %.0f merchants could not be read; logs in %s"
                    .formatted(due, site.children().logs()));
        }
    }

    private ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(LIMIT.plus(LIMIT_PER_MERCHANT.multipliedBy(site.merchants())))
                .pollInterval(Duration.ofMillis(20))
                .failFast("the daemon ended; logs in " + site.children().logs(), () -> !process.isAlive());
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
