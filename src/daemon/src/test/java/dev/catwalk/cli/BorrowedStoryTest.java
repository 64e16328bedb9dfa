package dev.catwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.OtherSystem;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class BorrowedStoryTest {

    @Inject
    Worker worker;

    @Inject
    MerchantStory story;

    @Test
    void explainNamesTheSourceOfAMerchantsToken() {
        // given
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        try (OtherSystem _ = new OtherSystem(platform)) {
            worker.readRoster();
            worker.awaitWalks();
            SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();

            // then
            assertThat(story.standing(worker.ref(merchant)).get("token"))
                    .matches("borrowed from http://127\\.0\\.0\\.1:\\d+: generation \\d+, access token until \\S+Z")
                    .doesNotContain(OtherSystem.KEY);
        }
    }
}
