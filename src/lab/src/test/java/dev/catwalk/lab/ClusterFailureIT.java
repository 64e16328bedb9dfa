package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.Cluster.Node;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One of two nodes dies, or sleeps, in the middle of a walk: of sixteen slices eight are on each node, the first page of each is
 * recorded, and for the second the platform does not answer.
 */
class ClusterFailureIT {
    private static final int MERCHANTS = 1600;
    private static final int SLICE = 100;
    private static final int PAGE = 20;

    /** The first of the cluster, which the first reading of the list of merchants starts. */
    private static final long WALK = 1;

    private static final Map<String, Integer> ALL_CHANGED = Map.of("changed", MERCHANTS);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Map<String, String> SETTINGS = Map.of(
            "CATWALK_WALK_PAGE_SIZE",
            Integer.toString(PAGE),
            "CATWALK_WALK_MAX_CALLS_PER_SECOND",
            "10000",
            "CATWALK_WALK_CONCURRENCY",
            "256",
            // What is not answered is waited for until it is.
            "CATWALK_PLATFORM_TIMEOUT",
            "90s");

    private Site site;
    private Cluster cluster;
    private Node victim;

    /** Appids in the order of slices. */
    private List<String> inOrder = List.of();

    /** The merchants of the second pages by appid, and which call for them is not answered. */
    private final Map<String, Api> held = new HashMap<>();

    @BeforeEach
    void open() {
        site = Site.with(SimulatorOptions.builder()
                .merchants(MERCHANTS)
                .mix(MerchantMix.PLAIN)
                .rotateRefreshTokens(true));
    }

    @AfterEach
    void close() {
        cluster.close();
        site.close();
    }

    /** Killed while it refreshes it leaves leases behind, and new refresh tokens that were never stored. */
    @Test
    void theSlicesOfANodeThatIsKilledGoOnWithinFifteenSecondsAndTheWalkAddsUp() {
        // given: of half of its slices the refreshes hang, of the others the readings
        cluster = new Cluster(site, SETTINGS);
        victim = cluster.start(2).getLast();
        walkUntilSecondPagesHang(List.of(Api.AUTHORIZER_TOKEN, Api.GET_CATEGORY));
        Set<Integer> left = victim.slices();
        Predicate<String> repeated = appid -> left.contains(sliceOf(appid)) && held.containsKey(appid);

        // when
        long killedAt = System.nanoTime();
        victim.process().kill();
        site.platform().faults().clear();
        Awaitility.await("the slices of the dead go on").atMost(LIMIT).until(() -> hanging(left) == 0);
        Duration goneOnAfter = Duration.ofNanos(System.nanoTime() - killedAt);

        // then
        assertThat(left).hasSize(8);
        // The promise is 15 s; the rest is the machine's.
        assertThat(goneOnAfter).isLessThan(Duration.ofSeconds(20));
        awaitEnd();
        assertThat(site.ledger(WALK)).isEqualTo(ALL_CHANGED);
        assertThat(site.count("select count(*) from reporting.category_snapshot"))
                .isEqualTo(MERCHANTS);
        assertThat(site.count("select count(*) from reporting.audit_change"))
                .isEqualTo(site.count("select count(*) from reporting.category_audit"));
        assertThat(site.count("select count(*) from reporting.alert"))
                .isEqualTo(site.count("select count(*) from reporting.rejection"));
        assertThat(merchants(repeated)).hasSize(8 * PAGE).allMatch(merchant -> callsOfTheHeld(merchant) == 2);
        assertThat(merchants(repeated.negate()))
                .allMatch(
                        merchant -> merchant.calls(Api.AUTHORIZER_TOKEN) == 1 && merchant.calls(Api.GET_CATEGORY) == 1);
        assertThat(merchants(appid -> true)).allMatch(merchant -> merchant.mostRefreshesInFlight() == 1);
        assertThatAllCanBeRefreshed();
    }

    @Test
    void aNodeThatSleptWhileAnotherWentOnOverwritesNothing() {
        // given: it sleeps with answers on their way that are outdated when it wakes up
        Map<String, String> settings = new HashMap<>(SETTINGS);
        // The other waits for the sleeper's leases to run out.
        settings.put("CATWALK_TOKEN_REFRESH_LEASE", "3s");
        cluster = new Cluster(site, settings);
        victim = cluster.start(2).getLast();
        walkUntilSecondPagesHang(List.of(Api.AUTHORIZER_TOKEN, Api.GET_CATEGORY));
        Set<Integer> left = victim.slices();
        victim.process().pause();
        Predicate<String> changed = appid -> left.contains(sliceOf(appid));
        merchants(changed).forEach(merchant -> merchant.submit(8, 39));
        site.platform().faults().clear();
        awaitEnd();

        // when
        victim.process().resume();
        victim.process()
                .await("it leaves its slices to the other", () -> left.stream().allMatch(slice -> victim.process()
                        .output()
                        .contains("slice taken over by another node; walk=" + WALK + " slice=" + slice)));

        // then
        assertThat(left).hasSize(8);
        assertThat(site.ledger(WALK)).isEqualTo(ALL_CHANGED);
        assertThat(merchants(changed.and(held::containsKey))).hasSize(8 * PAGE).allMatch(this::isSubmissionKnown);
        assertThatAllCanBeRefreshed();
        assertThat(merchants(changed)).allMatch(this::isSubmissionKnown);
        long visits = victim.visits();
        victim.process().await("it walks again", () -> victim.visits() > visits);
    }

    private void walkUntilSecondPagesHang(List<Api> calls) {
        Hold firstCalls = site.platform().faults().hold(Api.AUTHORIZER_INFO, null);
        site.platform().component().pushTicketNow().join();
        Awaitility.await("the merchants are known")
                .atMost(LIMIT)
                .until(() -> site.count("select count(*) from app.merchant") == MERCHANTS);
        inOrder = site.database()
                .withHandle(handle -> handle.select("select merchant_appid from app.merchant order by merchant_id")
                        .mapTo(String.class)
                        .list());
        inOrder.stream()
                .filter(appid -> inOrder.indexOf(appid) % SLICE / PAGE == 1)
                .forEach(appid -> held.put(appid, calls.get(sliceOf(appid) % calls.size())));
        held.forEach((appid, api) -> site.platform().faults().hold(api, appid));
        firstCalls.release();
        Awaitility.await("the second pages hang").atMost(LIMIT).until(() -> held.entrySet().stream()
                .allMatch(call -> site.platform().merchant(call.getKey()).calls(call.getValue()) == 1));
    }

    private static final String HANGING =
            "select count(*) from app.walk_slice where walk_id = ? and slice_no = any(?) and position = ?";

    /** How many of these slices are where the walk hung. */
    private long hanging(Set<Integer> slices) {
        return site.count(HANGING, WALK, slices.toArray(Integer[]::new), PAGE);
    }

    private void awaitEnd() {
        Awaitility.await("the end of the walk").atMost(LIMIT).until(() -> site.isCompleted(WALK));
    }

    /** Uses every refresh token that is stored once more, in a walk that a third node starts. */
    private void assertThatAllCanBeRefreshed() {
        site.platform().calls().clear();
        site.database()
                .useHandle(handle -> handle.execute("update app.merchant_token set access_token_expires_at = now()"));
        cluster.start(1, Map.of("CATWALK_WALK_SCHEDULE", "0/3 * * * * ?"));
        Awaitility.await("the end of the next walk").atMost(LIMIT).until(() -> site.isCompleted(WALK + 1));
        assertThat(site.platform().calls().answered().get(Api.AUTHORIZER_TOKEN)).isEqualTo(Map.of(0, (long) MERCHANTS));
        assertThat(site.platform().calls().count(Api.AUTHORIZER_INFO)).isZero();
        assertThat(site.ledger(WALK + 1).keySet()).isSubsetOf("changed", "unchanged");
    }

    private boolean isSubmissionKnown(SimulatedMerchant merchant) {
        return site.count(
                        "select count(*) from reporting.category_audit where merchant_appid = ? and first_id = 8 and second_id = 39",
                        merchant.appid())
                == 1;
    }

    private int callsOfTheHeld(SimulatedMerchant merchant) {
        return merchant.calls(held.get(merchant.appid()));
    }

    private int sliceOf(String appid) {
        return inOrder.indexOf(appid) / SLICE + 1;
    }

    private List<SimulatedMerchant> merchants(Predicate<String> which) {
        return inOrder.stream().filter(which).map(site.platform()::merchant).toList();
    }
}
