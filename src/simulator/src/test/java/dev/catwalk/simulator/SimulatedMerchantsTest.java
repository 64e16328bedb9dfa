package dev.catwalk.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.simulator.merchant.CategoryAccess;
import dev.catwalk.simulator.merchant.GeneratedMerchants;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.Scramble;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The merchants a seed stands for. */
class SimulatedMerchantsTest {
    private static final String COMPONENT = ComponentCredentials.DEFAULT.appid();

    private static GeneratedMerchants generated(long seed, int count, MerchantMix mix) {
        return new GeneratedMerchants(seed, COMPONENT, count, mix);
    }

    private static Stream<MerchantProfile> profiles(GeneratedMerchants generated) {
        return IntStream.range(0, generated.count()).mapToObj(generated::profile);
    }

    @Test
    void sameSeedBringsTheSameMerchantsAndAnotherSeedOthers() {
        // when
        MerchantProfile merchant = generated(7, 10, MerchantMix.MIXED).profile(3);
        // then
        assertThat(generated(7, 10, MerchantMix.MIXED).profile(3)).isEqualTo(merchant);
        assertThat(generated(8, 10, MerchantMix.MIXED).profile(3).account().appid())
                .isNotEqualTo(merchant.account().appid());
    }

    @Test
    void merchantIsFoundByItsAppidWithoutATable() {
        // given
        GeneratedMerchants generated = generated(7, 1_000_000, MerchantMix.PLAIN);
        // when, then
        for (int index : new int[] {0, 1, 4711, 999_999}) {
            assertThat(generated.index(generated.appidDigits(index))).isEqualTo(index);
        }
        assertThat(generated.index(generated.appidDigits(999_999) + 1)).isEqualTo(-1);
    }

    @Test
    void appidsAndOriginalIdsAreUnique() {
        // given
        GeneratedMerchants generated = generated(7, 20_000, MerchantMix.PLAIN);
        // when, then
        assertThat(profiles(generated).map(profile -> profile.account().appid()).distinct())
                .hasSize(20_000);
        assertThat(profiles(generated)
                        .map(profile -> profile.account().originalId())
                        .distinct())
                .hasSize(20_000);
    }

    @Test
    void mixedPopulationHasEveryKindInItsShare() {
        // given
        GeneratedMerchants generated = generated(7, 20_000, MerchantMix.MIXED);
        // when
        Map<Integer, Long> byErrcode = profiles(generated)
                .map(profile -> new MerchantState(() -> profile, Instant.EPOCH))
                .collect(Collectors.groupingBy(CategoryAccess::refusal, Collectors.counting()));
        // then
        assertThat(byErrcode.keySet()).containsExactlyInAnyOrder(0, 48001, 48004, 50002, 61007, 41033);
        assertThat(byErrcode.get(48001)).isBetween(1400L, 1800L);
        assertThat(byErrcode.get(61007)).isBetween(850L, 1150L);
        assertThat(profiles(generated).filter(profile -> !profile.queried()).count())
                .isBetween(130L, 270L);
    }

    @Test
    void plainPopulationMayAllBeRead() {
        assertThat(profiles(generated(7, 2_000, MerchantMix.PLAIN)))
                .allMatch(profile -> profile.permissionSets().contains(30))
                .allMatch(MerchantProfile::queried)
                .allMatch(profile -> !profile.categories().isEmpty());
    }

    @Test
    void categoriesHaveEveryStatusAndNoPairTwice() {
        // given
        GeneratedMerchants generated = generated(7, 2_000, MerchantMix.PLAIN);
        // when
        Map<Integer, Long> statuses = profiles(generated)
                .flatMap(profile -> profile.categories().stream())
                .collect(Collectors.groupingBy(SimulatedCategory::auditStatus, Collectors.counting()));
        // then
        assertThat(statuses).containsOnlyKeys(1, 2, 3);
        assertThat(profiles(generated)).allSatisfy(profile -> assertThat(profile.categories())
                .extracting(SimulatedCategory::second)
                .doesNotHaveDuplicates());
    }

    @Test
    void mixingIsReversible() {
        // given
        long[] values = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x123456789abcdefL};
        // when, then
        for (long value : values) {
            assertThat(Scramble.unmix(Scramble.mix(value))).isEqualTo(value);
        }
    }

    @Test
    void sharesOfMoreThanEveryoneAreRefused() {
        assertThatThrownBy(() -> new MerchantMix(0.6, 0.6, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 1");
    }
}
