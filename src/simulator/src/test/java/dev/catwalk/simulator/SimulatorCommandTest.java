package dev.catwalk.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulatorCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();
    private final CommandLine command =
            new CommandLine(new SimulatorCommand()).setErr(new PrintWriter(err)).setOut(new PrintWriter(out));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--latency=fast|not a duration such as 50ms",
                "--mix=wild|not plain or mixed: wild",
                "--merchants=-1|merchants must not be negative",
                "--port=99999|port must be from 0 to 65535",
                "--component=me|not an appid",
                "--key=short|an EncodingAESKey has 43 letters and digits",
                "--push-url=ftp://x|not an http or https address",
                "--message-url=http://x/y|lacks the literal $APPID$",
                "--life=-1|life must be from 0 to 1000",
                "--event-loops=0|event loops must be at least 1",
                "--nothing|Unknown option: '--nothing'"
            })
    void wrongOptionIsExitTwoAndSaysWhy(String option, String message) {
        // when
        int exit = command.execute(option);
        // then
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(message.strip());
    }

    @Test
    void takenPortIsExitTwoAndSaysWhich() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            // when
            int exit = command.execute("--host=0.0.0.0", "--port=" + taken.getLocalPort());
            // then
            assertThat(exit).isEqualTo(2);
            assertThat(err.toString()).contains("cannot listen on 0.0.0.0:" + taken.getLocalPort());
        }
    }

    @Test
    void helpShowsDefaultsAndExamples() {
        // when
        int exit = command.execute("--help");
        // then
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains(
                        "--merchants=N",
                        "(default: 8099)",
                        "$APPID$",
                        "Examples:",
                        "simulate --merchants 1000 --life 2");
    }
}
