package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static dev.catwalk.simulator.Simulation.aMerchant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.merchant.CategoryChange;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedStateFileTest {
    @TempDir
    Path folder;

    private Simulation simulation(int merchants) {
        return new Simulation(options -> options.merchants(merchants).state(folder.resolve("state/platform.json")));
    }

    @Test
    void restartGoesOnWithTheSameMerchantsTokensAndCategories() {
        // given
        String accessToken;
        String ticket;
        List<MerchantTruth> before;
        List<CategoryChange> history;
        try (Simulation simulation = simulation(20)) {
            SimulatedComponent component = simulation.platform.component();
            component.resetSecret("another");
            simulation.merchant(aMerchant().granting(17, 61));
            simulation.platform.merchant(MERCHANT).submit(8, 590);
            List<SimulatedMerchant> generated = component.merchants(0, 3);
            generated.get(0).unauthorize(Announcement.LOST);
            generated.get(1).reauthorize(Announcement.LOST);
            generated.get(2).put(SimulatedCategory.rejected(8, 594, "资质不符"));
            accessToken = simulation.client.merchantToken(MERCHANT);
            ticket = component.ticket();
            before = truths(component);
            history = simulation.platform.merchant(MERCHANT).history();
        }
        // when
        try (Simulation restarted = simulation(20)) {
            // then
            SimulatedComponent component = restarted.platform.component();
            assertThat(truths(component)).isEqualTo(before);
            assertThat(restarted.platform.merchant(MERCHANT).history()).isEqualTo(history);
            assertThat(restarted.client.getCategory(accessToken).path("errcode").asInt(-2))
                    .isZero();
            assertThat(restarted.client.componentToken("another", ticket).has("component_access_token"))
                    .isTrue();
            assertThat(restarted.client.list(0, 1).path("total_count").asInt()).isEqualTo(20);
        }
    }

    private static List<MerchantTruth> truths(SimulatedComponent component) {
        return component.merchants(0, 100).stream()
                .map(SimulatedMerchant::truth)
                .toList();
    }

    @Test
    void onlyWhatDiffersIsKept() throws Exception {
        // given
        try (Simulation simulation = simulation(1000)) {
            simulation.platform.component().merchants(7, 1).getFirst().submit(8, 590);
            simulation.client.list(0, 500);
        }
        // when
        SavedState saved =
                Json.MAPPER.readValue(folder.resolve("state/platform.json").toFile(), SavedState.class);
        // then
        assertThat(saved.components().getFirst().merchants()).hasSize(1);
        assertThat(folder.resolve("state/platform.json.next")).doesNotExist();
    }

    @Test
    void fileOfAnotherPopulationIsRefusedByName() {
        // given
        simulation(20).close();
        // when, then
        assertThatThrownBy(() -> simulation(21))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 merchants");
    }

    @Test
    void fileThatIsNoStateIsRefusedByName() throws Exception {
        // given
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("state/platform.json"), "{\"seed\":");
        // when, then
        assertThatThrownBy(() -> simulation(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("platform.json");
    }
}
