package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"demo", "simulate", "drill", "year"})
    void helpOfEachCommandComesWithAnExample(String command) {
        // when
        int exitCode = run(command, "--help");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: catwalk " + command).contains("Example");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo now",
                "simulate --merchants many",
                "drill flood",
                "drill dead-node now",
                "year --days many",
                "year --days 0",
                "year --days 2 --merchants -1",
                "year --days 2 --only 1,999999",
                "year --days 2 --from 2026-11-01",
                "year --days 2 --beside /nowhere"
            })
    void wrongUsageIsReportedInFewLines(String arguments) {
        // when
        int exitCode = run(arguments.split(" "));

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("catwalk: ").contains("Usage: catwalk", "--help");
        assertThat(err.toString().lines()).hasSizeLessThan(12);
    }

    @Test
    void everyDrillIsListedAndNamedInARunbook() throws IOException {
        // given
        String runbooks =
                Files.readString(Path.of("src/docs/operations.md")) + Files.readString(Path.of("deploy/RUNBOOK.md"));

        // when
        int exitCode = run("drill");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString().lines().map(line -> line.strip().split(" ")[0]))
                .contains("whitelist-loss", "dead-node")
                .hasSize(8)
                .allMatch(drill -> runbooks.contains("`" + drill + "`"));
        assertThat(err.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return Lab.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
