package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class FirstWalkTest {
    @Inject
    Worker worker;

    @Test
    void aComponentWithNothingButItsTicketFindsAndWalksAllItsMerchants() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(120).mix(MerchantMix.PLAIN));
        worker.takeTicket();

        // when
        RosterRun.Summary roster = worker.readRoster();
        worker.awaitWalks();

        // then
        assertThat(roster).isEqualTo(new RosterRun.Summary(120, 120, 0));
        assertThat(worker.rows("select scope, state, merchants from reporting.walk"))
                .containsExactly(Map.of("scope", "all", "state", "completed", "merchants", 120));
        assertThat(worker.rows("select outcome, merchants from reporting.walk_ledger"))
                .containsExactly(Map.of("outcome", "changed", "merchants", 120));
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 120));
    }
}
