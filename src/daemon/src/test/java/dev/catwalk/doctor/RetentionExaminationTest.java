package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.AlertSettings;
import dev.catwalk.retention.Pruning;
import dev.catwalk.retention.Retention;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.CatwalkTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RetentionExaminationTest {
    @Inject
    Pruning pruning;

    @Test
    void aNightThatDidNotSufficeIsReportedUntilOneDoes() {
        // given
        Retention retention = pruning.of(AlertSettings.kept("1d"));
        RetentionExamination examination = new RetentionExamination(retention);

        // when
        retention.prune(Duration.ZERO, () -> false);
        Finding late = examination.make().getFirst();
        retention.prune(Retention.TO_THE_END, () -> false);
        Finding well = examination.make().getFirst();

        // then
        assertThat(late.status()).isEqualTo(Status.WARN);
        assertThat(late.seen()).endsWith("of: alert");
        assertThat(well.status()).isEqualTo(Status.OK);
    }
}
