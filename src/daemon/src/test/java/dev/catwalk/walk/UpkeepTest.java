package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process that died left behind goes on elsewhere, and what a living one works on is left to it. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class UpkeepTest {
    @Inject
    Worker worker;

    @Inject
    WalkPlan plan;

    @Inject
    Upkeep upkeep;

    private long walk;

    @BeforeEach
    void aOneMerchantWalkIsUnderWay() {
        var platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        walk = plan.planWithoutJob(
                worker.ref(platform.component().merchants(0, 1).getFirst()), SettableClock.INSTANCE.instant());
    }

    @Test
    void theWalkOfANodeThatIsGoneGoesOnAtOnce() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("update app.walk_slice set node = 'gone'"));

        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(1, 0, 0));
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("unchanged", 1));
    }

    @Test
    void theWalkOfALivingNodeIsLeftToIt() {
        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(0, 0, 0));
        assertThat(worker.value("select state from reporting.walk where walk_id = ?", walk))
                .isEqualTo("running");
    }

    @Test
    void theWalkThatALivingNodeForgotGoesOnAfterAWhile() {
        // given
        SettableClock.INSTANCE.advance(Duration.ofMinutes(3));

        // when
        Upkeep.Summary summary = upkeep.activate();

        // then
        assertThat(summary).isEqualTo(new Upkeep.Summary(1, 0, 0));
        assertThat(worker.await(walk).ledger()).isEqualTo(Map.of("unchanged", 1));
    }
}
