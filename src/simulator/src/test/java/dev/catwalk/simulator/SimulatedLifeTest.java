package dev.catwalk.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.catwalk.simulator.merchant.SimulatedCategory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Merchants that change by themselves. */
class SimulatedLifeTest {
    private static List<MerchantTruth> liveOn(long seed, int steps) {
        try (Simulation simulation =
                new Simulation(options -> options.merchants(30).seed(3))) {
            Life life = new Life(simulation.platform.component(), seed);
            for (int i = 0; i < steps; i++) {
                life.step();
            }
            return simulation.platform.component().merchants(0, 1000).stream()
                    .map(SimulatedMerchant::truth)
                    .toList();
        }
    }

    @Test
    void sameSeedLivesTheSameLife() {
        // when
        List<MerchantTruth> once = liveOn(5, 200);
        // then
        assertThat(liveOn(5, 200)).isEqualTo(once);
        assertThat(liveOn(6, 200)).isNotEqualTo(once);
    }

    @Test
    void everythingHappensInALongLife() {
        // when
        List<MerchantTruth> merchants = liveOn(5, 1000);
        // then
        assertThat(merchants).hasSizeGreaterThan(30);
        assertThat(merchants).anyMatch(merchant -> !merchant.authorized());
        assertThat(merchants).anyMatch(merchant -> !merchant.permissionSets().contains(30));
        assertThat(merchants.stream().flatMap(merchant -> merchant.categories().stream()))
                .extracting(SimulatedCategory::auditStatus)
                .contains(1, 2, 3);
    }

    @Test
    void lifeGoesOnByItselfWhenSwitchedOn() {
        try (Simulation simulation =
                new Simulation(options -> options.merchants(5).lifePerSecond(200))) {
            // when, then
            await().until(() -> simulation.platform.component().merchants(0, 100).stream()
                    .anyMatch(merchant -> !merchant.history().isEmpty()));
        }
    }

    @Test
    void lifeBeginsEvenWithoutMerchants() {
        try (Simulation simulation = new Simulation()) {
            // given
            Life life = new Life(simulation.platform.component(), 1);
            // when
            for (int i = 0; i < 50; i++) {
                life.step();
            }
            // then
            assertThat(simulation.platform.component().merchantCount()).isPositive();
        }
    }
}
