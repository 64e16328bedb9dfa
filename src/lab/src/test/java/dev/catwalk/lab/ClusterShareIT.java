package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.Cluster.Node;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.MerchantMix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes share a walk, each merchant of it once, and the limit on calls per second is the cluster's. */
class ClusterShareIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int CALLS_PER_SECOND = 100;

    /** Enough to be walked still when the second node has ended, which takes seconds. */
    private static final int MERCHANTS = 1200;

    private final Site site = Site.with(SimulatorOptions.builder()
            .merchants(MERCHANTS)
            .mix(MerchantMix.PLAIN)
            .rotateRefreshTokens(true)
            .latency(Duration.ofMillis(20)));
    private final Cluster cluster = new Cluster(
            site,
            Map.of(
                    "CATWALK_WALK_MAX_CALLS_PER_SECOND",
                    Integer.toString(CALLS_PER_SECOND),
                    "CATWALK_PLATFORM_TIMEOUT",
                    "90s"));

    @AfterEach
    void close() {
        cluster.close();
        site.close();
    }

    /** A node that dies is counted for some seconds more; one that ends says so. */
    @Test
    void theLimitHoldsWhenANodeJoinsAndWhenOneLeavesAndEachMerchantIsAskedOnce() {
        // given
        Node stays = cluster.start(1).getFirst();
        Hold walk = site.platform().faults().hold(Api.AUTHORIZER_TOKEN, null);
        site.platform().component().pushTicketNow().join();
        Awaitility.await("the walk has begun").atMost(LIMIT).until(walk::arrived);

        // when
        Node leaves = cluster.start(1).getFirst();
        awaitNodesWalking(2);
        walk.release();
        // Each node counts the nodes every second.
        rateOfTheNext(CALLS_PER_SECOND);
        List<Long> before = List.of(stays.calls(), leaves.calls());
        double together = rateOfTheNext(400);
        List<Long> calls = List.of(stays.calls() - before.get(0), leaves.calls() - before.get(1));
        assertThat(leaves.process().terminate().exitCode()).isZero();
        rateOfTheNext(CALLS_PER_SECOND);
        double alone = rateOfTheNext(300);
        Awaitility.await("the end of the walk").atMost(LIMIT).until(() -> site.isCompleted(1));

        // then
        // A node keeps the calls of a tenth of a second: what a busy machine keeps from it for longer is lost.
        assertThat(together).isBetween(0.5 * CALLS_PER_SECOND, 1.1 * CALLS_PER_SECOND);
        assertThat(alone).isBetween(0.5 * CALLS_PER_SECOND, 1.1 * CALLS_PER_SECOND);
        double called = calls.stream().mapToLong(Long::longValue).sum();
        assertThat(calls).as("calls of each node").allSatisfy(ofOne -> assertThat(ofOne / called * together)
                .isLessThanOrEqualTo(0.6 * CALLS_PER_SECOND));
        assertThat(site.ledger(1)).isEqualTo(Map.of("changed", MERCHANTS));
        assertThat(site.platform().calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
        for (SimulatedMerchant merchant : site.platform().component().merchants(0, MERCHANTS)) {
            assertThat(merchant.calls(Api.AUTHORIZER_TOKEN)).isEqualTo(1);
            assertThat(merchant.calls(Api.GET_CATEGORY)).isEqualTo(1);
        }
        assertThat(site.count("select count(*) from reporting.audit_change"))
                .isEqualTo(site.count("select count(*) from reporting.category_audit"));
    }

    private void awaitNodesWalking(int count) {
        Awaitility.await(count + " nodes are walking").atMost(LIMIT).until(() -> site.count("""
                select count(distinct instance_name) from quartz.qrtz_fired_triggers where job_group = 'slice'
                """) == count);
    }

    /** Calls per second, while the platform is asked that often. */
    private double rateOfTheNext(int calls) {
        long before = site.platform().calls().total();
        long beganAt = System.nanoTime();
        Awaitility.await(calls + " calls")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> site.platform().calls().total() >= before + calls);
        return (site.platform().calls().total() - before) / ((System.nanoTime() - beganAt) / 1e9);
    }
}
