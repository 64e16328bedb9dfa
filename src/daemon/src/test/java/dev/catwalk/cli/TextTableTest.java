package dev.catwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void whatAMerchantCallsItselfStaysInItsCell() {
        // when
        String table = TextTable.of(List.of(
                List.of("name", "甲\u001b[2J\u009b1A\r\nauthorization  revoked\u202e\u2028乙"),
                List.of("principal", "丙")));

        // then
        assertThat(table.lines()).containsExactly("name       甲 [2J 1A  authorization  revoked 乙", "principal  丙");
    }

    @Test
    void asJsonItHasAnObjectForEachRow() throws Exception {
        // given
        List<List<String>> rows =
                List.of(List.of("name", "last used"), List.of("shop\u202e", ""), List.of("till", "never"));

        // when
        String json = TextTable.json(rows);

        // then
        assertThat(json).doesNotContain("\u202e");
        assertThat(new ObjectMapper().readTree(json)).isEqualTo(new ObjectMapper().readTree("""
                        [{"name": "shop\\u202e", "last_used": null}, {"name": "till", "last_used": "never"}]
                        """));
        assertThat(TextTable.json(rows.subList(0, 1))).isEqualToIgnoringWhitespace("[]");
    }
}
