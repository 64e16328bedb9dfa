package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    @Test
    void whatFailsTogetherIsFoundAmongAThousand() {
        // given
        List<Integer> all = IntStream.range(0, 1000).boxed().toList();

        // when
        List<Integer> shortest = Shrinking.shortest(all, list -> list.containsAll(Set.of(3, 500, 998)));

        // then
        assertThat(shortest).containsExactly(3, 500, 998);
    }

    @Test
    void theSameIsWrongWhateverMerchantAndTimeItIsAbout() {
        // given
        String found = "2027-10-21T05:00:00Z\n  3 refreshes within an hour for wx0000000000000001";
        String again = "2027-10-20T09:00:00Z\n  2 refreshes within an hour for wx0000000000000002";
        String other = "2027-10-20T09:00:00Z org.awaitility.core.ConditionTimeoutException: the first daemon; its log";

        // when
        Set<String> kinds = Shrinking.kinds(found);

        // then
        assertThat(kinds)
                .containsExactly("refreshes within an")
                .isEqualTo(Shrinking.kinds(again))
                .doesNotContainAnyElementsOf(Shrinking.kinds(other));
    }

    @Test
    void whatFailsByItselfNeedsNothing() {
        // when
        List<Integer> shortest = Shrinking.shortest(List.of(1, 2, 3), _ -> true);

        // then
        assertThat(shortest).isEmpty();
    }
}
