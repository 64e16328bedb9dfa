package dev.catwalk.cli;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.retention.Pruning;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PruneCommandTest {
    @Inject
    Pruning pruning;

    @Test
    void aHistoryInTroubleMakesItEndWithOne() throws Exception {
        // given
        PruneCommand.Run prune = new PruneCommand.Run(pruning.of(Pruning.inTrouble("alert")));

        // when
        Ran ran = run(() -> prune.run(false));

        // then
        assertThat(ran.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(ran.out()).containsPattern("alert +catwalk.test.keep +30d +0 +-");
        assertThat(ran.err()).contains("had trouble");
    }
}
