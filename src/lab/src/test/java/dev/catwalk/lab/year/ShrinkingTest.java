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
    void whatFailsByItselfNeedsNothing() {
        // when
        List<Integer> shortest = Shrinking.shortest(List.of(1, 2, 3), _ -> true);

        // then
        assertThat(shortest).isEmpty();
    }
}
