package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.Fault;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logs as they are collected in production. */
class JsonLogsIT {
    private static final int MERCHANTS = 20;

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void aRefusedRequestIsFollowedFromItsLineToItsRowByTheRequestId() throws IOException {
        try (Site site =
                Site.with(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN))) {
            // given
            site.platform()
                    .faults()
                    .add(Fault.errcode(40097).on(Api.GET_CATEGORY).times(1));
            Map<String, String> environment = site.environment();
            environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");

            // when
            try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
                daemon.awaitOutput("up;");
                site.platform().component().pushTicketNow();
                daemon.await(
                        "the first walk is completed",
                        () -> site.hasTables()
                                && site.count("select count(*) from reporting.walk_ledger where outcome = 'failed'")
                                        > 0);

                // then
                List<JsonNode> lines = new ArrayList<>();
                for (String line : daemon.out().lines().toList()) {
                    lines.add(mapper.readTree(line));
                }
                var row = site.database().withHandle(handle -> handle.select(
                                "select merchant_appid, last_rid, last_errcode from reporting.merchant_coverage where last_outcome = 'failed'")
                        .mapToMap()
                        .one());
                assertThat(lines)
                        .filteredOn(line -> line.at("/mdc/rid").asText().equals(row.get("last_rid")))
                        .singleElement()
                        .satisfies(line -> {
                            assertThat(line.at("/mdc/merchant").asText()).isEqualTo(row.get("merchant_appid"));
                            assertThat(line.at("/mdc/errcode").asInt()).isEqualTo(row.get("last_errcode"));
                            assertThat(line.at("/mdc/walk").asLong()).isPositive();
                            assertThat(line.at("/mdc/component").asText()).isEqualTo(Site.component());
                        });
            }
        }
    }
}
