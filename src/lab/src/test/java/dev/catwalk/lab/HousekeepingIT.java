package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Promise 13: a walk over all whose slices fill every place they may have, on a platform that answers in five seconds, keeps
 * nothing else waiting. With other figures it is the measurement of the README:
 *
 * <pre>
 * ./mvnw verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=HousekeepingIT \
 *   -Dhousekeeping.merchants=100000 -Dhousekeeping.seconds=900
 * </pre>
 *
 * <p>With {@code -Dhousekeeping.first-walk=true} it measures beside the first walk, which a million merchants make long enough.
 * No merchant was read before, so no walk over reviews runs beside it.
 */
class HousekeepingIT {
    private static final int MERCHANTS = Integer.getInteger("housekeeping.merchants", 2000);
    private static final Duration LATENCY = Duration.ofMillis(Integer.getInteger("housekeeping.latency", 5000));
    private static final Duration MEASURED = Duration.ofSeconds(Integer.getInteger("housekeeping.seconds", 25));
    private static final String RATE = System.getProperty("housekeeping.rate", "10000");
    private static final Duration LIMIT = Duration.ofMinutes(2).plusSeconds(MERCHANTS / 100);
    private static final int CONCURRENCY = 64;
    private static final boolean FIRST_WALK = Boolean.getBoolean("housekeeping.first-walk");

    private final Site site = Site.with(SimulatorOptions.builder()
            .merchants(MERCHANTS)
            .mix(MerchantMix.PLAIN)
            .eventLoops(2));
    private final Map<String, Duration> longestWait = new TreeMap<>();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void whatFallsDueDuringALongWalkRunsOnTime() {
        // given
        // So many that the walk over them never runs out of calls to make.
        site.platform()
                .component()
                .merchants(0, FIRST_WALK ? 0 : MERCHANTS / 3)
                .forEach(merchant -> merchant.put(SimulatedCategory.underReview(8, 39)));
        Map<String, String> environment = site.environment();
        // The first walk is started below, when all merchants are listed.
        environment.put("CATWALK_WALK_SCHEDULE", FIRST_WALK ? "0 15 4 * * ?" : "0/15 * * * * ?");
        environment.put("CATWALK_WALK_UNDER_REVIEW_SCHEDULE", "0/15 * * * * ?");
        environment.put("CATWALK_WALK_MAX_CALLS_PER_SECOND", RATE);
        try (CatwalkProcess daemon = CatwalkProcess.start(environment, "serve")) {
            daemon.awaitOutput("up; ");
            site.platform().component().pushTicketNow().join();
            if (!FIRST_WALK) {
                Awaitility.await("each merchant was read once")
                        .atMost(LIMIT)
                        .until(() -> site.count(
                                        "select count(*) from reporting.walk where state = 'completed' and merchants = ?",
                                        MERCHANTS)
                                > 0);
            } else {
                Awaitility.await("all merchants are listed")
                        .atMost(LIMIT)
                        .until(() -> site.count("select count(*) from app.merchant") == MERCHANTS);
                site.database().useHandle(handle -> handle.execute(START_NOW, "walk-all"));
            }
            site.platform().faults().add(Fault.delay(LATENCY));
            Awaitility.await("a walk over all has taken all its places")
                    .atMost(LIMIT)
                    .until(() -> site.count("""
                            select count(*) from quartz.qrtz_fired_triggers where trigger_group = 'slice-all' and state = 'EXECUTING'
                            """) == 8);
            long before = visitsUnderReview();

            // when
            Duration overdue = untilAnOverdueTicketIsReported();
            long endsAt = System.nanoTime() + MEASURED.toNanos();
            Awaitility.await("the end of the measurement")
                    .pollInterval(Duration.ofMillis(500))
                    .atMost(MEASURED.plusSeconds(30))
                    .until(() -> {
                        look();
                        return System.nanoTime() - endsAt > 0;
                    });
            long visits = visitsUnderReview() - before;
            System.out.println("longest time between two runs " + longestWait + ", visits under review " + visits
                    + ", an overdue ticket was reported after " + overdue);

            // then
            assertThat(site.count("select sum(merchants) from app.walk where scope = 'all' and state = 'running'"))
                    .as("merchants of the long walk, which still runs")
                    .isEqualTo(MERCHANTS);
            assertThat(longestWait.get("upkeep")).isLessThan(Duration.ofSeconds(20));
            assertThat(longestWait.get("push-inbox")).isLessThan(Duration.ofSeconds(20));
            assertThat(longestWait.get("ticket-watch")).isLessThan(Duration.ofSeconds(70));
            if (!FIRST_WALK) {
                // Half of the calls there can be, less what the first pages take to end.
                assertThat(visits)
                        .isGreaterThan(MEASURED.toSeconds() * CONCURRENCY / Math.max(1, LATENCY.toSeconds()) / 4);
            }
        }
    }

    private static final String AGE_TICKET = """
            with silence as (
              update app.component set ticket_listening_since = ticket_listening_since - interval '31 minutes')
            update app.component_token set verify_ticket_issued_at = verify_ticket_issued_at - interval '31 minutes',
              verify_ticket_received_at = verify_ticket_received_at - interval '31 minutes'
            """;

    private static final String START_NOW = """
            update quartz.qrtz_triggers set next_fire_time = extract(epoch from clock_timestamp()) * 1000
            where trigger_name = ? and trigger_state = 'WAITING'
            """;

    /** From the moment at which the watch is due. */
    private Duration untilAnOverdueTicketIsReported() {
        site.database().useHandle(handle -> handle.execute(AGE_TICKET));
        Awaitility.await("the ticket watch waits for its turn")
                .until(() -> site.database().withHandle(handle -> handle.execute(START_NOW, "ticket-watch")) == 1);
        long dueAt = System.nanoTime();
        Awaitility.await("platform.ticket_overdue")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        site.count("select count(*) from reporting.alert where type = 'platform.ticket_overdue'") > 0);
        return Duration.ofNanos(System.nanoTime() - dueAt);
    }

    private static final String SINCE = """
            select trigger_name, extract(epoch from clock_timestamp()) * 1000 - greatest(prev_fire_time, start_time)
            from quartz.qrtz_triggers where trigger_name in ('upkeep', 'push-inbox', 'ticket-watch')
            """;

    private void look() {
        site.database().useHandle(handle -> handle.select(SINCE)
                .map((row, context) -> Map.entry(row.getString(1), Duration.ofMillis(row.getLong(2))))
                .forEach(since ->
                        longestWait.merge(since.getKey(), since.getValue(), (a, b) -> a.compareTo(b) > 0 ? a : b)));
    }

    private long visitsUnderReview() {
        return site.count("""
                select sum(merchants) from (
                  select o.merchants from app.walk_slice_outcome o join app.walk w using (walk_id) where w.scope = 'under_review'
                  union all select l.merchants from app.walk_ledger l join app.walk w using (walk_id)
                  where w.scope = 'under_review'
                  union all select 0) visits
                """);
    }
}
