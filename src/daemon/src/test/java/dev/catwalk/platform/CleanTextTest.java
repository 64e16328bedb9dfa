package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J",
                "\u001b]0;title\u0007",
                "\u009b2J",
                "\r\n",
                "\u0085",
                "\u2028",
                "\u202e",
                "\u2066",
                "\u200b",
                "\u200d",
                "\ufeff",
                "\u00ad",
                "\u3164",
                "\u0000",
                "\ud800",
                "\udb40\udc41"
            })
    void nothingOfWhatATerminalObeysOrAReaderDoesNotSeeIsLeft(String hostile) throws IOException {
        // when
        String line = CleanText.oneLine("甲" + hostile + "乙");
        String json = CleanText.inJson("{\"name\": \"甲" + hostile + "乙\"}");

        // then
        assertThat(line).startsWith("甲").endsWith("乙").doesNotContain(hostile);
        assertThat(line.codePoints())
                .noneMatch(Character::isISOControl)
                .noneMatch(c -> Character.getType(c) == Character.FORMAT);
        if (!hostile.contains("\n") && !hostile.equals("\u200d")) {
            assertThat(json).doesNotContain(hostile);
            assertThat(new ObjectMapper().readTree(json).path("name").asText()).isEqualTo("甲" + hostile + "乙");
        }
    }

    @Test
    void namesStayAsTheyAre() {
        for (String name : new String[] {"示例 Café ☕", "👨‍👩‍👧", "❤️‍🔥", "مثال", "한국"}) {
            assertThat(CleanText.oneLine(name)).isEqualTo(name);
        }
    }
}
