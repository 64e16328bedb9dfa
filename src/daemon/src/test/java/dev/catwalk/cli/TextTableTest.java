package dev.catwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
