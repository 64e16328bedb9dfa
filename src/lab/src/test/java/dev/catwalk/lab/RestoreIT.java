package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The restore drill: a copy of the database elsewhere and the keyset are all it takes. The copy is made by PostgreSQL itself,
 * which tests can rely on everywhere; pg_dump carries the same rows.
 */
class RestoreIT {
    private final Site site = Site.with(SimulatorOptions.builder().merchants(40));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final WebhookSink receiver = new WebhookSink(message -> told.add(id(message)));

    @AfterEach
    void close() {
        receiver.close();
        site.close();
    }

    @Test
    void theCopyGoesOnWhereTheDatabaseWasAndReportsNothingTwice() {
        // given: a daemon that has worked, and told what it found
        long alerts;
        try (CatwalkProcess daemon = CatwalkProcess.start(environment())) {
            daemon.awaitOutput("up;");
            site.platform().component().pushTicketNow();
            daemon.await("a walk is completed", () -> walks(site.databaseName()) > 0);
            merchant(0).put(SimulatedCategory.rejected(8, 39, "资质不符"));
            // The walk after the one that may be running now has read it.
            long walked = walks(site.databaseName());
            daemon.await(
                    "it is told",
                    () -> walks(site.databaseName()) >= walked + 2
                            && told.size() > 0
                            && undelivered(site.databaseName()) == 0);
            assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
        }
        alerts = told.size();
        String restored = site.databaseName() + "_restored";
        site.server()
                .useHandle(
                        handle -> handle.execute("create database " + restored + " template " + site.databaseName()));
        Map<String, Object> before = content(restored);

        // when
        Map<String, String> environment = environment();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", site.jdbcUrl() + "_restored");
        try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
            daemon.awaitOutput("up;");
            long walked = walks(restored);
            daemon.await("walks go on", () -> walks(restored) >= walked + 2);

            // then
            assertThat(content(restored)).isEqualTo(before);
            assertThat(told).hasSize((int) alerts).doesNotHaveDuplicates();
            assertThat(site.platform().component().merchants(0, 40))
                    .allSatisfy(merchant ->
                            assertThat(merchant.mostRefreshesInFlight()).isLessThan(2));

            // when
            merchant(1).put(SimulatedCategory.rejected(8, 39, "资质不符"));

            // then
            daemon.await("news are told", () -> told.size() == alerts + 1);
            assertThat(told).doesNotHaveDuplicates();
        }
    }

    private static String id(WebhookSink.Message message) {
        return message.headers().get("Webhook-id").getFirst();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_WALK_SCHEDULE", "* * * * * ?");
        environment.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        environment.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        return environment;
    }

    private SimulatedMerchant merchant(int number) {
        return site.platform().component().merchants(number, 1).getFirst();
    }

    private static final String CONTENT = """
            select (select count(*) from app.merchant where authorization_state = 'authorized') as authorized,
              (select count(*) from app.merchant_token where refresh_token is not null and refused_at is null) as tokens,
              (select max(snapshot_id) from app.category_snapshot) as snapshot,
              (select max(change_id) from app.audit_change) as change,
              (select max(alert_id) from app.alert) as alert,
              (select count(*) from reporting.merchant_coverage where last_outcome in ('changed', 'unchanged')) as read
            """;

    private Map<String, Object> content(String database) {
        return site.database(database)
                .withHandle(handle -> handle.createQuery(CONTENT).mapToMap().one());
    }

    private long walks(String database) {
        return number(
                database,
                "select count(*) from reporting.walk where scope = 'all' and state = 'completed' and merchants = 40");
    }

    private long undelivered(String database) {
        return number(database, "select count(*) from reporting.alert where state <> 'delivered'");
    }

    private long number(String database, String sql) {
        return site.database(database)
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
