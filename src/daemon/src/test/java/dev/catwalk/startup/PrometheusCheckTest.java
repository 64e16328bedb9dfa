package dev.catwalk.startup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code deploy/prometheus/check URL}, against a Prometheus that has every series. */
class PrometheusCheckTest {
    private HttpServer prometheus;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Stream.of("curl", "jq").allMatch(PrometheusCheckTest::isInstalled), "curl or jq is not installed");
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/api/v1/query", "{\"status\":\"success\",\"data\":{\"result\":[{}]}}");
        prometheus.start();
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            prometheus.stop(0);
        }
    }

    @Test
    void rulesThatWereNotLoadedAreMissing() throws Exception {
        // given
        answer(
                "/api/v1/rules",
                "{\"data\":{\"groups\":[{\"rules\":[{\"name\":\"CatwalkDown\",\"query\":\"absent(up{job='catwalk'} == 1)\"}]}]}}");

        // when
        Process check = new ProcessBuilder(
                        "../../deploy/prometheus/check",
                        "http://127.0.0.1:" + prometheus.getAddress().getPort())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), UTF_8);

        // then
        assertThat(check.waitFor()).isEqualTo(1);
        assertThat(said)
                .contains("NO RULE  CatwalkTokensLost", "ok       up{job='catwalk'}")
                .doesNotContain("NO RULE  CatwalkDown", "NOTHING");
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, command).canExecute());
    }

    private void answer(String path, String body) {
        prometheus.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(body.getBytes(UTF_8));
            }
        });
    }
}
