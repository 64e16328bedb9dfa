package dev.catwalk.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention.Pruned;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which events of a merchant are given up when they are old. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class MerchantHistoryTest {
    @Inject
    Worker worker;

    @Inject
    Pruning pruning;

    @Test
    void oldEventsGoButTheNewestOfEachKind() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.merchant_event"));
        insert(90, "revoked");
        insert(80, "authorized");
        insert(70, "visit_turned");
        insert(60, "revoked");
        insert(50, "visit_turned");
        insert(40, "permission_sets_changed");
        insert(20, "permission_sets_changed");
        insert(10, "authorized");

        // when
        Pruned pruned = pruning.prune(keeping("30d"));

        // then: of two merchants each
        assertThat(pruned.rows()).isEqualTo(2 * 4);
        assertThat(worker.rows("""
                        select kind, count(*), count(distinct merchant_id) as merchants
                        from app.merchant_event group by 1 order by 1
                        """))
                .extracting(row -> row.get("kind") + " " + row.get("count") + " " + row.get("merchants"))
                .containsExactly("authorized 2 2", "permission_sets_changed 2 2", "revoked 2 2", "visit_turned 2 2");
    }

    @Test
    void aLossOfPermissionSetsStaysUntilALaterOneHoldsThem() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.merchant_event"));
        insert(90, "permission_sets_changed", "{\"lost\": [30], \"gained\": []}");
        insert(80, "permission_sets_changed", "{\"lost\": [17], \"gained\": []}");
        insert(70, "permission_sets_changed", "{\"lost\": [], \"gained\": [17]}");
        insert(60, "permission_sets_changed", "{\"lost\": [17, 18], \"gained\": []}");

        // when
        pruning.prune(keeping("30d"));

        // then
        assertThat(worker.rows("select detail ->> 'lost' as lost from app.merchant_event order by at"))
                .extracting(row -> row.get("lost"))
                .containsExactly("[30]", "[17, 18]");
    }

    private void insert(int daysAgo, String kind) {
        insert(daysAgo, kind, "{}");
    }

    private void insert(int daysAgo, String kind, String detail) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into app.merchant_event (merchant_id, at, kind, detail) select merchant_id, ?, ?, ?::jsonb from app.merchant",
                        SettableClock.INSTANCE.instant().minus(Duration.ofDays(daysAgo)),
                        kind,
                        detail));
    }

    private static MerchantHistory keeping(String keep) {
        return new MerchantHistory(new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(MerchantConfig.class)
                .withDefaultValue("catwalk.merchant.keep-events", keep)
                .build()
                .getConfigMapping(MerchantConfig.class));
    }
}
