package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.surroundings.FreePort;
import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.Fault;
import dev.catwalk.simulator.Hold;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons as processes, one after the other on one database: what one leaves behind when it ends or is killed, the next goes on with. */
class ClusterIT {
    private static final int MERCHANTS = 400;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Site site;

    @BeforeEach
    void open() {
        site = Site.with(SimulatorOptions.builder()
                .merchants(MERCHANTS)
                .mix(MerchantMix.PLAIN)
                .rotateRefreshTokens(true)
                .latency(Duration.ofMillis(20)));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aNodeKilledBetweenCallAndRecordLosesNothing() {
        // given: everybody is known, then the categories of one merchant change
        CatwalkProcess killed = CatwalkProcess.start(node(1), "serve").awaitOutput("up; ");
        site.platform().component().pushTicketNow().join();
        awaitLedger(1, Map.of("changed", (long) MERCHANTS));
        SimulatedMerchant merchant = merchants().getFirst();
        merchant.submit(8, 39);
        Hold answer = site.platform().faults().hold(Api.GET_CATEGORY, merchant.appid());
        killed.kill();
        Map<String, String> walking = node(1);
        walking.put("CATWALK_WALK_SCHEDULE", "* * * * * ?");

        // when: the platform has answered, the answer is on its way, and the process dies
        try (CatwalkProcess node = CatwalkProcess.start(walking, "serve").awaitOutput("up; ")) {
            Awaitility.await().atMost(LIMIT).until(answer::arrived);
            node.kill();
        }
        site.platform().faults().clear();
        long interrupted = site.count("select max(walk_id) from app.walk where scope = 'all' and state = 'running'");
        try (CatwalkProcess _ = CatwalkProcess.start(node(2), "serve").awaitOutput("up; ")) {
            // then
            awaitLedger(interrupted, Map.of("changed", 1L, "unchanged", MERCHANTS - 1L));
            assertThat(site.count(
                            "select count(*) from reporting.audit_change where merchant_appid = ? and not first_sight",
                            merchant.appid()))
                    .isEqualTo(1);
        }
    }

    @Test
    void refreshTokensThatRotateSurviveADeathBetweenCallAndRecord() {
        // given: the platform has rotated a refresh token, and the process dies before it can store the new one
        SimulatedMerchant merchant = merchants().getFirst();
        Hold answer = site.platform().faults().hold(Api.AUTHORIZER_TOKEN, merchant.appid());
        try (CatwalkProcess node = CatwalkProcess.start(node(1), "serve").awaitOutput("up; ")) {
            site.platform().component().pushTicketNow().join();
            Awaitility.await().atMost(LIMIT).until(answer::arrived);
            node.kill();
        }
        site.platform().faults().clear();

        // when
        try (CatwalkProcess _ = CatwalkProcess.start(node(2), "serve").awaitOutput("up; ")) {
            // then
            awaitLedger(1, Map.of("changed", (long) MERCHANTS));
            assertThat(site.count("select count(*) from reporting.alert")).isEqualTo(rejections());
        }
    }

    @Test
    void aDaemonThatIsAskedToEndInTheMiddleOfAWalkLeavesTheRestToTheNext() {
        // given
        site.platform().faults().add(Fault.delay(Duration.ofMillis(400)).on(Api.GET_CATEGORY));
        Map<String, String> slow = node(1);
        slow.put("CATWALK_WALK_CONCURRENCY", "4");
        slow.put("CATWALK_WALK_PAGE_SIZE", "5");
        try (CatwalkProcess node = CatwalkProcess.start(slow, "serve").awaitOutput("up; ")) {
            site.platform().component().pushTicketNow().join();
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> site.count("select count(*) from app.merchant_visit where outcome = 'changed'") > 10);

            // when
            CatwalkProcess.Ending ending = node.terminate();

            // then
            assertThat(ending.exitCode()).as(node.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
        }
        site.platform().faults().clear();
        try (CatwalkProcess _ = CatwalkProcess.start(node(2), "serve").awaitOutput("up; ")) {
            awaitLedger(1, Map.of("changed", (long) MERCHANTS));
        }
        assertThat(site.platform().calls().answered(Api.GET_CATEGORY, 0)).isEqualTo(MERCHANTS);
    }

    private List<SimulatedMerchant> merchants() {
        return site.platform().component().merchants(0, MERCHANTS);
    }

    private long rejections() {
        return site.count("select count(*) from reporting.rejection");
    }

    /** The second node listens elsewhere: the platform knows one address. */
    private Map<String, String> node(int number) {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_WALK_MAX_CALLS_PER_SECOND", "10000");
        if (number != 1) {
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()));
            environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.any()));
        }
        return environment;
    }

    private void awaitLedger(long walkId, Map<String, Long> ledger) {
        Awaitility.await("the ledger of walk " + walkId)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    assertThat(site.count(
                                    "select count(*) from app.walk where walk_id = ? and state = 'completed'", walkId))
                            .isEqualTo(1);
                    ledger.forEach((outcome, merchants) -> assertThat(site.count(
                                    "select coalesce(sum(merchants), 0) from reporting.walk_ledger where walk_id = ? and outcome = ?",
                                    walkId,
                                    outcome))
                            .isEqualTo(merchants));
                });
    }
}
