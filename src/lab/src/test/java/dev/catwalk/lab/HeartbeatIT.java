package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that raises an alarm when it misses a walk, as a real daemon with a schedule reports to it. */
class HeartbeatIT {
    private static final int MERCHANTS = 20;
    private static final String WALKED =
            "select count(*) from reporting.walk where state = 'completed' and merchants = ?";

    private final Site site =
            Site.with(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void eachScheduledWalkIsReportedAndOneThatThePlatformStopsWithItsLedger() throws IOException {
        // given
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n" + body);
                exchange.sendResponseHeaders(200, -1);
            }
        });
        service.start();
        Map<String, String> environment = site.environment();
        environment.put(
                "CATWALK_WALK_HEARTBEAT_URL",
                "http://127.0.0.1:" + service.getAddress().getPort() + "/ping");
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        environment.put("CATWALK_WALK_SCHEDULE", "0/4 * * * * ?");
        try (CatwalkProcess daemon = CatwalkProcess.start(environment, "serve")) {
            daemon.awaitOutput("up;");
            site.platform().component().pushTicketNow();

            // when
            // Those before the list of merchants is read visit none, and are over at once.
            daemon.await("a walk over the merchants", () -> site.count(WALKED, MERCHANTS) > 0);
            daemon.await("the report of its end", () -> heard.size() > 1);
            assertThat(heard).startsWith("GET /ping/start\n", "GET /ping\n");
            heard.clear();
            daemon.await("a walk from its start to its end", () -> {
                int start = heard.indexOf("GET /ping/start\n");
                return start >= 0 && heard.subList(start, heard.size()).contains("GET /ping\n");
            });
            site.platform().component().refuseIp();

            // then
            daemon.await("a walk that the platform stopped", () -> heard.stream()
                    .anyMatch(request -> request.startsWith("POST /ping/fail\nwalk ")));
            assertThat(heard.stream()
                            .filter(request -> request.startsWith("POST "))
                            .findFirst())
                    .hasValueSatisfying(ledger -> assertThat(ledger)
                            .contains(" stopped: ", "\nmerchants " + MERCHANTS + "\n")
                            .contains("deferred "));
        } finally {
            service.stop(0);
        }
    }
}
