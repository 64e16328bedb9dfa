package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    @Test
    void oneThatFailsIsAFindingThatNamesNoSecret() {
        // when
        List<Finding> findings = failing(new IllegalArgumentException("hush")).make();

        // then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.FAIL);
            assertThat(finding.subject()).isEqualTo("anything");
            assertThat(finding.seen()).contains("IllegalArgumentException").doesNotContain("hush");
            assertThat(finding.advice()).isNotEmpty();
        });
    }

    @Test
    void theDatabasesOwnWordsAreReported() {
        // given
        Exception failure =
                new IllegalStateException("hush", new SQLException("permission denied for schema app\n  at 1"));

        // when
        List<Finding> findings = failing(failure).make();

        // then
        assertThat(findings.getFirst().seen()).endsWith("permission denied for schema app");
    }

    @Test
    void whatIsWrongComesWithAdvice() {
        assertThatThrownBy(() -> Finding.fail("anything", "is wrong", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("anything");
    }

    private static Examination failing(Exception failure) {
        return new Examination() {
            @Override
            public String subject() {
                return "anything";
            }

            @Override
            public List<Finding> findings() throws Exception {
                throw failure;
            }
        };
    }
}
