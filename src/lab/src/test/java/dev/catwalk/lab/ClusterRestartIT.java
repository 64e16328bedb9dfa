package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.Cluster.Node;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Walks fall due every few seconds, and whatever happens to the nodes each of them is started or skipped, once. */
class ClusterRestartIT {
    private static final int MERCHANTS = 120;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String PASSWORD = "correct horse battery";
    /** Of it, by the cheapest bcrypt there is. */
    private static final String HASH = "$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

    private static final Pattern PROBLEM = Pattern.compile("name=\"problem\" value=\"(\\d+\\.\\d+)\"");

    private final Site site = Site.with(SimulatorOptions.builder()
            .merchants(MERCHANTS)
            .mix(MerchantMix.PLAIN)
            .rotateRefreshTokens(true));
    private final WebhookSink receiver = new WebhookSink(message -> {});
    private Cluster cluster;

    @AfterEach
    void close() {
        cluster.close();
        receiver.close();
        site.close();
    }

    /** At last a node dies while it is about to start a walk, which is not forgotten. */
    @Test
    void aRollingRestartInTheMiddleOfWalksLosesNothingAndDoesNothingTwice() {
        // given
        site.platform().faults().add(Fault.delay(Duration.ofMillis(100)).on(Api.GET_CATEGORY));
        cluster = new Cluster(site, settings("0/2 * * * * ?"));
        List<Node> nodes = new ArrayList<>(cluster.start(2));
        site.platform().component().pushTicketNow().join();
        awaitNextWalk();
        assertThatTheirConsolesAreOne(nodes.getFirst(), nodes.getLast());

        // when
        for (int i = 0; i < 2; i++) {
            reject(site.platform().component().merchants(i * 10, 10));
            Node node = nodes.get(i);
            node.process().await("it is walking", () -> !node.slices().isEmpty());
            CatwalkProcess.Ending ending = node.process().terminate();
            assertThat(ending.exitCode()).as(node.process().output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            nodes.addAll(cluster.start(1));
            awaitNextWalk();
        }
        Awaitility.await("the rejections are delivered")
                .atMost(LIMIT)
                .until(() -> site.count(TOLD) == 20 && site.count(UNTOLD) == 0);
        site.platform().faults().clear();
        killWhilePlanning(nodes.subList(2, 4));
        awaitNextWalk();
        cluster.terminate();

        // then
        assertThat(site.count("select count(*) from reporting.walk where state = 'stopped'"))
                .isZero();
        assertThat(outcomes()).containsExactlyInAnyOrder("changed", "unchanged");
        assertThat(site.count(UNBALANCED)).isZero();
        assertThat(site.platform().calls().count(Api.GET_CATEGORY))
                .as("each visit asks once")
                .isEqualTo(site.count("select sum(merchants) from reporting.walk_ledger"));
        assertThat(site.platform().calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(MERCHANTS);
        assertThatEveryDueWalkHasOneRow(Duration.ofSeconds(2));
        assertThat(receiver.ids()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(alertIds());
    }

    /** A session, an act and the end of a user count at each node from the next request on. */
    private void assertThatTheirConsolesAreOne(Node one, Node other) {
        site.database().useHandle(handle -> {
            handle.execute(
                    "insert into app.console_user (user_name, password_hash, user_role, created_at)"
                            + " values ('ada', ?, 'operator', now())",
                    HASH);
            handle.execute("""
                    insert into app.problem (merchant_id, first_id, second_id, kind, reason, opened_at, times_before)
                    select min(merchant_id), 98, 99, 'rejected', 'a reason', now(), 0 from app.merchant""");
        });
        try (HttpClient browser = HttpClient.newHttpClient()) {
            String session = request(browser, one, "/login", "name=ada&password=" + PASSWORD, "")
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow()
                    .replaceFirst(";.*", "");
            Matcher problem = PROBLEM.matcher(
                    request(browser, other, "/problems", null, session).body());
            assertThat(problem.find()).isTrue();
            String act = "act=acknowledge&days=7&problem=" + problem.group(1);
            assertThat(request(browser, one, "/problems/acts", act, session).statusCode())
                    .isEqualTo(303);
            assertThat(request(browser, other, "/problems?state=acknowledged", null, session)
                            .body())
                    .containsPattern(PROBLEM);
            site.database().useHandle(handle -> handle.execute("delete from app.console_user"));
            for (Node node : List.of(one, other)) {
                assertThat(request(browser, node, "/problems", null, session).statusCode())
                        .isEqualTo(303);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        site.database().useHandle(handle -> handle.execute("delete from app.problem where first_id = 98"));
    }

    /** @param form null to get the page */
    private static HttpResponse<String> request(HttpClient browser, Node node, String path, String form, String session)
            throws IOException, InterruptedException {
        String origin = "http://127.0.0.1:" + node.consolePort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .headers("Origin", origin, "Cookie", session, "Content-Type", "application/x-www-form-urlencoded");
        return browser.send(
                (form == null ? request : request.POST(BodyPublishers.ofString(form))).build(),
                BodyHandlers.ofString());
    }

    private Map<String, String> settings(String schedule) {
        return Map.of(
                "CATWALK_WALK_SCHEDULE", schedule,
                "CATWALK_WALK_CONCURRENCY", "4",
                "CATWALK_WALK_MAX_CALLS_PER_SECOND", "10000",
                "CATWALK_PLATFORM_TIMEOUT", "60s",
                "CATWALK_CONSOLE_AUTH", "users",
                "CATWALK_ALERT_WEBHOOK_URL", receiver.url(),
                "CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst(),
                "CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
    }

    private static void reject(List<SimulatedMerchant> merchants) {
        merchants.forEach(merchant -> merchant.put(SimulatedCategory.rejected(8, 39, "资质不符")));
    }

    private static final String TOLD = """
            select count(distinct audit_change.merchant_appid) from reporting.audit_change join reporting.alert using (change_id)
            where first_id = 8 and second_id = 39 and not first_sight and state = 'delivered'
            """;

    private static final String UNTOLD = "select count(*) from reporting.alert where state <> 'delivered'";

    private static final String UNBALANCED = """
            select count(*) from reporting.walk
            where state = 'completed' and merchants <> (
              select coalesce(sum(merchants), 0) from reporting.walk_ledger where walk_ledger.walk_id = walk.walk_id)
            """;

    private List<String> outcomes() {
        return site.database().withHandle(handle -> handle.select("select distinct outcome from reporting.walk_ledger")
                .mapTo(String.class)
                .list());
    }

    private List<String> alertIds() {
        return site.database().withHandle(handle -> handle.select("select webhook_id from app.alert")
                .mapTo(String.class)
                .list());
    }

    /** Returns when a walk over all that is yet to begin has ended. */
    private void awaitNextWalk() {
        long newest = site.count("select max(walk_id) from app.walk");
        Awaitility.await("the end of a walk")
                .atMost(LIMIT)
                .until(() -> site.count(
                                "select count(*) from reporting.walk where walk_id > ? and state = 'completed' and merchants = ?",
                                newest,
                                MERCHANTS)
                        > 0);
    }

    private static final String DUE = """
            select planned_at from reporting.walk
            where scope = 'all' and planned_at = date_trunc('second', planned_at) order by planned_at
            """;

    private void assertThatEveryDueWalkHasOneRow(Duration interval) {
        List<Instant> due = site.database()
                .withHandle(handle -> handle.select(DUE).mapTo(Instant.class).list());
        assertThat(due).hasSizeGreaterThan(5);
        List<Instant> expected = Stream.iterate(due.getFirst(), at -> at.plus(interval))
                .limit(due.size())
                .toList();
        assertThat(due).isEqualTo(expected);
    }

    private static final String PLANNING = """
            select instance_name from quartz.qrtz_fired_triggers
            where job_name = 'walk-all' and state = 'EXECUTING' and not exists (
              select from app.walk where scope = 'all' and planned_at = to_timestamp(sched_time / 1000))
            """;

    /** Kills the node that is about to start, or to skip, the walk that is due: with the table locked it cannot yet. */
    private void killWhilePlanning(List<Node> nodes) {
        try (Handle lock = site.database().open()) {
            Awaitility.await("a moment between two walks").atMost(LIMIT).until(() -> isLockedWhileNoneRuns(lock));
            String planning = Awaitility.await("a walk is due")
                    .atMost(LIMIT)
                    .until(() -> lock.select(PLANNING).mapTo(String.class).findOne(), Optional::isPresent)
                    .orElseThrow();
            nodes.stream().filter(node -> node.name().equals(planning)).forEach(node -> node.process()
                    .kill());
            lock.rollback();
        }
    }

    /** A walk in the middle would repeat the calls that are on their way. */
    private static boolean isLockedWhileNoneRuns(Handle lock) {
        lock.begin();
        lock.execute("lock table app.walk in exclusive mode");
        boolean none = lock.select("select count(*) = 0 from app.walk where state = 'running'")
                .mapTo(Boolean.class)
                .one();
        if (!none) {
            lock.rollback();
        }
        return none;
    }
}
