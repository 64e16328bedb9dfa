package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two components in one process: a merchant that authorized both is two, and the trouble of one leaves the other alone. */
class TwoComponentsIT {
    private static final ComponentCredentials FIRST = ComponentCredentials.DEFAULT;
    private static final ComponentCredentials SHOP = new ComponentCredentials(
            "wx5b5b5b5b5b5b5b5b",
            "5ec2e75ec2e75ec2e75ec2e75ec2e75f",
            "shopToken",
            "shopWechatOpenPlatformKey123456789ABCDEFGHI");
    private static final String BOTH = "wxbbbbbbbbbbbbbbbb";

    private final Site site = Site.with(
            SimulatorOptions.builder().merchants(5).mix(MerchantMix.PLAIN).components(FIRST, SHOP));
    private final SimulatedComponent first = component(FIRST);
    private final SimulatedComponent shop = component(SHOP);

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void bothAreWalkedEachWithItsOwnMerchantsAndTroubles() {
        // given
        String pushes = "http://127.0.0.1:" + site.httpPort() + "/push/" + SHOP.appid();
        shop.pushTo(new PushTargets(pushes, pushes + "/$APPID$"));
        for (SimulatedComponent component : site.platform().components()) {
            component.authorize(
                    MerchantProfile.miniProgram(BOTH).alreadyQueried().having(SimulatedCategory.approved(8, 39)),
                    Announcement.LOST);
        }
        shop.merchant(BOTH).orElseThrow().put(SimulatedCategory.rejected(110, 116, "资质不符"));
        int merchants = first.merchantCount() + shop.merchantCount();

        try (CatwalkProcess daemon = CatwalkProcess.start(environment())) {
            daemon.awaitOutput("up;");

            // when
            first.pushTicketNow();
            shop.pushTicketNow();
            daemon.await("all merchants of both are read", () -> visitedWith("unchanged") == merchants);

            // then
            assertThat(statuses(FIRST)).isEqualTo(Map.of("8/39", "approved"));
            assertThat(statuses(SHOP)).isEqualTo(Map.of("8/39", "approved", "110/116", "rejected"));
            assertThat(site.count("""
                    select count(*) from reporting.alert
                    where type = 'category.audit.rejected' and merchant_appid = ? and component_appid <> ?
                    """, BOTH, SHOP.appid())).isZero();

            // when
            shop.refuseIp();
            daemon.await("the shop is stopped", () -> alerts("platform.stopped", SHOP) == 1);
            long walked = walks();
            daemon.await("walks go on", () -> walks() >= walked + 2);

            // then
            assertThat(outcomes(FIRST)).containsOnlyKeys("unchanged");
            assertThat(outcomes(SHOP)).containsOnlyKeys("deferred");
            assertThat(alerts("platform.stopped", FIRST)).isZero();

            // when
            shop.allowIp();
            daemon.await("the shop works again", () -> alerts("platform.recovered", SHOP) == 1);
            daemon.await("all are read again", () -> visitedWith("unchanged") == merchants);

            // then
            assertThat(alerts("platform.recovered", FIRST)).isZero();
            assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
            Secrets.assertNoneIn(daemon.output(), site.keyset(), FIRST);
            Secrets.assertNoneIn(daemon.output(), site.keyset(), SHOP);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_COMPONENT__SHOP__APPID", SHOP.appid());
        environment.put("CATWALK_COMPONENT__SHOP__SECRET", SHOP.secret());
        environment.put("CATWALK_COMPONENT__SHOP__PUSH_TOKEN", SHOP.pushToken());
        environment.put("CATWALK_COMPONENT__SHOP__ENCODING_AES_KEY", SHOP.encodingAesKey());
        environment.put("CATWALK_WALK_SCHEDULE", "* * * * * ?");
        return environment;
    }

    private SimulatedComponent component(ComponentCredentials credentials) {
        return site.platform().component(credentials.appid()).orElseThrow();
    }

    private long visitedWith(String outcome) {
        return site.count("select count(*) from reporting.merchant_coverage where last_outcome = ?", outcome);
    }

    private long walks() {
        return site.count("select count(*) from reporting.walk where scope = 'all' and finished_at is not null"
                + " and state <> 'skipped'");
    }

    private long alerts(String type, ComponentCredentials component) {
        return site.count(
                "select count(distinct alert_id) from reporting.alert where type = ? and component_appid = ?",
                type,
                component.appid());
    }

    private Map<String, String> statuses(ComponentCredentials component) {
        return pairs("""
                select first_id || '/' || second_id, audit_status_name from reporting.category_audit
                where merchant_appid = ? and component_appid = ?
                """, BOTH, component.appid());
    }

    private Map<String, String> outcomes(ComponentCredentials component) {
        return pairs("""
                select last_outcome, count(*)::text from reporting.merchant_coverage where component_appid = ? group by 1
                """, component.appid());
    }

    private Map<String, String> pairs(String sql, Object... arguments) {
        return site.database().withHandle(handle -> handle.select(sql, arguments)
                .reduceResultSet(new TreeMap<>(), (pairs, row, context) -> {
                    pairs.put(row.getString(1), row.getString(2));
                    return pairs;
                }));
    }
}
