package dev.catwalk.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner",
                "=li",
                "owner=",
                " owner=li",
                "owner= li",
                "owner=l\ni",
                "o\u0000=li",
                "owner=\ud83d",
                "\n=x"
            })
    void aWrongTagIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> Tags.parse(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1);
    }

    @Test
    void lengthsAreCountedInCharacters() {
        // given: two code units each
        String key = "🐈".repeat(64);
        String value = "🐈".repeat(256);

        // then
        assertThat(Tags.parse(List.of(key + "=" + value)).values()).containsExactly(Map.entry(key, value));
        assertThatThrownBy(() -> Tags.parse(List.of(key + "x=" + value))).hasMessageContaining("64 characters");
        assertThatThrownBy(() -> Tags.parse(List.of(key + "=" + value + "x"))).hasMessageContaining("256 characters");
    }

    @Test
    void theSameKeyTwiceIsRefusedAndAValueMayHoldAnEqualsSign() {
        assertThatThrownBy(() -> Tags.parse(List.of("a=1", "a=2"))).hasMessageContaining("'a' is there twice");
        assertThat(Tags.parse(List.of("a=1=2")).values()).containsEntry("a", "1=2");
    }
}
